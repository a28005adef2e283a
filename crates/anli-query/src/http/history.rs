//! `/api/v1/cases/{id}/history`, and what is known of how the cases came to be as they are. Whoever serves gathers that; an index
//! knows nothing of it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::pairs;
use super::params::Given;
use super::problem::Problem;
use crate::Engine;

/// The changes of a case
///
/// The commits that changed its files; none when the cases are not kept in a git repository.
#[utoipa::path(get, path = "/api/v1/cases/{id}/history", tag = "cases", params(("id" = String, Path, description = "Identifier of a case")),
    responses((status = 200, description = "Its changes, newest first", body = HistoryBody), (status = 308, description = "The identifier is retired; the case has another now"), (status = 404, description = "There is no such case", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn history(
    State(engine): State<Engine>,
    State(history): State<History>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Given::only(pairs(query.as_deref())?, &[])?;
    let index_version = engine.version();
    let case = engine.case(&id)?.ok_or_else(|| Problem::no_such_case(&id))?;
    if case.id != id {
        return Ok(Redirect::permanent(&format!("/api/v1/cases/{}/history", case.id)).into_response());
    }
    let changes = history.of(&id).iter().map(|change| ChangeBody::clone(change)).collect();
    Ok(Json(HistoryBody { index_version, id, changes }).into_response())
}

/// How a case came to be as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryBody {
    /// State of the collection.
    pub index_version: String,
    /// Identifier of the case.
    pub id: String,
    /// Newest first.
    pub changes: Vec<ChangeBody>,
}

/// A change of a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, ToSchema)]
pub struct ChangeBody {
    /// Abbreviated hash of the commit.
    #[schema(example = "1cc6be6")]
    pub commit: String,
    /// When it was made, in RFC 3339.
    #[schema(example = "2026-11-20T12:00:00+00:00")]
    pub date: String,
    /// The first line of its message.
    pub subject: String,
}

/// The changes of every case, newest first, by identifier. One that changed many cases is held once.
pub type Changes = BTreeMap<String, Vec<Arc<ChangeBody>>>;

/// The history of the cases. Cheap to clone; every clone sees the same state, empty until it is [set](Self::set).
#[derive(Debug, Clone, Default)]
pub struct History(Arc<RwLock<Arc<Gathered>>>);

#[derive(Debug, Default)]
struct Gathered {
    changes: Changes,
    /// Names this state in tags.
    version: String,
}

impl History {
    /// Takes over what was gathered anew.
    pub fn set(&self, changes: Changes) {
        let mut hasher = DefaultHasher::new();
        changes.hash(&mut hasher);
        let version = format!("{:x}", hasher.finish());
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Gathered { changes, version });
    }

    /// The changes of a case, newest first; none when nothing is known of it.
    pub fn of(&self, id: &str) -> Vec<Arc<ChangeBody>> {
        self.gathered().changes.get(id).cloned().unwrap_or_default()
    }

    /// When a case was last changed.
    pub fn changed(&self, id: &str) -> Option<String> {
        self.gathered().changes.get(id)?.first().map(|newest| newest.date.clone())
    }

    pub(super) fn version(&self) -> String {
        self.gathered().version.clone()
    }

    fn gathered(&self) -> Arc<Gathered> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
