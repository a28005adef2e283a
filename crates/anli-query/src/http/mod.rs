//! The HTTP API. A handler parses, asks and answers; everything else is a layer.

mod cases;
mod concordance;
mod explain;
mod history;
mod params;
mod problem;
mod sheet;
mod similar;
mod suggest;
mod trends;
mod wire;

use std::time::{Duration, Instant};

use axum::extract::{DefaultBodyLimit, FromRef, MatchedPath, Path, RawQuery, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, Router};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

pub use cases::{CasesBody, ListedBody, MAX_LISTED};
pub use concordance::{ConcordanceBody, LineBody, concordance_csv, concordance_question};
pub use explain::{ExplainBody, explain_question};
pub use history::{ChangeBody, Changes, History, HistoryBody};
pub use params::question;
use params::{FilterParams, Given};
pub use problem::Problem;
pub use sheet::Format;
pub use similar::{ReasonBody, SimilarBody, SimilarHitBody, similar_question};
pub use suggest::{Asked as SuggestAsked, SuggestBody, SuggestionBody};
pub use trends::{TrendsBody, trends_csv, trends_question};
pub use wire::{
    AreaBody, AreasBody, Bilingual, CaseBody, FacetBody, FactBody, HitBody, ProposalBody, RegionBody, RegionFound,
    RegionsBody, SearchBody,
};

use anli_case::{Area, Region};

use crate::Engine;

/// Longest path and query, in bytes: a question of the longest allowed length is at most 12,000 percent-encoded.
const MAX_URL: usize = 60_000;
/// Largest body of a request to the API, in bytes: that of a draft.
const MAX_BODY: usize = crate::MAX_DRAFT_BYTES;
/// Largest body of any request, in bytes. A page that takes drafts reads one that is too large to its end, or no browser would show its answer.
const MAX_UPLOAD: usize = 16 * 1024 * 1024;
/// Longest time for an answer.
const TIME_OUT: Duration = Duration::from_secs(10);

#[derive(OpenApi)]
#[openapi(
    info(title = "anli", description = "Search over education-reform cases, in Chinese and English. Every GET can be cached by its ETag and read from any origin.", license(name = "MIT OR Apache-2.0")),
    tags((name = "search"), (name = "research"), (name = "cases"), (name = "vocabularies"), (name = "service"))
)]
struct Api;

/// What handlers answer from.
#[derive(Clone)]
struct Service {
    engine: Engine,
    history: History,
}

impl FromRef<Service> for Engine {
    fn from_ref(service: &Service) -> Self {
        service.engine.clone()
    }
}

impl FromRef<Service> for History {
    fn from_ref(service: &Service) -> Self {
        service.history.clone()
    }
}

/// The API as a router: `/api/v1/…`, `/healthz`, `/readyz`. A program may ask it in process; [`serve`] makes it fit for the network.
pub fn api(engine: Engine, history: History) -> Router {
    let service = Service { engine, history };
    let (api, document) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(search))
        .routes(routes!(concordance::concordance))
        .routes(routes!(trends::trends))
        .routes(routes!(suggest::suggest))
        .routes(routes!(case))
        .routes(routes!(similar::similar_to_case))
        .routes(routes!(explain::explain))
        .routes(routes!(similar::similar_to_draft))
        .routes(routes!(areas))
        .routes(routes!(regions))
        .route_layer(from_fn_with_state(service.engine.clone(), revalidate))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(cases::cases))
                .routes(routes!(history::history))
                .route_layer(from_fn_with_state(service.clone(), revalidate_with_history)),
        )
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .split_for_parts();
    let docs = SwaggerUi::new("/api/v1/docs")
        .url("/api/v1/openapi.json", document)
        .config(utoipa_swagger_ui::Config::default().validator_url("none"));
    api.with_state(service)
        .merge(docs)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
}

/// `routes` as they meet the network: limits, compression, CORS, request ids, a log, and a problem for every other address.
pub fn serve(routes: Router) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::ETAG, request_id.clone()]);
    routes
        .fallback(not_found)
        .layer(from_fn(limit_url))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_OUT))
        .layer(RequestBodyLimitLayer::new(MAX_UPLOAD))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(explain_errors))
        .layer(CompressionLayer::new())
        .layer(cors)
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_response(log))
        .layer(SetRequestIdLayer::new(request_id, Counter::default()))
}

