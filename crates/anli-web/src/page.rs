//! What every page knows: its language, its address, what is asked, and the shortlist it carries.

use std::borrow::Borrow;
use std::convert::Infallible;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::Web;
use crate::api::{Problem, Refusal};
use crate::asked::Asked;
use crate::assets;
use crate::ui::{Lang, Ui};

/// The parameter that carries the shortlist from page to page. The API does not know it.
pub(crate) const LIST: &str = "list";
/// Most cases on a shortlist.
pub(crate) const MAX_LIST: usize = 50;

/// One page of the site.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub ui: Ui,
    /// Path after the language, such as `cases/…`; empty for the search page.
    pub path: String,
    /// What is asked: the parameters of the API.
    pub asked: Asked,
    /// Ids on the shortlist.
    pub list: Vec<String>,
    /// Where the site is reached, such as `https://anli.example`.
    pub origin: String,
}

impl FromRequestParts<Web> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let path = parts.uri.path().trim_start_matches('/');
        let (lang, rest) = path.split_once('/').unwrap_or((path, ""));
        let mut asked = Asked::parse(parts.uri.query().unwrap_or_default());
        let list = asked.take(LIST);
        let mut page = Self {
            ui: Ui { lang: Lang::parse(lang).unwrap_or(Lang::Zh) },
            path: rest.to_owned(),
            asked,
            list: Vec::new(),
            origin: web.origin(&parts.headers),
        };
        list.iter().for_each(|id| page.keep(id));
        Ok(page)
    }
}

impl Page {
    pub(crate) fn lang(&self) -> Lang {
        self.ui.lang
    }

    /// The address of a page of the site in this language, with the shortlist.
    pub(crate) fn link(&self, path: &str) -> String {
        self.to(path, Asked::default())
    }

    /// The address of a page that is asked something, with the shortlist.
    pub(crate) fn to(&self, path: &str, asked: impl Borrow<Asked>) -> String {
        self.address(self.lang(), path, asked.borrow(), &self.list)
    }

    /// The address of this page with something else asked.
    pub(crate) fn here(&self, asked: impl Borrow<Asked>) -> String {
        self.to(&self.path, asked)
    }

    /// The address of this page in the other language.
    pub(crate) fn other(&self) -> String {
        self.address(self.lang().other(), &self.path, &self.asked, &self.list)
    }

    /// The address of this page with a case put on the shortlist or taken off it.
    pub(crate) fn toggled(&self, id: &str) -> String {
        let mut list = self.list.clone();
        if self.listed(id) {
            list.retain(|kept| kept != id);
        } else {
            list.push(id.to_owned());
        }
        self.address(self.lang(), &self.path, &self.asked, &list)
    }

    /// Puts a case on the shortlist, if there is room.
    pub(crate) fn keep(&mut self, id: &str) {
        if !self.listed(id) && self.list.len() < MAX_LIST {
            self.list.push(id.to_owned());
        }
    }

    /// The address of this page with an empty shortlist.
    pub(crate) fn unlisted(&self) -> String {
        self.address(self.lang(), &self.path, &self.asked, &[])
    }

    /// Whether a case is on the shortlist.
    pub(crate) fn listed(&self, id: &str) -> bool {
        self.list.iter().any(|kept| kept == id)
    }

    /// This page with another shortlist.
    pub(crate) fn listing(&self, list: Vec<String>) -> Self {
        Self { list, ..self.clone() }
    }

    /// The address of a page about the cases of the shortlist, which are its `id` parameters.
    pub(crate) fn about_list(&self, path: &str) -> String {
        let asked = self.list.iter().fold(Asked::default(), |asked, id| asked.with("id", id));
        self.to(path, &asked)
    }

    /// The one address of this page in `lang`, from anywhere. Filters, order and paging are ways of looking at an answer: they and the
    /// shortlist are not part of it.
    pub(crate) fn canonical(&self, lang: impl Borrow<Lang>) -> String {
        let asked = match self.path.as_str() {
            "" | "concordance" | "trends" => self.asked.only(&["q"]),
            "compare" | "shortlist" | "briefing" => self.asked.only(&["id"]),
            _ => Asked::default(),
        };
        self.absolute(lang, &self.path, asked)
    }

    /// The address of a page from anywhere, without the shortlist.
    pub(crate) fn absolute(&self, lang: impl Borrow<Lang>, path: &str, asked: impl Borrow<Asked>) -> String {
        format!("{}{}", self.origin, self.address(*lang.borrow(), path, asked.borrow(), &[]))
    }

    /// The sections of the site: path and key of the name.
    pub(crate) fn sections(&self) -> [(&'static str, &'static str); 5] {
        [
            ("", "nav-search"),
            ("concordance", "nav-concordance"),
            ("trends", "nav-trends"),
            ("plan", "nav-plan"),
            ("help", "nav-help"),
        ]
    }

