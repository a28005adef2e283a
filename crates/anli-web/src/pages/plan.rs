//! Cases like a draft plan.

use axum::extract::State;
use axum::response::Response;

use crate::Web;
use crate::page::{Page, Refused};

/// `/{lang}/plan`
pub(crate) async fn show(State(_web): State<Web>, page: Page) -> Result<Response, Refused> {
    Err(page.missing())
}
