//! What is known of how the cases came to be as they are. Whoever serves gathers it; an index knows nothing of it.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;
use utoipa::ToSchema;

/// A change of a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, ToSchema)]
pub struct ChangeBody {
    /// Abbreviated hash of the commit.
    #[schema(example = "1cc6be6")]
    pub commit: String,
    /// When it was made, in RFC 3339.
    #[schema(example = "2026-11-20T12:00:00+00:00")]
    pub date: String,
    /// First line of what its author says of it.
    pub subject: String,
}

/// The changes of every case, newest first, by identifier.
pub type Changes = BTreeMap<String, Vec<ChangeBody>>;

/// The history of the cases. Cheap to clone; every clone sees the same state, empty until it is [set](Self::set).
#[derive(Debug, Clone, Default)]
pub struct History(Arc<RwLock<Arc<Changes>>>);

impl History {
    /// Takes over what was gathered anew.
    pub fn set(&self, changes: Changes) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(changes);
    }

    /// The changes of a case, newest first; none when nothing is known of it.
    pub fn of(&self, id: &str) -> Vec<ChangeBody> {
        let changes = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        changes.get(id).cloned().unwrap_or_default()
    }
}
