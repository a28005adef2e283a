//! `/api/v1/cases`: every case in the order of its id, for site maps and for who copies the library.

use axum::Json;
use axum::extract::{RawQuery, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::history::History;
use super::params::{Given, number};
use super::problem::Problem;
use super::wire::{Bilingual, languages, titles};
use super::{at_leisure, pairs};
use crate::{Engine, Listing};

/// Most cases on one page.
pub const MAX_LISTED: usize = 1_000;
const PER_PAGE: usize = 100;

/// All cases
///
/// In the order of their identifiers. Those of one `index_version` are the same on every page; when it changes on the way, begin again.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    params(("page" = Option<usize>, Query, description = "Page, from 1", minimum = 1), ("per_page" = Option<usize>, Query, description = "Cases a page, 100 by default", minimum = 1, maximum = 1000)),
    responses((status = 200, description = "The cases of the page; none past the last", body = CasesBody), (status = 400, description = "A parameter is wrong", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn cases(
    State(engine): State<Engine>,
    State(history): State<History>,
    RawQuery(query): RawQuery,
) -> Result<Json<CasesBody>, Problem> {
    let (page, per_page) = asked(pairs(query.as_deref())?)?;
    let body = at_leisure(move || Ok(CasesBody::new(&engine.list(page, per_page)?, page, per_page, &history)));
    Ok(Json(body.await?))
}

/// Page and cases a page.
fn asked(pairs: Vec<(String, String)>) -> Result<(usize, usize), Problem> {
    let given = Given::only(pairs, &["page", "per_page"])?;
    let value = |name: &str, usual: usize, most: usize| {
        given.value(name).map_or(Ok(usual), |value| number(name, value, 1, most))
    };
    Ok((value("page", 1, u32::MAX as usize)?, value("per_page", PER_PAGE, MAX_LISTED)?))
}

/// A page of all cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasesBody {
    /// State of the collection.
    pub index_version: String,
    /// All cases.
    pub total: usize,
    /// Page, from 1.
    pub page: usize,
    /// Cases a page.
    pub per_page: usize,
    /// The cases of the page, in the order of their identifiers.
    pub cases: Vec<ListedBody>,
}

/// A case in the list of all.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedBody {
    /// Identifier.
    pub id: String,
    /// Titles.
    pub title: Bilingual,
    /// When it began, else when it was reported.
    pub year: Option<u16>,
    /// Languages of its write-ups, the original first.
    pub languages: Vec<String>,
    /// When its text was last changed, in RFC 3339; left out where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-20T12:00:00+00:00")]
    pub changed: Option<String>,
}

impl CasesBody {
    fn new(listing: &Listing, page: usize, per_page: usize, history: &History) -> Self {
        let listed = |case: &anli_case::Case| ListedBody {
            id: case.id.clone(),
            title: titles(case),
            year: case.year(),
            languages: languages(case),
            changed: history.changed(&case.id),
        };
        Self {
            index_version: listing.index_version.clone(),
            total: listing.total,
            page,
            per_page,
            cases: listing.cases.iter().map(listed).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: Result<(usize, usize), &str>) {
        let found = pairs(Some(query)).and_then(asked);
        assert_eq!(found.map_err(|problem| problem.detail), expected.map_err(str::to_owned), "{query}");
    }

    #[test]
    fn a_page_is_asked_for_within_bounds() {
        check("", Ok((1, 100)));
        check("page=&per_page=", Ok((1, 100)));
        check("page=7&per_page=1000", Ok((7, 1_000)));
        check("page=0", Err("`page` is `0`; it must be a whole number from 1 to 4294967295"));
        check("per_page=1001", Err("`per_page` is `1001`; it must be a whole number from 1 to 1000"));
        check("q=x", Err("`q` is not a parameter; there are page, per_page"));
    }
}
