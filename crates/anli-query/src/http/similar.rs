//! `/api/v1/cases/{id}/similar` and `/api/v1/similar`: parameters and JSON.

use std::collections::BTreeMap;
use std::time::Instant;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::params::{FilterParams, Given, number};
use super::problem::Problem;
use super::wire::{Bilingual, HitBody, NoteBody};
use super::{at_leisure, pairs};
use crate::question::Note;
use crate::{
    DraftError, Engine, InformativeTerm, Like, MAX_DRAFT, MAX_SIMILAR, Reason, SimilarAnswer, SimilarError, SimilarHit,
    SimilarQuestion, draft,
};

/// How the parameters are documented; [`similar_question`] reads them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // The documentation of the API is made from it.
struct SimilarParams {
    /// How many cases, 10 by default
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
    /// `1` (default) lowers a case for each one of the same province, and of the same reform, that stands before it; `0` orders by likeness alone
    diverse: Option<u8>,
}

const LIMIT: usize = 10;

/// The wish for cases like `like` that the parameters make, and remarks on it.
///
/// # Errors
/// A [`Problem`] of status 400 that names the parameter.
pub fn similar_question<K: AsRef<str>, V: AsRef<str>>(
    like: Like,
    given: impl IntoIterator<Item = (K, V)>,
) -> Result<(SimilarQuestion, Vec<Note>), Problem> {
    let mut given = Given::narrowing(given, &["limit", "diverse"])?;
    let limit = given.take("limit").map_or(Ok(LIMIT), |limit| number("limit", &limit, 1, MAX_SIMILAR))?;
    let diverse = given.take("diverse").map_or(Ok(1), |diverse| number("diverse", &diverse, 0, 1))? == 1;
    let narrowed = given.question()?;
    Ok((SimilarQuestion { like, filters: narrowed.filters, limit, diverse }, narrowed.notes))
}

