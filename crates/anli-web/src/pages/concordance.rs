//! Keyword in context: every place where the cases say the word, one line each, the word in the middle.
//!
//! Without a question the page says what a concordance is. What the API refuses to read, such as a word that too many cases have, is said
//! on the page, above the question as it was asked.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::filters::{self, Chip, Names};
use super::hits::place;
use crate::Web;
use crate::api::{Concordance, Line, Note, Problem, Refusal};
use crate::asked::Asked;
use crate::page::{LIST, Page, Refused};
use crate::ui::{Lang, Ui};

/// Parameters of the API that this page passes on; a link from another view of the question may bring more.
const OWN: [&str; 15] = [
    "q",
    "sort",
    "width",
    "page",
    "per_page",
    "match",
    "expand",
    "region",
    "area",
    "level",
    "stage",
    "evidence",
    "lang",
    "year_from",
    "year_to",
];
/// Characters on each side that are offered.
const WIDTHS: [usize; 5] = [15, 30, 60, 100, 200];
const PER_PAGE: [usize; 3] = [20, 50, 100];
/// Orders of lines.
const SORTS: [&str; 5] = ["relevance", "left", "right", "year", "region"];

/// Characters on each side of the keyword that stand with it on one line, which are the context unless another is asked for: a letter takes
/// half the room of a Chinese character.
fn one_line(lang: Lang) -> usize {
    match lang {
        Lang::Zh => 30,
        Lang::En => 60,
    }
}

/// `/{lang}/concordance`
pub(crate) async fn show(State(web): State<Web>, mut page: Page) -> Result<Response, Refused> {
    // The orders of the search page are those of cases.
    if matches!(page.asked.text("sort"), "newest" | "oldest") {
        page.asked = page.asked.without_any("sort");
    }
    page.asked = page.asked.only(&OWN);
    let mut found = None;
    let mut problem = None;
    if page.asked.value("q").is_some() {
        match web.api.get::<Concordance>("concordance", &wide(&page)).await {
            Ok(answer) => found = Some(answer),
            Err(Refusal::Problem(refused)) if refused.status == 400 => problem = Some(refused),
            Err(refusal) => return Err(page.refuse(refusal)),
        }
    }
    let names = Names::read(&web, &page).await?;
    let (chips, _) = filters::asked_for(&page, &["lang"], |name, value| names.of(name, value));
    let lines = found.iter().flat_map(|found| &found.lines).map(|line| ShownLine::new(&page, line)).collect();
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let shown = ConcordancePage {
        page: &page,
        ui: page.ui,
        q: page.asked.text("q"),
        found: found.as_ref(),
        problem: problem.as_ref(),
        chips,
        lines,
    };
    page.show_as(status, &shown)
}

/// What is asked, with the width that the page has where none is told.
fn wide(page: &Page) -> Asked {
    match page.asked.value("width") {
        Some(_) => page.asked.clone(),
        None => page.asked.clone().append("width", &one_line(page.lang()).to_string()),
    }
}

/// A line with where it is from.
struct ShownLine<'a> {
    line: &'a Line,
    lang: &'a str,
    href: String,
    kind: Option<String>,
    place: String,
}

impl<'a> ShownLine<'a> {
    fn new(page: &Page, line: &'a Line) -> Self {
        let path = format!("cases/{}", crate::api::segment(&line.id));
        // Where the case would be read in the language of the page, the line stands on the other side.
        let case = if line.lang == page.lang().as_str() {
            page.link(&path)
        } else {
            page.to(&path, Asked::default().append("side", "both"))
        };
        let anchor = if line.anchor == "summary" { "in-short" } else { &line.anchor };
        let kind = match line.anchor.as_str() {
            "title" => Some(page.ui.t("concordance-in-title")),
            "summary" => Some(page.ui.t("hit-summary")),
            _ => line.kind.as_deref().map(|kind| page.ui.word("kind", kind)),
        };
        Self {
            line,
            lang: Lang::tag_of(&line.lang),
            href: format!("{case}#{anchor}"),
            kind,
            place: place(page.lang(), &line.region),
        }
    }
}

/// A question to try.
struct Example {
    label: String,
    href: String,
    why: String,
}

#[derive(Template)]
#[template(path = "concordance.html")]
struct ConcordancePage<'a> {
    page: &'a Page,
    ui: Ui,
    q: &'a str,
    found: Option<&'a Concordance>,
    problem: Option<&'a Problem>,
    chips: Vec<Chip>,
    lines: Vec<ShownLine<'a>>,
}

impl<'a> ConcordancePage<'a> {
    fn title(&self) -> String {
        if self.q.is_empty() {
            self.ui.t("concordance-title")
        } else {
            self.ui.t1("concordance-title-for", "q", self.q)
        }
    }

    /// What the form keeps although it has no field for it.
    fn kept(&self) -> Vec<(&str, &str)> {
        let fields = ["q", "width", "per_page", "page"];
        let asked = self.page.asked.pairs().filter(|(name, _)| !fields.contains(name));
        asked.chain(self.page.list.iter().map(|id| (LIST, id.as_str()))).collect()
    }

