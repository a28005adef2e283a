//! Errors as `application/problem+json` (RFC 9457).

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{EngineError, ParseError, ReadingError};

/// An error that its asker can read and a program can tell apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what sort of problem it is, `code` which one.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: &'static str,
    /// The reason phrase of the status.
    #[schema(example = "Bad Request")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What is wrong with which value, and what to do.
    #[schema(example = "`sort` is `best`; it must be relevance, newest or oldest")]
    pub detail: String,
    /// Stable name of the problem.
    #[schema(example = "invalid-value")]
    pub code: &'static str,
    /// The parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "sort")]
    pub parameter: Option<String>,
    /// Where in the question, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
}

impl Problem {
    /// A problem of that status and code.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            parameter: None,
            at: None,
        }
    }

    /// A parameter with a value that it cannot have.
    pub fn parameter(code: &'static str, parameter: &str, detail: impl Into<String>) -> Self {
        Self { parameter: Some(parameter.to_owned()), ..Self::new(StatusCode::BAD_REQUEST, code, detail) }
    }

    /// Nothing with that id.
    pub fn no_such_case(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such-case", format!("there is no case `{id}`; search for it by its title"))
    }
}

impl From<ParseError> for Problem {
    fn from(error: ParseError) -> Self {
        Self { at: Some(error.at()), ..Self::parameter(error.code(), "q", error.to_string()) }
    }
}

impl From<EngineError> for Problem {
    /// Ours, not the asker's: the cause goes to the log alone.
    fn from(error: EngineError) -> Self {
        tracing::error!(error = %error, "search failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "search is unavailable; try again in a moment")
    }
}

impl From<ReadingError> for Problem {
    fn from(error: ReadingError) -> Self {
        match (error.code(), error) {
            (_, ReadingError::Engine(error)) => error.into(),
            (code, error) => Self::parameter(code.unwrap_or("too-much"), "q", error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
