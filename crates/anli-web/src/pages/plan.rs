//! From a plan to its precedents: a pasted or uploaded draft is answered with the cases most like it, why, and what differs.
//!
//! The draft travels in the body of a POST, is forgotten with the answer, and is in no address, log or cache. An answer to a POST has no
//! address either, so its links open beside it, and what is chosen from it is sent back with a GET that leads on to an address.

use askama::Template;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;

use super::filters::LEVELS;
use super::hits::Shown;
use crate::Web;
use crate::api::{Areas, Bilingual, Note, Problem, Reason, Refusal, Similar};
use crate::asked::Asked;
use crate::page::{Page, Refused};
use crate::ui::{Lang, Ui};

/// Largest draft, in bytes; the API reads no more.
pub(crate) const MAX_DRAFT: usize = 2 * 1024 * 1024;
/// Longest field that is no draft, in bytes.
const MAX_FIELD: usize = 1000;
/// Longest text of a file that is put into the box, in bytes; a longer one is read as a file alone.
const MAX_SHOWN: usize = 200_000;
/// Cases of an answer.
const LIMIT: &str = "10";
/// Words of a draft that are told, of each language.
const TERMS: usize = 12;
/// Most cases that are compared at once.
const MAX_COMPARED: usize = 5;

/// `GET /{lang}/plan`: the form, or the way on for what was chosen from an answer.
pub(crate) async fn show(State(_): State<Web>, mut page: Page) -> Result<Response, Refused> {
    let chosen = page.asked.take("id");
    let to = page.asked.take("to");
    page.asked = Asked::default();
    let fault = match to.first().map(String::as_str) {
        Some("compare") if (2..=MAX_COMPARED).contains(&chosen.len()) => {
            let asked = chosen.iter().fold(Asked::default(), |asked, id| asked.append("id", id));
            return Ok(Redirect::to(&page.to("compare", asked)).into_response());
        }
        Some("shortlist") if !chosen.is_empty() => {
            for id in &chosen {
                page.keep(id);
            }
            return Ok(Redirect::to(&page.about_list("shortlist")).into_response());
        }
        Some("compare") => Some(Fault::of("chosen", page.ui.t("plan-error-compare"))),
        Some(_) => Some(Fault::of("chosen", page.ui.t("plan-error-shortlist"))),
        None => None,
    };
    let status = if fault.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    page.show_as(status, &PlanPage { fault, ..PlanPage::new(&page, &Draft::default()) })
}

/// `POST /{lang}/plan`
pub(crate) async fn answer(
    State(web): State<Web>,
    page: Page,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let mut response = answered(web, page, form).await.into_response();
    // It has the draft in it.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn answered(web: Web, mut page: Page, form: Result<Multipart, MultipartRejection>) -> Result<Response, Refused> {
    page.asked = Asked::default();
    let areas = web.areas().await.map_err(|refusal| page.refuse(refusal))?;
    let (draft, read) = match form {
        Ok(form) => Draft::read(form, page.ui).await,
        Err(_) => (Draft::default(), Err(Fault::of("text", page.ui.t("plan-error-broken")))),
    };
    let mut plan = PlanPage::new(&page, &draft);
    let asked = match read {
        Ok(()) => draft.ask(&web).await,
        Err(fault) => Asking::Fault(fault),
    };
    let found;
    let mut status = StatusCode::OK;
    match asked {
        Asking::Found(similar) => {
            found = similar;
            plan.found = Some(Found::new(&page, &areas, &found));
        }
        Asking::Fault(fault) => {
            status = fault.status;
            plan.fault = Some(fault);
        }
        Asking::Refused(Refusal::Problem(problem)) if problem.status < 500 => {
            let fault = Fault::told(&page, &problem);
            status = fault.status;
            plan.fault = Some(fault);
        }
        Asking::Refused(refusal) => return Err(page.refuse(refusal)),
    }
    page.show_as(status, &plan)
}

/// What was sent. Its text is nowhere but here.
#[derive(Default)]
struct Draft {
    text: String,
    /// Name and content of a file.
    file: Option<(String, Bytes)>,
    region: String,
    level: String,
}

enum Asking {
    Found(Similar),
    Fault(Fault),
    Refused(Refusal),
}