    /// Questions that show what the page is for.
    fn examples(&self) -> Vec<Example> {
        let ui = self.ui;
        let one = |q: &str, why: &str| {
            let q = ui.t(q);
            Example { href: self.page.here(Asked::default().append("q", &q)), label: q, why: ui.t(why) }
        };
        let sorted = ui.t("concordance-example-sorted");
        vec![
            one("concordance-example-word", "concordance-example-word-why"),
            one("concordance-example-quote", "concordance-example-quote-why"),
            one("concordance-example-field", "concordance-example-field-why"),
            Example {
                href: self.page.here(Asked::default().append("q", &sorted).append("sort", "right")),
                label: ui.t1("concordance-example-sorted-link", "q", &sorted),
                why: ui.t("concordance-example-sorted-why"),
            },
        ]
    }

    fn widths(&self) -> Vec<usize> {
        choices(&WIDTHS, self.width())
    }

    fn width(&self) -> usize {
        let asked = || self.page.asked.text("width").parse().unwrap_or(one_line(self.page.lang()));
        self.found.map_or_else(asked, |found| found.width)
    }

    fn sizes(&self) -> Vec<usize> {
        choices(&PER_PAGE, self.per_page())
    }

    fn per_page(&self) -> usize {
        let asked = || self.page.asked.text("per_page").parse().unwrap_or(PER_PAGE[0]);
        self.found.map_or_else(asked, |found| found.per_page)
    }

    /// Whether the contexts are too wide to stand on one line.
    fn long(&self) -> bool {
        let chinese = self.lines.iter().any(|shown| shown.line.lang == Lang::Zh.as_str());
        self.width() > one_line(if chinese { Lang::Zh } else { Lang::En })
    }

    /// Orders: address, name, and whether it is this one.
    fn sorts(&self) -> Vec<(String, String, bool)> {
        let current = self.page.asked.value("sort").unwrap_or(SORTS[0]);
        let one = |sort: &str| {
            let asked = self.page.asked.without_any("page");
            let asked = if sort == SORTS[0] { asked.without_any("sort") } else { asked.set("sort", sort) };
            (self.page.here(&asked), self.ui.word("concordance-sort", sort), sort == current)
        };
        SORTS.into_iter().map(one).collect()
    }

    /// Languages of the text: address, name, and whether it is this one.
    fn langs(&self) -> Vec<(String, String, bool)> {
        let current: Vec<&str> = self.page.asked.values("lang").collect();
        let any = self.page.asked.without_any("lang").without_any("page");
        let both = (self.page.here(&any), self.ui.t("concordance-lang-both"), current.len() != 1);
        let one = |lang: Lang| {
            let asked = any.clone().append("lang", lang.as_str());
            (self.page.here(&asked), self.ui.word("lang", lang.as_str()), current == [lang.as_str()])
        };
        [both].into_iter().chain(Lang::ALL.map(one)).collect()
    }

    /// The address that adds other names from the vocabulary, or leaves them out again.
    fn expanded(&self) -> (bool, String) {
        let on = self.page.asked.text("expand") == "1";
        let asked = self.page.asked.without_any("expand").without_any("page");
        (on, self.page.here(if on { asked } else { asked.append("expand", "1") }))
    }

    /// The names that the vocabulary added, by the words that were typed.
    fn names(&self, found: &Concordance) -> Vec<String> {
        let join = self.ui.separator();
        let one = |expanded: &crate::api::Expanded| {
            let mut args = fluent_bundle::FluentArgs::new();
            args.set("term", expanded.term.as_str());
            args.set("with", expanded.with.join(join));
            args.set("from", self.ui.word("origin", &expanded.from));
            self.ui.say("expanded-note", &args)
        };
        found.question.expanded.iter().map(one).collect()
    }

    /// `24 处，见于 3 个案例`
    fn sentence(&self, found: &Concordance) -> String {
        let ui = self.ui;
        let places = ui.count("concordance-places", found.total);
        let cases = ui.count("concordance-cases", found.cases_with_lines);
        ui.t2("concordance-sentence", "places", places, "cases", cases)
    }

