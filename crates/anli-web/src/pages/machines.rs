//! What programs look for beside the pages: the site as a search engine of a browser, the map of the site, and the word to robots.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::api::{Listing, Refusal, segment};
use crate::asked::Asked;
use crate::policy::kept;
use crate::ui::{Lang, Ui};
use crate::{Web, assets};

/// Cases of one map. Each has an address in both languages, and a map may have 50,000.
const CASES: usize = 5_000;
/// Cases that the API lists at once.
const AT_ONCE: usize = 1_000;
/// Pages that are no case, on the first map.
const SECTIONS: [&str; 5] = ["", "concordance", "trends", "plan", "help"];

#[derive(Template)]
#[template(path = "opensearch.xml")]
struct Description {
    ui: Ui,
    origin: String,
    icon: String,
}

/// `/opensearch-zh.xml`
pub(crate) async fn describe_zh(State(web): State<Web>, headers: HeaderMap) -> Response {
    describe(&web, &headers, Lang::Zh)
}

/// `/opensearch-en.xml`
pub(crate) async fn describe_en(State(web): State<Web>, headers: HeaderMap) -> Response {
    describe(&web, &headers, Lang::En)
}

/// The site as a search engine (OpenSearch 1.1).
fn describe(web: &Web, headers: &HeaderMap, lang: Lang) -> Response {
    let described =
        Description { ui: Ui { lang }, origin: web.origin(headers), icon: assets::address("icon.svg") }.render();
    answer(headers, "application/opensearchdescription+xml; charset=utf-8", described)
}

/// A page on a map.
struct Place {
    path: String,
    changed: Option<String>,
}

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Map {
    origin: String,
    entries: Vec<Place>,
}

impl Map {
    fn at(&self, lang: impl std::borrow::Borrow<Lang>, place: &Place) -> String {
        format!("{}/{}/{}", self.origin, lang.borrow().as_str(), place.path)
    }
}

#[derive(Template)]
#[template(path = "sitemaps.xml")]
struct Maps {
    origin: String,
    parts: usize,
}

/// `/sitemap.xml`: the map of the site, or the list of its parts.
pub(crate) async fn map(State(web): State<Web>, headers: HeaderMap) -> Response {
    let total = match list(&web, 1, 1).await {
        Ok(listing) => listing.total,
        Err(response) => return response,
    };
    if total <= CASES {
        return part(&web, &headers, 1).await;
    }
    let maps = Maps { origin: web.origin(&headers), parts: total.div_ceil(CASES) };
    answer(&headers, XML, maps.render())
}

/// `/sitemap/{part}.xml`
pub(crate) async fn map_part(State(web): State<Web>, headers: HeaderMap, Path(name): Path<String>) -> Response {
    match name.strip_suffix(".xml").and_then(|part| part.parse().ok()) {
        Some(number) if number > 0 => part(&web, &headers, number).await,
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

const XML: &str = "application/xml; charset=utf-8";

async fn part(web: &Web, headers: &HeaderMap, number: usize) -> Response {
    let mut entries = Vec::new();
    if number == 1 {
        entries.extend(SECTIONS.map(|path| Place { path: path.to_owned(), changed: None }));
    }
    let before = (number - 1).saturating_mul(CASES / AT_ONCE);
    for page in 1..=CASES / AT_ONCE {
        let listing = match list(web, before.saturating_add(page), AT_ONCE).await {
            Ok(listing) => listing,
            Err(response) => return response,
        };
        let last = listing.cases.len() < AT_ONCE;
        let place =
            |case: crate::api::Listed| Place { path: format!("cases/{}", segment(&case.id)), changed: case.changed };
        entries.extend(listing.cases.into_iter().map(place));
        if last {
            break;
        }
    }
    if entries.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    answer(headers, XML, Map { origin: web.origin(headers), entries }.render())
}

/// A page of all cases.
async fn list(web: &Web, page: usize, per_page: usize) -> Result<Listing, Response> {
    let asked = Asked::default().set("per_page", per_page).set("page", page);
    web.api.get("cases", &asked).await.map_err(|refusal| {
        let status = match &refusal {
            // A page far past the last.
            Refusal::Problem(problem) if problem.status == 400 => StatusCode::NOT_FOUND,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        if status.is_server_error() {
            tracing::error!(error = %refusal, "the cases could not be listed");
        }
        status.into_response()
    })
}

/// `/robots.txt`: everything may be read, but not once for every shortlist.
pub(crate) async fn robots(State(web): State<Web>, headers: HeaderMap) -> Response {
    let told = format!(
        "User-agent: *\nDisallow: /*?list=\nDisallow: /*&list=\nAllow: /\n\nSitemap: {}/sitemap.xml\n",
        web.origin(&headers)
    );
    kept(&headers, "text/plain; charset=utf-8", told.into_bytes())
}

fn answer(headers: &HeaderMap, kind: &'static str, rendered: Result<String, askama::Error>) -> Response {
    match rendered {
        Ok(text) => kept(headers, kind, text.into_bytes()),
        Err(error) => {
            tracing::error!(%error, "a file for programs could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
