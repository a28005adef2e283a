//! The terms that are suggested besides areas, places, bodies and titles.

use anli_case::{GlossaryTerm, Lang};

/// Names of each term, in Chinese and in English, the preferred one first.
///
/// This is the one place that says where terms come from: the glossary, which has every word of the analyser's lexicon.
pub(crate) fn terms() -> impl Iterator<Item = (Vec<&'static str>, Vec<&'static str>)> {
    GlossaryTerm::all().map(|term| (term.names(Lang::Zh).collect(), term.names(Lang::En).collect()))
}
