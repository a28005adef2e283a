//! The web site: pages made on the server, complete without a script, that ask the JSON API as a stranger would.
//!
//! A page forwards its own parameters, since they are those of the API, reads the JSON that comes back and fills a template. Nothing here
//! knows the engine. What comes from a case is escaped by the templates; scripts set text, never markup, and every page is sent under a
//! policy that allows nothing but the site's own files.
//!
//! A page is one file in `pages/` with one template in `templates/`. Its handler takes `page::Page` (language, address, parameters,
//! shortlist), asks `api::Api`, and ends in `page.show(&template)`; what the API refuses becomes a page by `page.refuse(refusal)`.

mod api;
mod asked;
mod assets;
mod charts;
mod marks;
mod page;
mod pages;
mod policy;
mod saved;
mod ui;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use api::{Api, Areas, Refusal};
use page::Page;
use ui::Lang;

/// Most that is read of a form, in bytes: more than a draft may have, since a browser shows no answer before all is sent.
const MAX_UPLOAD: usize = 16 * 1024 * 1024;

/// What the pages share.
#[derive(Clone)]
pub(crate) struct Web {
    api: Api,
    /// Where the site is reached, when that was told.
    public: Option<Arc<str>>,
    areas: Arc<OnceLock<Arc<Areas>>>,
    counted: pages::help::Counted,
}

impl Web {
    /// Scheme and authority that addresses from outside begin with: what was told, else what the visitor asked for.
    fn origin(&self, headers: &HeaderMap) -> String {
        if let Some(public) = &self.public {
            return public.to_string();
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        format!("http://{host}")
    }

    /// The vocabulary of areas, which is asked for once: it changes with the program alone.
    async fn areas(&self) -> Result<Arc<Areas>, Refusal> {
        if let Some(areas) = self.areas.get() {
            return Ok(areas.clone());
        }
        let areas = self.api.areas().await?;
        Ok(self.areas.get_or_init(|| areas).clone())
    }
}

/// The pages as a router, over the bare routes of the API. `public` is where the site is reached from outside, without a slash at its
/// end, such as `https://anli.example`; without it addresses begin with the host that the visitor asked for.
pub fn router(api: Router, public: Option<&str>) -> Router {
    let web = Web { api: Api::new(api), public: public.map(Arc::from), areas: Arc::default(), counted: Arc::default() };
    let mut routes = Router::new()
        .route("/", get(choose))
        .route("/opensearch-zh.xml", get(pages::machines::describe_zh))
        .route("/opensearch-en.xml", get(pages::machines::describe_en))
        .route("/robots.txt", get(pages::machines::robots))
        .route("/sitemap.xml", get(pages::machines::map))
        .route("/sitemap/{part}", get(pages::machines::map_part));
    for lang in Lang::ALL.map(Lang::as_str) {
        let at = |path: &str| format!("/{lang}/{path}");
        routes = routes
            .route(&format!("/{lang}"), get(slash))
            .route(&at(""), get(pages::search::show))
            .route(&at("atom"), get(pages::atom::show))
            .route(&at("briefing"), get(pages::briefing::show))
            .route(&at("briefing.docx"), get(pages::briefing::document))
            .route(&at("cases/{id}"), get(pages::case::show))
            .route(&at("compare"), get(pages::compare::show))
            .route(&at("compare.csv"), get(pages::compare::sheet))
            .route(&at("concordance"), get(pages::concordance::show))
            .route(&at("help"), get(pages::help::show))
            .route(
                &at("plan"),
                get(pages::plan::show).post(pages::plan::answer).layer(DefaultBodyLimit::max(MAX_UPLOAD)),
            )
            .route(&at("shortlist"), get(pages::shortlist::show))
            .route(&at("trends"), get(pages::trends::show))
            .route(&at("{*rest}"), get(missing));
    }
    routes.layer(map_response(policy::secure)).route("/assets/{hash}/{name}", get(assets::serve)).with_state(web)
}

/// The site in the language that the reader wants.
async fn choose(headers: HeaderMap) -> Response {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|wanted| wanted.to_str().ok()).unwrap_or_default();
    let to = format!("/{}/", Lang::accepted(wanted).as_str());
    (StatusCode::FOUND, [(header::LOCATION, to.as_str()), (header::VARY, "accept-language")]).into_response()
}

async fn slash(uri: Uri) -> Redirect {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::permanent(&format!("{}/{query}", uri.path()))
}

async fn missing(State(_): State<Web>, page: Page) -> Response {
    page.missing().into_response()
}