    /// Remarks in the language of the page.
    fn notes(&self, found: &'a Concordance) -> Vec<(&'static str, String)> {
        let lang = self.page.lang();
        let one = |note: &'a Note| match note.code.as_str() {
            // The site has the numbers, and says it of the language that is read, too.
            "cases-without-lines" => {
                let without = found.cases - found.cases_with_lines;
                (lang.tag(), self.ui.count("concordance-without-lines", without))
            }
            _ => match note.label.only(lang) {
                Some(label) => (lang.tag(), label.to_owned()),
                None => (Lang::En.tag(), note.message.clone()),
            },
        };
        found.notes.iter().map(one).collect()
    }

    /// Why there is no answer, and what to do.
    fn refused(&self, problem: &Problem) -> String {
        match problem.code.as_str() {
            "too-many-cases" => self.ui.t("concordance-too-many-cases"),
            "too-many-lines" => self.ui.t("concordance-too-many-lines"),
            _ => self.page.explain(problem),
        }
    }

    /// The question and its filters, for other views of it.
    fn question(&self) -> Asked {
        ["page", "sort", "per_page", "width", "expand"]
            .into_iter()
            .fold(self.page.asked.clone(), |asked, name| asked.without_any(name))
    }

    fn unfiltered(&self) -> String {
        self.page.here(self.page.asked.only(&["q", "sort", "width", "per_page", "expand", "match"]))
    }

    /// Every line as a sheet.
    fn csv(&self) -> String {
        let asked = wide(self.page).without_any("page").without_any("per_page").append("format", "csv");
        format!("/api/v1/concordance?{asked}")
    }

    fn pages(&self, found: &Concordance) -> usize {
        found.total.div_ceil(found.per_page.max(1))
    }

    fn at(&self, number: usize) -> String {
        self.page.here(self.page.asked.set("page", number))
    }
}

/// What is offered, with what is asked for among it.
fn choices(offered: &[usize], asked: usize) -> Vec<usize> {
    let mut all: Vec<usize> = offered.iter().copied().chain([asked]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::response::IntoResponse;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    const PROBLEM: &str = r#"{"status":400,"code":"too-many-cases","detail":"20000 cases","parameter":"q"}"#;
    const LINE: &str = r#"{"id":"a","title":"甲<b>","lang":"zh","anchor":"f2","kind":"result","left":"<i>","keyword":"学区","right":"制","year":2014,"region":[]}"#;

    /// Opens a page over an API that refuses 的 and finds one line of anything else.
    async fn open(path: &str) -> (StatusCode, String) {
        let concordance = |axum::extract::RawQuery(query): axum::extract::RawQuery| async move {
            if query.unwrap_or_default().contains("q=%E7%9A%84") {
                return (StatusCode::BAD_REQUEST, PROBLEM).into_response();
            }
            let question = r#"{"match":"all","sort":"relevance","filters":{}}"#;
            format!(r#"{{"question":{question},"total":41,"cases":3,"cases_with_lines":1,"page":2,"per_page":20,"width":30,"notes":[{{"code":"cases-without-lines","message":"x"}}],"lines":[{LINE}]}}"#).into_response()
        };
        let api = Router::new()
            .route("/api/v1/concordance", get(concordance))
            .route("/api/v1/areas", get(|| async { r#"{"areas":[{"id":"school-zones","label":{"zh":"学区制"}}]}"# }))
            .route("/api/v1/regions", get(|| async { r#"{"regions":[{"code":"370000","name":{"zh":"山东省"}}]}"# }));
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = crate::router(api, None).oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
    }

    #[track_caller]
    fn has(html: &str, parts: &[&str]) {
        for part in parts {
            assert!(html.contains(part), "`{part}` is not in {html}");
        }
    }

    #[tokio::test]
    async fn a_question_has_lines_numbers_and_a_way_on() {
        let (status, html) =
            open("/zh/concordance?q=%E5%AD%A6%E5%8C%BA&region=370000&area=school-zones&sort=left&page=2&list=b").await;
        assert_eq!(status, StatusCode::OK);
        has(
            &html,
            &[
                "41 处，见于 1 个案例",
                "另有 2 个案例",
                "<td class=\"left\" lang=\"zh-Hans\">&#60;i&#62;</td>",
                "<mark>学区</mark>",
                "甲&#60;b&#62;",
                "href=\"/zh/cases/a?list=b#f2\"",
                "山东省 <span",
                "学区制 <span",
                "aria-current=\"true\">左1",
                "第 2 页，共 3 页",
                "/api/v1/concordance?q=%E5%AD%A6%E5%8C%BA&#38;region=370000&#38;area=school-zones&#38;sort=left&#38;width=30&#38;format=csv",
                "name=\"sort\" value=\"left\"",
                "name=\"list\" value=\"b\"",
            ],
        );
    }

    #[tokio::test]
    async fn what_is_too_much_says_how_to_narrow_it() {
        let (status, html) = open("/zh/concordance?q=%E7%9A%84").await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        has(&html, &["role=\"alert\"", "按地区、领域、年份缩小范围", "href=\"/zh/?q=%E7%9A%84\"", "value=\"的\""]);
    }

    #[tokio::test]
    async fn other_views_of_a_question_may_link_here_with_parameters_of_theirs() {
        let (status, html) = open("/en/concordance?q=x&sort=newest&facets=area").await;
        assert_eq!(status, StatusCode::OK);
        has(&html, &["aria-current=\"true\">Relevance", "41 places in 1 case<", "href=\"/en/cases/a?side=both#f2\""]);
        let (status, html) = open("/en/concordance").await;
        assert_eq!(status, StatusCode::OK);
        has(&html, &["What a concordance is", "concordance?q=principal"]);
    }
}