/// Search the cases
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(params::SearchParams, FilterParams),
    responses((status = 200, description = "The answer", body = SearchBody), (status = 400, description = "A parameter is wrong", body = Problem, content_type = "application/problem+json")))]
async fn search(State(engine): State<Engine>, RawQuery(query): RawQuery) -> Result<Json<SearchBody>, Problem> {
    let started = Instant::now();
    let question = question(pairs(query.as_deref())?)?;
    let answer = engine.answer(&question)?;
    let proposals = engine.proposals(&question, answer.total)?;
    Ok(Json(SearchBody::new(answer, started.elapsed()).with_proposals(proposals)))
}

/// One case, whole
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", params(("id" = String, Path, description = "Identifier of a case")),
    responses((status = 200, description = "The case", body = CaseBody), (status = 308, description = "The identifier is retired; the case has another now"), (status = 404, description = "There is no such case", body = Problem, content_type = "application/problem+json")))]
async fn case(
    State(engine): State<Engine>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Given::only(pairs(query.as_deref())?, &[])?;
    let case = engine.case(&id)?.ok_or_else(|| Problem::no_such_case(&id))?;
    if case.id != id {
        return Ok(Redirect::permanent(&format!("/api/v1/cases/{}", case.id)).into_response());
    }
    Ok(Json(CaseBody::new(&case, engine.version())).into_response())
}

/// The reform areas
#[utoipa::path(get, path = "/api/v1/areas", tag = "vocabularies", responses((status = 200, description = "Every area, a top one before its narrower ones", body = AreasBody)))]
async fn areas(RawQuery(query): RawQuery) -> Result<Json<AreasBody>, Problem> {
    Given::only(pairs(query.as_deref())?, &[])?;
    Ok(Json(AreasBody { areas: Area::all().map(AreaBody::from).collect() }))
}

/// Places
#[utoipa::path(get, path = "/api/v1/regions", tag = "vocabularies",
    params(("q" = Option<String>, Query, description = "Code, name in Chinese or English, pinyin, or a retired code or name; every place with that name"), ("parent" = Option<String>, Query, description = "Code; the places right under it. Without `q` and `parent`: the top places")),
    responses((status = 200, description = "Places", body = RegionsBody), (status = 400, description = "A parameter is wrong", body = Problem, content_type = "application/problem+json")))]
async fn regions(RawQuery(query): RawQuery) -> Result<Json<RegionsBody>, Problem> {
    let pairs = pairs(query.as_deref())?;
    Given::only(pairs.clone(), &["q", "parent"])?;
    let value = |name: &str| {
        pairs.iter().find(|(found, value)| found == name && !value.is_empty()).map(|(_, value)| value.as_str())
    };
    let regions = match (value("q"), value("parent")) {
        (Some(name), _) => find_regions(name),
        (None, Some(code)) => {
            let parent = Region::from_code(code).ok_or_else(|| {
                Problem::parameter(
                    "unknown-region",
                    "parent",
                    format!("`{code}` is not the code of a place; `/api/v1/regions?q=` finds it by name"),
                )
            })?;
            Region::all()
                .filter(|region| region.parent() == Some(parent))
                .map(|region| RegionFound::new(region, None))
                .collect()
        }
        (None, None) => Region::all()
            .filter(|region| region.parent().is_none())
            .map(|region| RegionFound::new(region, None))
            .collect(),
    };
    Ok(Json(RegionsBody { regions }))
}

/// Every place that `name` may mean.
pub fn find_regions(name: &str) -> Vec<RegionFound> {
    let mut found = Region::find(name);
    if found.is_empty() {
        found = Region::find(&anli_text::fold(name));
    }
    found.into_iter().map(|found| RegionFound::new(found.region, found.former)).collect()
}

/// Whether the service runs
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "It runs")))]
async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether it can answer
#[utoipa::path(get, path = "/readyz", tag = "service", responses((status = 200, description = "It can answer; how many cases of which version")))]
async fn readyz(State(engine): State<Engine>) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "index_version": engine.version(), "cases": engine.cases() }))
}

