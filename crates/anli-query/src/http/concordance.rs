//! `/api/v1/concordance`: parameters, JSON and CSV.

use std::time::Instant;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::params::{FilterParams, Given, number, one_of};
use super::problem::Problem;
use super::sheet::{self, Cell, Format};
use super::wire::{NoteBody, QuestionBody, RegionBody, notes};
use super::{at_leisure, pairs};
use crate::{Concordance, ConcordanceQuestion, Engine, Extent, Line, LineSort, MAX_WIDTH};

/// How the parameters are documented; [`concordance_question`] reads them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // The documentation of the API is made from it.
struct ConcordanceParams {
    /// The question, as for a search. Every place where a case found says a word, quote or prefix of it is a line; what is asked of a field
    /// has lines there alone, and with `lang` lines are from write-ups in that language alone.
    #[param(example = "\"校长职级制\"", max_length = 1000)]
    q: String,
    /// `relevance` of the case (default), `left` or `right` by the context outward from the keyword, `year`, `region`; then in the order of
    /// the cases and of their text
    sort: Option<String>,
    /// Characters of context on each side, 30 by default; an English word is not cut in two
    #[param(minimum = 0, maximum = 200)]
    width: Option<usize>,
    /// Page, from 1
    #[param(minimum = 1)]
    page: Option<usize>,
    /// Lines a page, 20 by default
    #[param(minimum = 1, maximum = 100)]
    per_page: Option<usize>,
    /// `auto` (default), `all`, `most`, `any`: how many of the words must be there
    r#match: Option<String>,
    /// `0` (default) takes the words as they stand, `1` adds other names from the vocabulary, which have lines too
    expand: Option<u8>,
    /// `json` (default), or `csv`, which has every line, whatever `page` and `per_page` say: at most 100,000, or it is refused
    format: Option<String>,
}

const WIDTH: usize = 30;
const PER_PAGE: usize = 20;

/// The concordance that the parameters ask for, and its form.
///
/// # Errors
/// A [`Problem`] of status 400 that names the parameter.
pub fn concordance_question<K: AsRef<str>, V: AsRef<str>>(
    given: impl IntoIterator<Item = (K, V)>,
) -> Result<(ConcordanceQuestion, Format), Problem> {
    let own = ["q", "sort", "width", "page", "per_page", "match", "expand", "format"];
    let mut given = Given::narrowing(given, &own)?;
    let sort = given.take("sort").map(|sort| one_of("sort", &sort, LineSort::ALL, LineSort::as_str));
    let sort = sort.unwrap_or(Ok(LineSort::Relevance))?;
    let width = given.take("width").map_or(Ok(WIDTH), |width| number("width", &width, 0, MAX_WIDTH))?;
    let format = Format::take(&mut given)?;
    if given.value("q").is_none_or(|q| q.trim().is_empty()) {
        let detail = "`q` is missing; a concordance needs a word or quote to show";
        return Err(Problem::parameter("missing-parameter", "q", detail));
    }
    let mut question = given.question()?;
    question.facets.clear();
    question.expand = question.expand && given.value("expand").is_some();
    if given.value("per_page").is_none() {
        question.per_page = PER_PAGE;
    }
    Ok((ConcordanceQuestion { question, sort, width }, format))
}