    fn address(&self, lang: Lang, path: &str, asked: &Asked, list: &[String]) -> String {
        let mut all = asked.without_any(LIST);
        for id in list {
            all = all.append(LIST, id);
        }
        let query = if all.is_empty() { String::new() } else { format!("?{all}") };
        format!("/{}/{path}{query}", lang.as_str())
    }

    /// The address of an asset.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// A rendered template as an answer.
    pub(crate) fn show(&self, template: &impl Template) -> Result<Response, Refused> {
        self.show_as(StatusCode::OK, template)
    }

    /// A rendered template as an answer of that status.
    pub(crate) fn show_as(&self, status: StatusCode, template: &impl Template) -> Result<Response, Refused> {
        match template.render() {
            Ok(html) => Ok((status, [(header::CONTENT_LANGUAGE, self.lang().tag())], Html(html)).into_response()),
            Err(error) => {
                tracing::error!(%error, path = self.path, "a page could not be made");
                Err(Refused(Box::new(StatusCode::INTERNAL_SERVER_ERROR.into_response())))
            }
        }
    }

    /// Says in the language of the page why there is no answer.
    pub(crate) fn refuse(&self, refusal: Refusal) -> Refused {
        let problem = match refusal {
            Refusal::Moved(to) => {
                let id = to.rsplit('/').next().unwrap_or_default();
                return Refused(Box::new(
                    Redirect::permanent(&self.to(&format!("cases/{id}"), &self.asked)).into_response(),
                ));
            }
            Refusal::Problem(problem) => problem,
            Refusal::Broken(error) => {
                tracing::error!(error, path = self.path, "the API gave no answer that a page can show");
                Problem { status: 503, code: "unavailable".to_owned(), detail: String::new(), parameter: None }
            }
        };
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let shown = self.show_as(status, &ErrorPage { page: self, ui: self.ui, problem: &problem });
        shown.map_or_else(|refused| refused, |response| Refused(Box::new(response)))
    }

    /// What the API says is wrong, in the language of the page.
    pub(crate) fn explain(&self, problem: &Problem) -> String {
        let parameter = problem.parameter.clone().unwrap_or_default();
        match (problem.code.as_str(), problem.status) {
            ("no-such-case", _) => self.ui.t("error-no-such-case"),
            ("unknown-region", _) => self.ui.t("error-unknown-region"),
            ("unknown-area", _) => self.ui.t("error-unknown-area"),
            ("unknown-parameter", _) => self.ui.t1("error-unknown-parameter", "parameter", parameter),
            (code, _) if code.contains("too-long") => self.ui.t("error-too-long"),
            (code, _) if code.contains("too-much") || code.contains("too-many") => self.ui.t("error-too-much"),
            (_, 404) => self.ui.t("error-not-found"),
            (_, 400..=499) if !parameter.is_empty() => self.ui.t1("error-parameter", "parameter", parameter),
            (_, 400..=499) => problem.detail.clone(),
            _ => self.ui.t("error-unavailable"),
        }
    }

    /// Says that there is no such page.
    pub(crate) fn missing(&self) -> Refused {
        let detail = String::new();
        self.refuse(Refusal::Problem(Problem { status: 404, code: "no-such-page".to_owned(), detail, parameter: None }))
    }
}

/// JSON-LD as it may stand in a page: nothing in it ends the element it stands in.
pub(crate) fn data_block(data: &serde_json::Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

/// A page that says why there is no other.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Box<Response>);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    page: &'a Page,
    ui: Ui,
    problem: &'a Problem,
}

impl ErrorPage<'_> {
    fn heading(&self) -> String {
        match self.problem.status {
            404 => self.ui.t("error-not-found-title"),
            400..=499 => self.ui.t("error-bad-title"),
            _ => self.ui.t("error-unavailable-title"),
        }
    }

    fn explanation(&self) -> String {
        self.page.explain(self.problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, query: &str) -> Page {
        Page {
            ui: Ui { lang: Lang::Zh },
            path: path.to_owned(),
            asked: Asked::parse(query),
            list: vec!["x".to_owned()],
            origin: "https://anli.example".to_owned(),
        }
    }

    #[test]
    fn one_question_has_one_address() {
        for (path, query, expected) in [
            ("", "region=370000&q=a&page=2&sort=newest", "https://anli.example/en/?q=a"),
            ("", "region=370000", "https://anli.example/en/"),
            ("cases/a-b", "lang=zh", "https://anli.example/en/cases/a-b"),
            ("compare", "id=a&id=b&only=1", "https://anli.example/en/compare?id=a&id=b"),
            ("trends", "q=a&area=teachers", "https://anli.example/en/trends?q=a"),
            ("help", "q=a", "https://anli.example/en/help"),
        ] {
            assert_eq!(page(path, query).canonical(Lang::En), expected);
        }
    }

    #[test]
    fn data_never_ends_its_element() {
        let block = data_block(&serde_json::json!({ "name": "</script><!--" }));
        assert_eq!(block, r#"{"name":"\u003c/script>\u003c!--"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&block).expect("JSON")["name"], "</script><!--");
    }
}