/// Cases like a case
#[utoipa::path(get, path = "/api/v1/cases/{id}/similar", tag = "cases", params(("id" = String, Path, description = "Identifier of a case"), SimilarParams, FilterParams),
    responses((status = 200, description = "Cases like it and why, best first; never itself", body = SimilarBody), (status = 400, description = "A parameter is wrong", body = Problem, content_type = "application/problem+json"), (status = 404, description = "There is no such case", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn similar_to_case(
    State(engine): State<Engine>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<SimilarBody>, Problem> {
    let started = Instant::now();
    let (question, notes) = similar_question(Like::Case(id), pairs(query.as_deref())?)?;
    let body = at_leisure(move || {
        let answer = engine.similar(&question)?;
        Ok(SimilarBody::new(answer, &question, notes, started.elapsed()))
    });
    Ok(Json(body.await?))
}

/// Cases like a draft
///
/// The draft is neither kept nor logged. Write it in Chinese, English or both; what stands first counts most.
#[utoipa::path(post, path = "/api/v1/similar", tag = "cases", params(SimilarParams, FilterParams),
    request_body(content((String = "text/plain"), (String = "text/markdown"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")), description = "The draft, up to 2 MiB, of which 50,000 characters are read"),
    responses((status = 200, description = "Cases like it and why, best first", body = SimilarBody), (status = 400, description = "A parameter is wrong, or the draft is empty, too short or cannot be read", body = Problem, content_type = "application/problem+json"), (status = 413, description = "The draft is too large", body = Problem, content_type = "application/problem+json"), (status = 415, description = "The body is said to be something else than a draft", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn similar_to_draft(
    State(engine): State<Engine>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<SimilarBody>, Problem> {
    let started = Instant::now();
    // A wrong parameter is told before a draft is read.
    let (mut question, notes) = similar_question(Like::Text(String::new()), pairs(query.as_deref())?)?;
    readable(&headers)?;
    let body = at_leisure(move || {
        question.like = Like::Text(draft(&body)?);
        let answer = engine.similar(&question)?;
        Ok(SimilarBody::new(answer, &question, notes, started.elapsed()))
    });
    Ok(Json(body.await?))
}

/// Refuses what is said to be no draft. What is said to be one is told by its bytes.
fn readable(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known = matches!(
        kind.as_str(),
        "text/plain"
            | "text/markdown"
            | "application/octet-stream"
            | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    );
    if known {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        format!(
            "`{kind}` cannot be read; send the draft itself as text/plain, text/markdown or \
             application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
    ))
}

impl From<DraftError> for Problem {
    fn from(error: DraftError) -> Self {
        let status = match error {
            DraftError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, error.code(), error.to_string())
    }
}

impl From<SimilarError> for Problem {
    fn from(error: SimilarError) -> Self {
        match error {
            SimilarError::NoSuchCase(id) => Self::no_such_case(&id),
            SimilarError::TooShort => Self::new(StatusCode::BAD_REQUEST, "text-too-short", error.to_string()),
            SimilarError::Engine(error) => error.into(),
        }
    }
}

/// Similar cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarBody {
    /// State of the collection; the same version and question give the same answer.
    pub index_version: String,
    /// Id of the case that was asked for; `null` for a draft.
    pub of: Option<String>,
    /// Words that were asked for, the heaviest first.
    pub terms: Vec<TermBody>,
    /// Areas of the case, or what the words of the draft suggest; shared ones raise a case.
    pub areas: Vec<String>,
    /// Whether places and reforms alternate.
    pub diverse: bool,
    /// The filters, by facet.
    pub filters: BTreeMap<String, Vec<String>>,
    /// Time it took, in milliseconds.
    pub took_ms: f64,
    /// What the asker should know.
    pub notes: Vec<NoteBody>,
    /// Cases, best first.
    pub hits: Vec<SimilarHitBody>,
}

/// A word that tells what a text is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermBody {
    /// As written.
    pub text: String,
    /// The language of the text it is from.
    pub lang: String,
    /// tf·idf; comparable within an answer.
    pub weight: f32,
}

/// A similar case.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarHitBody {
    /// The case; its score is its likeness, about 1 for a text that says the same.
    #[serde(flatten)]
    pub hit: HitBody,
    /// What it shares: `shared-terms`, `shared-areas`, `same-level`, `same-economic-region`, `same-province`.
    pub reasons: Vec<ReasonBody>,
    /// What differs: `level`, `economic-region`, `decade`, `areas-only-there`, `evidence`.
    pub differences: Vec<ReasonBody>,
    /// How it is tied to the case that was asked for, if either says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<RelationBody>,
}

/// Something two cases share, or that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonBody {
    /// Stable name.
    pub code: String,
    /// What the case has: words, slugs, codes, a grade or the first year of a decade.
    pub values: Vec<String>,
    /// Of a difference: what the one that was asked for has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
    /// In words.
    pub label: Bilingual,
}

/// A tie between two cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelationBody {
    /// `same-reform`, `precursor`, `copied-from`, `part-of`
    pub kind: String,
    /// `asked` when the case that was asked for states it of this one, `hit` when this one does of that.
    pub stated_by: String,
    /// In words.
    pub label: Bilingual,
}

impl SimilarBody {
    /// The JSON of `answer`, which took `took`.
    pub fn new(
        answer: SimilarAnswer,
        question: &SimilarQuestion,
        mut notes: Vec<Note>,
        took: std::time::Duration,
    ) -> Self {
        if answer.cut {
            let zh = format!("草案过长，只读取了前 {MAX_DRAFT} 个字符");
            let message = format!("only the first {MAX_DRAFT} characters were read");
            notes.push(Note::new("draft-cut", Some(MAX_DRAFT), zh, message));
        }
        Self {
            index_version: answer.index_version,
            of: answer.of,
            terms: answer.terms.into_iter().map(TermBody::from).collect(),
            areas: answer.areas.iter().map(|area| area.slug().to_owned()).collect(),
            diverse: question.diverse,
            filters: super::wire::filters(&question.filters),
            took_ms: (took.as_secs_f64() * 1e6).round() / 1e3,
            notes: super::wire::notes(&notes),
            hits: answer.hits.iter().map(SimilarHitBody::from).collect(),
        }
    }
}

impl From<InformativeTerm> for TermBody {
    fn from(term: InformativeTerm) -> Self {
        Self { text: term.text, lang: term.lang.as_str().to_owned(), weight: term.weight }
    }
}

impl From<&SimilarHit> for SimilarHitBody {
    fn from(similar: &SimilarHit) -> Self {
        let reasons = |reasons: &[Reason]| reasons.iter().map(ReasonBody::from).collect();
        Self {
            hit: HitBody::from(&similar.hit),
            reasons: reasons(&similar.reasons),
            differences: reasons(&similar.differences),
            relation: similar.relation.as_ref().map(|relation| {
                let (zh, en) = relation.labels();
                RelationBody {
                    kind: relation.kind.as_str().to_owned(),
                    stated_by: if relation.stated_there { "hit" } else { "asked" }.to_owned(),
                    label: Bilingual::both(zh, en),
                }
            }),
        }
    }
}

impl From<&Reason> for ReasonBody {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code.to_owned(),
            values: reason.values.clone(),
            asked: reason.asked.clone(),
            label: Bilingual::both(&reason.zh, &reason.en),
        }
    }
}
