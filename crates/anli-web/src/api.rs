//! The JSON API, asked in this process but in no other way than a stranger asks it over the network.

mod body;
mod trends;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt;

pub(crate) use body::*;
pub(crate) use trends::*;

use crate::asked::Asked;

/// Why the API gave no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Refusal {
    /// It said what is wrong (RFC 9457).
    #[error("{}", .0.detail)]
    Problem(Problem),
    /// What was asked for has another address now.
    #[error("moved to {0}")]
    Moved(String),
    /// It said something that is no answer.
    #[error("{0}")]
    Broken(String),
}

/// What the API says is wrong.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Problem {
    pub status: u16,
    pub code: String,
    pub detail: String,
    pub parameter: Option<String>,
}

/// The API.
#[derive(Clone)]
pub(crate) struct Api {
    routes: Router,
}

impl Api {
    pub(crate) fn new(routes: Router) -> Self {
        Self { routes }
    }

    /// The answer to `GET path?asked`.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str, asked: &Asked) -> Result<T, Refusal> {
        self.ask(Method::GET, path, asked, None).await
    }

    /// The answer to `POST path?asked` with a body of that type.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        asked: &Asked,
        kind: &str,
        body: Bytes,
    ) -> Result<T, Refusal> {
        self.ask(Method::POST, path, asked, Some((kind, body))).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        asked: &Asked,
        body: Option<(&str, Bytes)>,
    ) -> Result<T, Refusal> {
        let mut request = Request::builder().method(method).uri(format!("/api/v1/{path}?{asked}"));
        if let Some((kind, _)) = &body {
            request = request.header(header::CONTENT_TYPE, *kind);
        }
        let request = request
            .body(body.map_or_else(Body::empty, |(_, body)| Body::from(body)))
            .map_err(|error| Refusal::Broken(error.to_string()))?;
        let response = match self.routes.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status();
        if status.is_redirection() {
            let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
            return Err(Refusal::Moved(to.to_owned()));
        }
        let bytes = response.into_body().collect().await.map_err(|error| Refusal::Broken(error.to_string()))?;
        let bytes = bytes.to_bytes();
        if status != StatusCode::OK {
            let problem = serde_json::from_slice::<Problem>(&bytes);
            return Err(
                problem.map_or_else(|_| Refusal::Broken(format!("the API answered {status}")), Refusal::Problem)
            );
        }
        serde_json::from_slice(&bytes).map_err(|error| Refusal::Broken(format!("{path}: {error}")))
    }

    /// The vocabulary of areas.
    pub(crate) async fn areas(&self) -> Result<Arc<Areas>, Refusal> {
        Ok(Arc::new(self.get("areas", &Asked::default()).await?))
    }
}

/// What is written as it is in a part of a path (RFC 3986, 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// An id as a part of a path.
pub(crate) fn segment(id: &str) -> String {
    utf8_percent_encode(id, UNRESERVED).to_string()
}
