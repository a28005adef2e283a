//! What is answered.

use anli_case::Case;

use crate::highlight::{Marked, Passage};
use crate::plan::Expanded;
use crate::question::{Facet, Match, Note, Question};

/// The answer to a question.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Names the state of the collection; the same version and question give the same answer.
    pub index_version: String,
    /// What was asked.
    pub question: Question,
    /// How many loose words had to be there: never `Auto`.
    pub matching: Match,
    /// What the vocabulary added.
    pub expanded: Vec<Expanded>,
    /// All cases that match.
    pub total: usize,
    /// What the asker should know.
    pub notes: Vec<Note>,
    /// The hits of the page.
    pub hits: Vec<Hit>,
    /// Counts, for the facets that were asked for.
    pub facets: Vec<FacetCounts>,
}

/// A case that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The case.
    pub case: Case,
    /// Its score; comparable within an answer.
    pub score: f32,
    /// Its titles, in the order of the write-ups, with marks.
    pub titles: Vec<Marked>,
    /// Its summaries, likewise.
    pub summaries: Vec<Marked>,
    /// The facts that show best why it was found.
    pub passages: Vec<Passage>,
}

/// The values of a facet.
#[derive(Debug, Clone)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Its values, a parent before its children.
    pub values: Vec<FacetValue>,
}

/// A value of a facet with its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// As used in filters.
    pub value: String,
    /// The value above it in the tree.
    pub parent: Option<String>,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// Cases that match the question and the filters of every other facet.
    pub count: u32,
    /// Whether the question filters by it.
    pub selected: bool,
}
