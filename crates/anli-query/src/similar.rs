//! Cases like a case or like a draft, and why.
//!
//! What a text is about is told by its informative words: those it says often and few cases have. The best some sixty, weighed by tf·idf,
//! are asked for together ([`terms`]); the best two hundred cases are then ranked again by pairs of characters and single ones, too many to ask for
//! at once, and by what else they share: areas, level, economic region ([`rank`]). Nothing of a draft is kept.

mod rank;
mod reasons;
mod terms;

use anli_case::{Area, Lang};
use tantivy::DocAddress;

use crate::answer::Hit;
use crate::engine::{Engine, EngineError, Snapshot, hit};
use crate::highlight::{Highlighter, Pattern};
use crate::question::{Filters, Term};
use rank::Ranking;
use reasons::Asked;
use terms::Profile;

pub use reasons::{Reason, Relation};

/// Most similar cases in an answer.
pub const MAX_SIMILAR: usize = 50;
/// Longest draft, in characters; the rest of a longer one is not read.
pub const MAX_DRAFT: usize = 50_000;
/// Fewest informative words that a draft must have.
const FEWEST_TERMS: usize = 2;
/// Words marked in the facts of a hit.
const MARKED: usize = 12;

/// What similar cases are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Like {
    /// A case, by its id.
    Case(String),
    /// A text.
    Text(String),
}

/// A wish for similar cases.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarQuestion {
    /// Like what.
    pub like: Like,
    /// Narrows the cases.
    pub filters: Filters,
    /// How many.
    pub limit: usize,
    /// Whether one province or one reform may not fill the list.
    pub diverse: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SimilarError {
    /// No case has that id.
    #[error("there is no case `{0}`")]
    NoSuchCase(String),
    /// The text is empty or says nothing that some cases say and others do not.
    #[error(
        "the text has too few words that tell what it is about; write at least a sentence or two on what is to be done"
    )]
    TooShort,
    /// Not the asker's fault.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<tantivy::TantivyError> for SimilarError {
    fn from(cause: tantivy::TantivyError) -> Self {
        Self::Engine(cause.into())
    }
}

/// Cases like what was asked for.
#[derive(Debug, Clone)]
pub struct SimilarAnswer {
    /// State of the collection.
    pub index_version: String,
    /// The case that was asked for; `None` for a text.
    pub of: Option<String>,
    /// The words that were asked for, as written, the heaviest first.
    pub terms: Vec<InformativeTerm>,
    /// Areas of the case, or what the labels in the text suggest.
    pub areas: Vec<Area>,
    /// Whether the end of a long text was not read.
    pub cut: bool,
    /// The cases, best first; in an order that alternates places and reforms where that was asked for.
    pub hits: Vec<SimilarHit>,
}

/// A word that tells what a text is about.
#[derive(Debug, Clone, PartialEq)]
pub struct InformativeTerm {
    /// As written.
    pub text: String,
    /// The language of the text it is from.
    pub lang: Lang,
    /// Its weight; comparable within an answer.
    pub weight: f32,
}

/// A similar case.
#[derive(Debug, Clone)]
pub struct SimilarHit {
    /// The case, with the facts that show best what it shares.
    pub hit: Hit,
    /// What it shares.
    pub reasons: Vec<Reason>,
    /// What differs.
    pub differences: Vec<Reason>,
    /// How it is tied to the case that was asked for.
    pub relation: Option<Relation>,
}

impl Engine {
    /// Cases like a case or a text.
    ///
    /// # Errors
    /// [`SimilarError`] says whether the asker can mend it.
    pub fn similar(&self, question: &SimilarQuestion) -> Result<SimilarAnswer, SimilarError> {
        let state = self.snapshot();
        let (asked, profile, own) = read(&question.like, &state)?;
        if own.is_none() && profile.says_less_than(FEWEST_TERMS) {
            return Err(SimilarError::TooShort);
        }
        let ranking = Ranking { state: &state, profile: &profile, asked: &asked, own, filters: &question.filters };
        let best = ranking.best(question.limit, question.diverse)?;
        let shared = ranking.shared_terms(&best)?;
        let mut hits = Vec::with_capacity(best.len());
        for ((score, address), shared) in best.into_iter().zip(shared) {
            let case = state.case(address)?;
            let patterns = shared.iter().take(MARKED).map(|term| Pattern::word(&word(term))).collect();
            let (reasons, differences) = asked.compare(&case, &shared);
            // What has nothing in common that can be told is not shown, however near its characters are.
            if reasons.is_empty() {
                continue;
            }
            let relation = asked.relation(&case);
            let prefer = case.lang;
            let hit = hit(case, score, &Highlighter::new(patterns), prefer);
            hits.push(SimilarHit { hit, reasons, differences, relation });
        }
        let mut terms: Vec<InformativeTerm> = profile
            .terms()
            .filter(|(_, told)| told.text.chars().count() > 1)
            .map(|(lang, told)| InformativeTerm { text: told.surface.clone(), lang, weight: told.weight })
            .collect();
        terms.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        Ok(SimilarAnswer {
            index_version: state.payload.version(),
            of: asked.id.clone(),
            terms,
            areas: asked.areas.clone(),
            cut: matches!(&question.like, Like::Text(text) if beginning(text).len() < text.len()),
            hits,
        })
    }

    /// Ids and scores alone, for evaluation: no stored case but that asked for is read.
    ///
    /// # Errors
    /// As [`Engine::similar`]; a text without informative words has no similar cases here.
    pub fn similar_ids(&self, question: &SimilarQuestion) -> Result<Vec<(String, f32)>, SimilarError> {
        let state = self.snapshot();
        let (asked, profile, own) = read(&question.like, &state)?;
        let ranking = Ranking { state: &state, profile: &profile, asked: &asked, own, filters: &question.filters };
        let best = ranking.best(question.limit, question.diverse)?;
        best.into_iter().map(|(score, address)| Ok((rank::id(&state, address)?, score))).collect()
    }
}

/// What is known of what was asked for, what it is about, and where it is if it is a case.
fn read(like: &Like, state: &Snapshot) -> Result<(Asked, Profile, Option<DocAddress>), SimilarError> {
    match like {
        Like::Case(id) => {
            let own = state.address(id)?.ok_or_else(|| SimilarError::NoSuchCase(id.clone()))?;
            let case = state.case(own)?;
            let asked = Asked::case(&case);
            let profile = Profile::of_case(&case, &asked.areas, state)?;
            Ok((asked, profile, Some(own)))
        }
        Like::Text(text) => {
            let text = beginning(text);
            let asked = Asked::text(text);
            let profile = Profile::of_text(text, &asked.areas, state)?;
            Ok((asked, profile, None))
        }
    }
}

/// As much of a text as is read.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(MAX_DRAFT).map_or(text, |(end, _)| &text[..end])
}

/// A shared word as one of a question, to be marked.
fn word(shared: &rank::SharedTerm) -> Term {
    Term {
        surface: shared.surface.clone(),
        text: shared.text.clone(),
        literal: shared.text.chars().any(|c| anli_text::script(c) != Some(anli_text::Script::Alphanumeric)),
        pieces: Vec::new(),
        inner: Vec::new(),
        stop: false,
        at: 0,
    }
}