impl Draft {
    /// Reads the fields that were sent, to the end whatever they hold: a browser shows no answer before all is sent.
    async fn read(mut form: Multipart, ui: Ui) -> (Self, Result<(), Fault>) {
        let mut draft = Self::default();
        let mut read = Ok(());
        loop {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return (draft, read),
                Err(error) => return (draft, Err(Fault::broken(ui, &error))),
            };
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let max = if matches!(name.as_str(), "text" | "file") { MAX_DRAFT } else { MAX_FIELD };
            let content = match content(field, max).await {
                Ok(Some(content)) => content,
                Ok(None) => {
                    read = Err(Fault::too_large(ui, if name == "file" { "file" } else { "text" }));
                    continue;
                }
                Err(error) => return (draft, Err(Fault::broken(ui, &error))),
            };
            let text = || String::from_utf8_lossy(&content).into_owned();
            match name.as_str() {
                // A form sends a file without a name and content where none was chosen.
                "file" if !content.is_empty() => draft.file = Some((file.unwrap_or_default(), content.into())),
                "text" => draft.text = text(),
                "region" => draft.region = text().trim().to_owned(),
                "level" => draft.level = text(),
                _ => {}
            }
        }
    }

    /// Cases like the file, else like the text.
    async fn ask(&self, web: &Web) -> Asking {
        let mut asked = Asked::default().append("limit", LIMIT);
        for (name, value) in [("region", &self.region), ("level", &self.level)] {
            if !value.is_empty() {
                asked = asked.append(name, value);
            }
        }
        let (kind, body) = match &self.file {
            // What sort of file it is stands in its first bytes.
            Some((_, content)) => ("application/octet-stream", content.clone()),
            None => ("text/plain", Bytes::from(self.text.clone())),
        };
        match web.api.post("similar", &asked, kind, body).await {
            Ok(found) => Asking::Found(found),
            Err(refusal) => Asking::Refused(refusal),
        }
    }

    /// What stands in the box: what was pasted, else the text of a file that is plain text.
    fn shown(&self) -> &str {
        match &self.file {
            Some((_, content)) if content.len() <= MAX_SHOWN && !content.contains(&0) => {
                std::str::from_utf8(content).map_or(&self.text, |text| text.trim_start_matches('\u{feff}'))
            }
            _ => &self.text,
        }
    }
}

/// The content of a field; nothing when it is longer than `max`, of which no more is kept.
async fn content(mut field: Field<'_>, max: usize) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut content = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.chunk().await? {
        fits &= content.len() + chunk.len() <= max;
        if fits {
            content.extend_from_slice(&chunk);
        }
    }
    Ok(fits.then_some(content))
}

/// What is wrong, and with which field.
struct Fault {
    field: &'static str,
    message: String,
    status: StatusCode,
}

impl Fault {
    fn of(field: &'static str, message: String) -> Self {
        Self { field, message, status: StatusCode::BAD_REQUEST }
    }

    fn too_large(ui: Ui, field: &'static str) -> Self {
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, ..Self::of(field, ui.t("plan-error-too-large")) }
    }

    /// A body that is too large as a whole or ends before its end.
    fn broken(ui: Ui, error: &MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::too_large(ui, "file");
        }
        Self::of("text", ui.t("plan-error-broken"))
    }

    /// What the API says is wrong, by the field that it is about.
    fn told(page: &Page, problem: &Problem) -> Self {
        let ui = page.ui;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let (field, message) = match problem.code.as_str() {
            "text-too-short" => ("text", ui.t("plan-error-too-short")),
            "draft-too-large" | "docx-too-large" | "body-too-large" => ("file", ui.t("plan-error-too-large")),
            "unknown-format" => ("file", ui.t("plan-error-format")),
            "not-utf-8" => ("file", ui.t("plan-error-encoding")),
            "bad-docx" => ("file", ui.t("plan-error-docx")),
            _ if problem.parameter.as_deref() == Some("region") => ("region", page.explain(problem)),
            _ => ("text", page.explain(problem)),
        };
        Self { field, message, status }
    }
}

/// A case of an answer, with what it shares and what differs.
struct Precedent<'a> {
    id: &'a str,
    shown: Shown<'a>,
    reasons: &'a [Reason],
    differences: &'a [Reason],
}

/// An answer.
struct Found<'a> {
    similar: &'a Similar,
    /// Words that tell what the draft is about: tag of the language and words.
    terms: Vec<(&'static str, Vec<&'a str>)>,
    /// Areas that the draft suggests: slug and name.
    areas: Vec<(&'a str, &'a str)>,
    hits: Vec<Precedent<'a>>,
}