/// Answers that read many cases are made two at a time, beside the threads that answer searches; one that nobody waits for any more is
/// finished first.
async fn at_leisure<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    static TURNS: Semaphore = Semaphore::const_new(2);
    let turn = TURNS.acquire().await;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    match done.await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(answer) => answer,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        Err(Err(_)) => Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "the service is stopping; try again in a moment",
        )),
    }
}

async fn not_found(request: Request) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "no-such-page",
        format!("there is nothing at `{}`; `/api/v1/docs` shows the API", request.uri().path()),
    )
}

/// Decoded parameters, in order.
fn pairs(query: Option<&str>) -> Result<Vec<(String, String)>, Problem> {
    let query = query.unwrap_or_default();
    let mut pairs = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.contains('\u{fffd}') && !query.contains("%EF%BF%BD") && !query.contains('\u{fffd}') {
            return Err(Problem::parameter(
                "not-utf-8",
                &name,
                format!("`{name}` is not UTF-8; percent-encode it as UTF-8"),
            ));
        }
        pairs.push((name.into_owned(), value.into_owned()));
    }
    Ok(pairs)
}

/// An answer is a function of its address, the index and the program, so all of them are in the tag.
async fn revalidate(State(engine): State<Engine>, request: Request, next: Next) -> Response {
    tagged(&format!("{}-{}", engine.version(), env!("CARGO_PKG_VERSION")), request, next).await
}

/// Of the answers that tell when a case was changed the history is part, too.
async fn revalidate_with_history(State(service): State<Service>, request: Request, next: Next) -> Response {
    let Service { engine, history } = service;
    let version = format!("{}-{}-{}", engine.version(), env!("CARGO_PKG_VERSION"), history.version());
    tagged(&version, request, next).await
}

/// Answers 304 to who has this version already, and tells everybody else how to ask again. The tag is weak because compression
/// changes the bytes.
async fn tagged(version: &str, request: Request, next: Next) -> Response {
    let tag = format!("W/\"{version}\"");
    let known =
        request.headers().get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value
                .split(',')
                .map(str::trim)
                .any(|known| known == tag || known == "*" || known == tag.trim_start_matches("W/"))
        });
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    if response.status() != StatusCode::OK || !safe {
        return response;
    }
    if known {
        response = StatusCode::NOT_MODIFIED.into_response();
    }
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

async fn limit_url(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length > MAX_URL {
        return Problem::new(
            StatusCode::URI_TOO_LONG,
            "url-too-long",
            format!("the address has {length} bytes, more than {MAX_URL}; ask less at once"),
        )
        .into_response();
    }
    next.run(request).await
}

/// Gives errors that a layer or extractor made in plain text the form of every other error; pages stay pages.
async fn explain_errors(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let status = response.status();
    // A page says in the reader's language what went wrong.
    let explained = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/problem+json" || kind.as_bytes().starts_with(b"text/html"));
    if explained || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(status, "method-not-allowed", format!("`{path}` cannot be asked with {method}"))
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(status, "body-too-large", format!("the body is larger than {MAX_BODY} bytes"))
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            Problem::new(status, "timed-out", "the answer took too long; ask something narrower")
        }
        StatusCode::INTERNAL_SERVER_ERROR => {
            Problem::new(status, "internal", "something went wrong here; it has been logged")
        }
        _ => Problem::new(status, "bad-request", format!("`{path}` could not be read; percent-encode it as UTF-8")),
    };
    let mut explained = problem.into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        explained.headers_mut().insert(header::ALLOW, allow.clone());
    }
    explained
}

/// Numbers requests of this process; a request that brings an id keeps it.
#[derive(Clone, Default)]
struct Counter {
    next: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl MakeRequestId for Counter {
    fn make_request_id<B>(&mut self, _: &http::Request<B>) -> Option<RequestId> {
        let number = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        HeaderValue::from_str(&format!("{:x}-{number:x}", std::process::id())).ok().map(RequestId::new)
    }
}

/// What every line of the log says of its request. Questions are not logged: they are nobody's business.
fn span<B>(request: &http::Request<B>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    let path = request.extensions().get::<MatchedPath>().map_or_else(|| request.uri().path(), MatchedPath::as_str);
    tracing::info_span!("request", id, method = %request.method(), path)
}

fn log<B>(response: &http::Response<B>, latency: Duration, _: &tracing::Span) {
    tracing::info!(status = response.status().as_u16(), ms = latency.as_secs_f64() * 1e3, "answered");
}