/// Keyword in context
#[utoipa::path(get, path = "/api/v1/concordance", tag = "research", params(ConcordanceParams, FilterParams),
    responses((status = 200, description = "The lines", content((ConcordanceBody = "application/json"), (String = "text/csv"))), (status = 400, description = "A parameter is wrong, or there is more than is read for one answer", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn concordance(State(engine): State<Engine>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let started = Instant::now();
    let (asked, format) = concordance_question(pairs(query.as_deref())?)?;
    at_leisure(move || {
        Ok(match format {
            Format::Json => {
                let answer = engine.concordance(&asked, Extent::Page)?;
                Json(ConcordanceBody::new(&asked, answer, started.elapsed())).into_response()
            }
            Format::Csv => sheet::response("concordance", concordance_csv(&engine.concordance(&asked, Extent::All)?)),
        })
    })
    .await
}

/// The CSV of a concordance.
pub fn concordance_csv(concordance: &Concordance) -> String {
    let header = ["id", "title", "lang", "anchor", "kind", "left", "keyword", "right", "year", "region"];
    let rows = concordance.lines.iter().map(|line| {
        let codes: Vec<&str> = line.regions.iter().map(|region| region.code()).collect();
        vec![
            Cell::text(&line.id),
            Cell::text(&line.title),
            Cell::text(line.lang.as_str()),
            Cell::text(&line.anchor),
            Cell::text(line.kind.map_or("", |kind| kind.as_str())),
            Cell::text(&line.left),
            Cell::text(&line.keyword),
            Cell::text(&line.right),
            Cell::maybe(line.year),
            Cell::text(codes.join(";")),
        ]
    });
    sheet::csv(&header, rows)
}

/// A concordance.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConcordanceBody {
    /// State of the collection; the same version and question give the same answer.
    pub index_version: String,
    /// How the question was understood.
    pub question: QuestionBody,
    /// All lines, exactly.
    pub total: usize,
    /// All cases that match.
    pub cases: usize,
    /// Those of them that have a line; the others match by headings or names.
    pub cases_with_lines: usize,
    /// Time it took, in milliseconds.
    pub took_ms: f64,
    /// Page, from 1.
    pub page: usize,
    /// Lines a page.
    pub per_page: usize,
    /// Characters of context on each side.
    pub width: usize,
    /// What could not be understood as it was meant.
    pub notes: Vec<NoteBody>,
    /// The lines of the page.
    pub lines: Vec<LineBody>,
}

/// A place with what stands around it; breaks in the text are blanks here.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineBody {
    /// Identifier of the case.
    pub id: String,
    /// Title of the write-up.
    pub title: String,
    /// Language of the write-up.
    pub lang: String,
    /// `title`, `summary`, or the anchor of the fact.
    pub anchor: String,
    /// What the fact tells; `null` in titles, summaries, and under a heading that names no kind.
    pub kind: Option<String>,
    /// What stands before the keyword.
    pub left: String,
    /// The place itself, as it is written there.
    pub keyword: String,
    /// What stands after it.
    pub right: String,
    /// Year of the case.
    pub year: Option<u16>,
    /// Places of the case.
    pub region: Vec<RegionBody>,
}

impl ConcordanceBody {
    /// The JSON of `answer`, which took `took`.
    pub fn new(asked: &ConcordanceQuestion, answer: Concordance, took: std::time::Duration) -> Self {
        Self {
            question: QuestionBody::new(&asked.question, answer.matching, asked.sort.as_str(), answer.expanded),
            index_version: answer.index_version,
            total: answer.total,
            cases: answer.cases,
            cases_with_lines: answer.cases_with_lines,
            took_ms: (took.as_secs_f64() * 1e6).round() / 1e3,
            page: asked.question.page,
            per_page: asked.question.per_page,
            width: asked.width,
            notes: notes(&answer.notes),
            lines: answer.lines.into_iter().map(LineBody::from).collect(),
        }
    }
}

impl From<Line> for LineBody {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            title: line.title,
            lang: line.lang.as_str().to_owned(),
            anchor: line.anchor,
            kind: line.kind.map(|kind| kind.as_str().to_owned()),
            left: line.left,
            keyword: line.keyword,
            right: line.right,
            year: line.year,
            region: line.regions.into_iter().map(RegionBody::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)], code: &str, parameter: &str, detail: &str) {
        let problem = concordance_question(pairs.iter().copied()).expect_err("a wrong parameter");
        assert_eq!((problem.status, problem.code, problem.parameter.as_deref()), (400, code, Some(parameter)));
        assert!(problem.detail.contains(detail), "{}", problem.detail);
    }

    #[test]
    fn what_is_wrong_is_named_with_the_cure() {
        check(&[], "missing-parameter", "q", "needs a word or quote");
        check(&[("q", " ")], "missing-parameter", "q", "needs a word or quote");
        check(&[("q", "x"), ("width", "9999")], "invalid-value", "width", "a whole number from 0 to 200");
        check(&[("q", "x"), ("sort", "newest")], "invalid-value", "sort", "relevance, left, right, year, region");
        check(&[("q", "x"), ("sort", "left"), ("sort", "left")], "repeated-parameter", "sort", "give it once");
        check(&[("q", "x"), ("facets", "area")], "unknown-parameter", "facets", "width");
        check(&[("q", "x"), ("format", "pdf")], "invalid-value", "format", "json, csv");
        check(&[("q", "x"), ("per_page", "101")], "invalid-value", "per_page", "from 1 to 100");
    }

    #[test]
    fn names_are_added_only_when_asked_for() {
        let expand = |pairs: &[(&str, &str)]| {
            concordance_question(pairs.iter().copied()).map(|(asked, _)| asked.question.expand)
        };
        assert_eq!(expand(&[("q", "x")]), Ok(false));
        assert_eq!(expand(&[("q", "x"), ("expand", "")]), Ok(false));
        assert_eq!(expand(&[("q", "x"), ("expand", "1")]), Ok(true));
    }
}