impl<'a> Found<'a> {
    fn new(page: &Page, areas: &'a Areas, similar: &'a Similar) -> Self {
        let lang = page.lang();
        let terms = |lang: Lang| {
            let own = similar.terms.iter().filter(|term| term.lang == lang.as_str());
            (lang.tag(), own.take(TERMS).map(|term| term.text.as_str()).collect::<Vec<_>>())
        };
        let hit = |hit: &'a crate::api::Hit| Precedent {
            id: &hit.id,
            shown: Shown::new(page, areas, &[], hit),
            reasons: &hit.reasons,
            differences: &hit.differences,
        };
        Self {
            similar,
            terms: Lang::ALL.map(terms).into_iter().filter(|(_, terms)| !terms.is_empty()).collect(),
            areas: similar
                .areas
                .iter()
                .map(|id| (id.as_str(), areas.find(id).map_or(id.as_str(), |area| area.label.best(lang))))
                .collect(),
            hits: similar.hits.iter().map(hit).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage<'a> {
    page: &'a Page,
    ui: Ui,
    draft: &'a Draft,
    fault: Option<Fault>,
    found: Option<Found<'a>>,
}

impl<'a> PlanPage<'a> {
    fn new(page: &'a Page, draft: &'a Draft) -> Self {
        Self { page, ui: page.ui, draft, fault: None, found: None }
    }

    fn title(&self) -> String {
        match (&self.fault, &self.found) {
            (Some(fault), _) if fault.field == "chosen" => self.ui.t("plan-title-choose"),
            (Some(_), _) => self.ui.t("plan-title-fault"),
            (None, Some(_)) => self.ui.t("plan-title-found"),
            (None, None) => self.ui.t("plan-title"),
        }
    }

    /// What is wrong with that field.
    fn fault_of(&self, field: &str) -> Option<&Fault> {
        self.fault.as_ref().filter(|fault| fault.field == field)
    }

    fn levels(&self) -> Vec<(&'static str, String)> {
        LEVELS.into_iter().map(|level| (level, self.ui.word("level", level))).collect()
    }

    /// The name of the file that was read, and whether a text beside it was not.
    fn file(&self) -> Option<(&str, bool)> {
        let (name, _) = self.draft.file.as_ref()?;
        Some((name, !self.draft.text.trim().is_empty()))
    }

    /// Whether a file was sent whose text does not stand in the box.
    fn forgotten(&self) -> bool {
        self.draft.file.is_some() && self.draft.shown() == self.draft.text
    }

    /// The same draft can be asked again in the other language.
    fn other(&self) -> String {
        Page { ui: Ui { lang: self.page.lang().other() }, ..self.page.clone() }.link("plan")
    }

    /// A text of the API in the language of the page, and the tag of its language.
    fn label(&self, label: &'a Bilingual) -> (&'static str, &'a str) {
        let lang = self.page.lang();
        (label.lang(lang).tag(), label.best(lang))
    }

