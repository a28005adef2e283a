//! The glossary: terms of art of education reform, with what else they are called in both languages.
//!
//! SKOS in Turtle, parsed once. It is finer than the areas: a term leads to its own other names, not to a whole area.

use std::sync::OnceLock;

use crate::Lang;
use crate::skos::{self, Concept, position};

const TURTLE: &str = include_str!("../data/glossary.ttl");

/// A term of art.
///
/// ```
/// use anli_case::{GlossaryTerm, Lang};
/// let term = GlossaryTerm::all().find(|term| term.names(Lang::Zh).any(|name| name == "名校集团化")).expect("known");
/// assert!(term.label(Lang::En).contains("group"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct GlossaryTerm(&'static Concept);

impl GlossaryTerm {
    /// Every term, in the order of the glossary.
    pub fn all() -> impl Iterator<Item = Self> {
        static TERMS: OnceLock<Vec<Concept>> = OnceLock::new();
        TERMS.get_or_init(|| skos::parse(TURTLE)).iter().map(Self)
    }

    /// Preferred label.
    pub fn label(self, lang: Lang) -> &'static str {
        &self.0.labels[position(lang)]
    }

    /// All labels, the preferred one first.
    pub fn names(self, lang: Lang) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.label(lang)).chain(self.0.synonyms[position(lang)].iter().map(String::as_str))
    }

    /// How people say it in passing, who do not know the term; never shown.
    pub fn hidden_labels(self, lang: Lang) -> &'static [String] {
        &self.0.hidden_labels[position(lang)]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::Area;

    #[test]
    fn every_term_has_a_name_in_both_languages_and_no_chinese_name_stands_for_two() {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        let mut count = 0;
        for term in GlossaryTerm::all() {
            count += 1;
            let (zh, en) = (term.label(Lang::Zh), term.label(Lang::En));
            assert!(!zh.is_empty() && !en.is_empty(), "{zh} / {en}");
            for name in term.names(Lang::Zh) {
                assert!(name.chars().any(|c| c > '\u{2e7f}'), "{name}");
                assert_eq!(seen.insert(name, zh), None, "{name}");
            }
            assert!(term.names(Lang::En).all(|name| name.is_ascii() || !name.chars().any(|c| c > '\u{2e7f}')), "{zh}");
        }
        assert!(count > 1_000, "{count}");
    }
    #[test]
    fn what_people_say_means_one_term_and_is_no_name() {
        let mut seen: HashSet<String> = HashSet::new();
        for lang in Lang::ALL {
            for area in Area::all() {
                let names = std::iter::once(area.label(*lang)).chain(area.synonyms(*lang).iter().map(String::as_str));
                seen.extend(names.chain(area.hidden_labels(*lang).iter().map(String::as_str)).map(str::to_lowercase));
            }
            seen.extend(GlossaryTerm::all().flat_map(|term| term.names(*lang)).map(str::to_lowercase));
        }
        let mut told = 0;
        let mut faults = Vec::new();
        for term in GlossaryTerm::all() {
            for lang in Lang::ALL {
                for label in term.hidden_labels(*lang) {
                    let chinese = label.chars().any(|c| c > '\u{2e7f}');
                    if !seen.insert(label.to_lowercase()) || chinese != (*lang == Lang::Zh) {
                        faults.push(format!("{label} of {}", term.label(*lang)));
                    }
                }
            }
            told += usize::from(Lang::ALL.iter().any(|lang| !term.hidden_labels(*lang).is_empty()));
        }
        assert_eq!(faults, Vec::<String>::new());
        assert!(told >= 300, "{told}");
    }
}
