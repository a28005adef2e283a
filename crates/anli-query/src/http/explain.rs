//! `/api/v1/cases/{id}/explain`: parameters and JSON.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::params::{FilterParams, Given};
use super::problem::Problem;
use super::wire::{Bilingual, NoteBody};
use super::{at_leisure, pairs};
use crate::question::Question;
use crate::{Because, Engine, Explanation, FilterPart, Form, Part, Place};

/// How the parameters are documented; [`explain_question`] reads them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // The documentation of the API is made from it.
struct ExplainParams {
    /// The question, as for a search
    #[param(example = "校长职级制", max_length = 1000)]
    q: Option<String>,
    /// `auto` (default), `all`, `most`, `any`: how many of the words must be there
    r#match: Option<String>,
    /// `1` (default) adds other names from the vocabulary, `0` takes the words as they stand
    expand: Option<u8>,
}

/// The question that the parameters ask.
///
/// # Errors
/// A [`Problem`] of status 400 that names the parameter.
pub fn explain_question<K: AsRef<str>, V: AsRef<str>>(
    given: impl IntoIterator<Item = (K, V)>,
) -> Result<Question, Problem> {
    Given::narrowing(given, &["q", "match", "expand"])?.question()
}

/// Why a question finds a case or not
#[utoipa::path(get, path = "/api/v1/cases/{id}/explain", tag = "cases", params(("id" = String, Path, description = "Identifier of a case"), ExplainParams, FilterParams),
    responses((status = 200, description = "Which parts of the question are in the case, where and by which form, and what keeps it out", body = ExplainBody), (status = 400, description = "A parameter is wrong", body = Problem, content_type = "application/problem+json"), (status = 404, description = "There is no such case", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn explain(
    State(engine): State<Engine>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<ExplainBody>, Problem> {
    let question = explain_question(pairs(query.as_deref())?)?;
    let body = at_leisure(move || {
        let found = engine.explain(&id, &question)?.ok_or_else(|| Problem::no_such_case(&id))?;
        Ok(ExplainBody::new(&found, &question))
    });
    Ok(Json(body.await?))
}

/// Why a question finds a case or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainBody {
    /// State of the collection.
    pub index_version: String,
    /// Identifier of the case.
    pub id: String,
    /// Its titles.
    pub title: Bilingual,
    /// As asked.
    pub q: String,
    /// `all`, `most` or `any`: how many of the words had to be there.
    pub r#match: String,
    /// Whether a search with the same parameters finds it.
    pub matches: bool,
    /// Its score, by which hits are ordered; `null` when it does not match.
    pub score: Option<f32>,
    /// By how many hundredths the score was raised, since the case tells more than others.
    pub raised_by: u8,
    /// The first part that keeps the case out; `null` when it matches.
    pub because: Option<BecauseBody>,
    /// The question in parts; `null` when it asks for every case.
    pub question: Option<PartBody>,
    /// Every filter that is set.
    pub filters: Vec<FilterBody>,
    /// What could not be understood as it was meant.
    pub notes: Vec<NoteBody>,
}

/// What keeps a case out.
#[derive(Debug, Serialize, ToSchema)]
pub struct BecauseBody {
    /// `question`, or the filter: `region`, `area`, `level`, `stage`, `lang`, `evidence`, `year`
    pub part: String,
    /// The part as asked.
    pub text: String,
    /// In a sentence.
    pub label: Bilingual,
}

/// A part of a question, asked of one case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartBody {
    /// `word`, `ignored` (too common to be asked for), `quote`, `near`, `prefix`, `field`, `not`, `and`, `or`, `group`, `nothing`
    pub kind: String,
    /// As asked.
    pub text: String,
    /// Whether the case satisfies it; of `not`, whether what must not be there is not there.
    pub satisfied: bool,
    /// What the case scores by it alone.
    pub score: f32,
    /// Its share of the scores of all parts that were found.
    pub share: f32,
    /// By which forms it is found, and where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormBody>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub parts: Vec<PartBody>,
}

/// A form by which a part is found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormBody {
    /// `as-written`, `stem`, `pieces`, `label` (another name in the vocabulary), `translation` (in a case without a write-up in the language of the question)
    pub kind: String,
    /// The form.
    pub text: String,
    /// How often it stands in the case.
    pub times: usize,
    /// Where.
    pub places: Vec<PlaceBody>,
}

/// A place in a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceBody {
    /// `title`, `summary`, a kind of fact, `text` for a fact of no kind, `area`, `org`, `place`
    pub section: String,
    /// The language of the text.
    pub lang: String,
    /// The address of the fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// How often there.
    pub times: usize,
}

/// A filter, asked of one case.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilterBody {
    /// `region`, `area`, `level`, `stage`, `lang`, `evidence`, `year`
    pub facet: String,
    /// The values one of which it must have; of years `from..to`.
    pub wanted: Vec<String>,
    /// What it has.
    pub has: Vec<String>,
    /// Whether it passes.
    pub satisfied: bool,
}

impl ExplainBody {
    /// The JSON of what was found out about `question`.
    pub fn new(found: &Explanation, question: &Question) -> Self {
        let titles = found.case.writeups.iter().map(|writeup| (writeup.lang, writeup.title.as_str()));
        Self {
            index_version: found.index_version.clone(),
            id: found.case.id.clone(),
            title: Bilingual::of(titles),
            q: question.text.clone(),
            r#match: found.matching.as_str().to_owned(),
            matches: found.matches,
            score: found.score,
            raised_by: found.raised_by,
            because: found.because.as_ref().map(BecauseBody::from),
            question: found.question.as_ref().map(PartBody::from),
            filters: found.filters.iter().map(FilterBody::from).collect(),
            notes: super::wire::notes(&question.notes),
        }
    }
}

impl From<&Because> for BecauseBody {
    fn from(because: &Because) -> Self {
        Self {
            part: because.part.to_owned(),
            text: because.text.clone(),
            label: Bilingual::both(&because.zh, &because.en),
        }
    }
}

impl From<&Part> for PartBody {
    fn from(part: &Part) -> Self {
        Self {
            kind: part.kind.as_str().to_owned(),
            text: part.text.clone(),
            satisfied: part.satisfied,
            score: part.score,
            share: part.share,
            forms: part.forms.iter().map(FormBody::from).collect(),
            parts: part.parts.iter().map(PartBody::from).collect(),
        }
    }
}

impl From<&Form> for FormBody {
    fn from(form: &Form) -> Self {
        Self {
            kind: form.kind.to_owned(),
            text: form.text.clone(),
            times: form.times,
            places: form.places.iter().map(PlaceBody::from).collect(),
        }
    }
}

impl From<&Place> for PlaceBody {
    fn from(place: &Place) -> Self {
        Self {
            section: place.section.to_owned(),
            lang: place.lang.as_str().to_owned(),
            anchor: place.anchor.clone(),
            times: place.times,
        }
    }
}

impl From<&FilterPart> for FilterBody {
    fn from(part: &FilterPart) -> Self {
        Self {
            facet: part.facet.as_str().to_owned(),
            wanted: part.wanted.clone(),
            has: part.has.clone(),
            satisfied: part.satisfied,
        }
    }
}
