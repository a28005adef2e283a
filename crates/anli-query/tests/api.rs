//! The API asked in process, bare, and as it meets the network.

mod common;

use anli_query::http::{History, api, serve};
use axum::Router;
use axum::body::Body;
use common::Library;
use http::{Request, Response, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

async fn ask(routes: Router, path: &str, encoding: &str) -> Response<Body> {
    let request = Request::get(path).header(header::ACCEPT_ENCODING, encoding).body(Body::empty()).expect("a request");
    routes.oneshot(request).await.expect("an answer")
}

async fn body(response: Response<Body>) -> Vec<u8> {
    response.into_body().collect().await.expect("a body").to_bytes().to_vec()
}

#[tokio::test]
async fn asked_in_process_it_answers_plainly_and_served_with_all_that_a_network_needs() {
    let library = Library::of_files(&[("a.md", "---\ntitle: 教师轮岗\nlang: zh\n---\n文\n")]);
    let bare = api(library.engine.clone(), History::default());
    let served = serve(bare.clone());

    let path = "/api/v1/areas";
    let plain = ask(bare.clone(), path, "gzip").await;
    assert_eq!((plain.status().as_u16(), plain.headers().get(header::CONTENT_ENCODING)), (200, None));
    let zipped = ask(served.clone(), path, "gzip").await;
    assert_eq!(zipped.headers()[header::CONTENT_ENCODING], "gzip");
    assert!(plain.headers().contains_key(header::ETAG));
    assert_eq!(plain.headers().get(header::ETAG), zipped.headers().get(header::ETAG));
    let areas: Value = serde_json::from_slice(&body(plain).await).expect("JSON");
    assert!(areas["areas"].is_array(), "{areas}");

    let (bare, served) = (ask(bare, "/nothing", "identity").await, ask(served, "/nothing", "identity").await);
    assert_eq!((bare.status(), served.status()), (http::StatusCode::NOT_FOUND, http::StatusCode::NOT_FOUND));
    assert!(body(bare).await.is_empty(), "the routes beside it have a say first");
    let problem: Value = serde_json::from_slice(&body(served).await).expect("a problem");
    assert_eq!(problem["code"], json!("no-such-page"));
}
