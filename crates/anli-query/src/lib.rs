//! Answers questions over an index of cases.
//!
//! A typed question becomes a [`Question`] ([`Question::parse`] never fails but past its caps), an [`Engine`] turns it into an [`Answer`] with exact
//! totals, facets whose counts leave out their own filter, and marked passages. The HTTP form of all this lives in [`http`].

mod answer;
mod bridge;
mod collect;
mod concordance;
mod count;
mod draft;
mod engine;
mod excluded;
mod explain;
mod facets;
mod highlight;
pub mod http;
mod labels;
mod lazy;
mod list;
mod mann_kendall;
mod parse;
mod plan;
mod prefix;
mod propose;
mod question;
mod similar;
mod span;
mod statistics;
mod suggest;
mod synonyms;
mod trends;

pub use answer::{Answer, FacetCounts, FacetValue, Hit};
pub use concordance::{
    Concordance, ConcordanceQuestion, Extent, Line, LineSort, MAX_CASES, MAX_LINES, MAX_ROWS, MAX_WIDTH, ReadingError,
};
pub use draft::{DraftError, MAX_DRAFT_BYTES, draft};
pub use engine::{EVIDENCE, Engine, EngineError};
pub use explain::{Because, Explanation, FilterPart, Form, Part, PartKind, Place};
pub use highlight::{Marked, Passage};
pub use list::Listing;
pub use mann_kendall::{ALTERNATIVE, Direction, MIN_YEARS, SIGNIFICANCE, TEST, Trend, mann_kendall};
pub use parse::ParseError;
pub use plan::Expanded;
pub use propose::{Change, Proposal};
pub use question::{
    AUTO_ALL_WORDS, Expr, Facet, Field, Filters, MAX_CHARACTERS, MAX_CLAUSES, MAX_DEPTH, MAX_NEAR, MAX_PER_PAGE, Match,
    Note, Question, Sort, Term,
};
pub use similar::{
    InformativeTerm, Like, MAX_DRAFT, MAX_SIMILAR, Reason, Relation, SimilarAnswer, SimilarError, SimilarHit,
    SimilarQuestion,
};
pub use suggest::{Suggestion, SuggestionKind};
pub use trends::{
    AreaTrend, Cell, LevelTrend, RegionTrend, TermTrend, TermYear, TrendTable, Trends, TrendsQuestion, YearCell,
};