    fn note(&self, note: &'a Note) -> (&'static str, String) {
        match note.code.as_str() {
            "draft-cut" => (self.page.lang().tag(), self.ui.t("plan-note-cut")),
            _ if note.label.only(self.page.lang()).is_some() => {
                (self.page.lang().tag(), note.label.best(self.page.lang()).to_owned())
            }
            _ => (Lang::En.tag(), note.message.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::{get, post};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    /// An API that finds one case like a draft that is long enough, of which it tells the first word.
    async fn similar(body: Bytes) -> Response {
        let text = String::from_utf8_lossy(&body).into_owned();
        if text.chars().count() < 5 {
            let problem = r#"{"status":400,"code":"text-too-short","detail":"x"}"#;
            return (StatusCode::BAD_REQUEST, problem).into_response();
        }
        let term: String = text.trim().chars().take(2).collect();
        let hit = r#"{"id":"a","title":{"zh":"甲<b>"},"stage":"running","evidence":2,"reasons":[{"code":"x","label":{"zh":"都谈到：轮岗","en":"both"}}]}"#;
        format!(r#"{{"terms":[{{"text":"{term}","lang":"zh"}}],"areas":["teacher-rotation"],"hits":[{hit}]}}"#)
            .into_response()
    }

    fn site() -> Router {
        let areas = r#"{"areas":[{"id":"teacher-rotation","label":{"zh":"教师轮岗"}}]}"#;
        let api = Router::new()
            .route("/api/v1/similar", post(similar))
            .route("/api/v1/areas", get(move || async move { areas }));
        crate::router(api, None)
    }

    async fn page(request: Request<Body>) -> (StatusCode, String, String) {
        let response = site().oneshot(request).await.expect("an answer");
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let said = format!("{} {}", header(header::CACHE_CONTROL), header(header::LOCATION));
        let status = response.status();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, said, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
    }

    /// Sends fields as a browser does: name, name of the file, content.
    async fn send(to: &str, fields: &[(&str, Option<&str>, &[u8])]) -> (StatusCode, String, String) {
        let mut body = Vec::new();
        for (name, file, content) in fields {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--x--\r\n");
        let request = Request::post(to).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        page(request.body(Body::from(body)).expect("a request")).await
    }

    const NO_FILE: (&str, Option<&str>, &[u8]) = ("file", Some(""), b"");

    #[tokio::test]
    async fn a_pasted_draft_is_answered_and_stays_in_the_box() {
        let text = "\n轮岗试点方案<script>";
        let (status, said, html) = send("/zh/plan?list=b", &[("text", None, text.as_bytes()), NO_FILE]).await;
        assert_eq!((status, said.trim()), (StatusCode::OK, "no-store"));
        assert!(html.contains(">\n\n轮岗试点方案&#60;script&#62;</textarea>"), "{html}");
        for part in ["甲&#60;b&#62;", "都谈到：轮岗", "教师轮岗", r#"name="list" value="b""#, r#"name="id" value="a""#]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("text="), "a draft is in no address: {html}");
    }

    #[tokio::test]
    async fn a_file_is_read_rather_than_the_text_beside_it() {
        let file = ("file", Some("方案.txt"), "城区教师到乡村任教".as_bytes());
        let (status, _, html) = send("/zh/plan", &[("text", None, "别的什么文字".as_bytes()), file]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("方案.txt") && html.contains("<li>城区</li>"), "{html}");
        assert!(html.contains("城区教师到乡村任教</textarea>"), "{html}");
    }

    #[tokio::test]
    async fn what_is_wrong_is_said_at_its_field() {
        let large = vec![b'a'; MAX_DRAFT + 1];
        for (fields, status, message) in [
            (vec![("text", None, &b""[..]), NO_FILE], 400, "plan-error-too-short"),
            (vec![("text", None, "短".as_bytes()), NO_FILE], 400, "plan-error-too-short"),
            (vec![("text", None, &b""[..]), ("file", Some("a.docx"), &large)], 413, "plan-error-too-large"),
        ] {
            for lang in Lang::ALL {
                let (found, said, html) = send(&format!("/{}/plan", lang.as_str()), &fields).await;
                assert_eq!((found.as_u16(), said.trim()), (status, "no-store"));
                let alert = format!(r#"id="wrong" role="alert">{}<"#, Ui { lang }.t(message));
                assert!(html.contains(&alert) && html.matches("aria-invalid").count() == 1, "{html}");
            }
        }
        let request = Request::post("/zh/plan").body(Body::from("text=x")).expect("a request");
        let (status, _, html) = page(request).await;
        assert!(status == StatusCode::BAD_REQUEST && html.contains("role=\"alert\""), "{status} {html}");
    }

    #[tokio::test]
    async fn what_is_chosen_leads_to_an_address() {
        for (asked, location) in [
            ("id=a&id=b&to=compare&list=c", "/zh/compare?id=a&id=b&list=c"),
            ("id=a&to=shortlist&list=c&list=a", "/zh/shortlist?id=c&id=a&list=c&list=a"),
            ("id=a&id=b&to=shortlist", "/zh/shortlist?id=a&id=b&list=a&list=b"),
        ] {
            let request = Request::get(format!("/zh/plan?{asked}")).body(Body::empty()).expect("a request");
            let (status, said, _) = page(request).await;
            assert_eq!((status, said.as_str()), (StatusCode::SEE_OTHER, &*format!("no-cache {location}")));
        }
        for asked in ["id=a&to=compare", "to=shortlist", "id=a&id=b&id=c&id=d&id=e&id=f&to=compare"] {
            let request = Request::get(format!("/zh/plan?{asked}")).body(Body::empty()).expect("a request");
            let (status, _, html) = page(request).await;
            assert!(status == StatusCode::BAD_REQUEST && html.contains("role=\"alert\""), "{asked}: {status}");
        }
    }
}
