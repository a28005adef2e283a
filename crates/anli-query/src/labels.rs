//! The area vocabulary as a source of other names: what a run of question words may also be called.

use std::collections::HashMap;
use std::sync::OnceLock;

use anli_case::{Area, Lang};
use anli_text::{fold, words};

use crate::question::Term;

/// A label of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) text: &'static str,
    pub(crate) area: Area,
}

struct Labels {
    /// By the words of the label, in their indexed form.
    by_words: HashMap<Vec<String>, Vec<Area>>,
    /// By folded text, for labels in Chinese, which a question may cut otherwise than the label alone.
    by_text: HashMap<String, Vec<Area>>,
    longest: usize,
}

fn all_labels(area: Area) -> impl Iterator<Item = &'static str> {
    Lang::ALL
        .iter()
        .flat_map(move |lang| std::iter::once(area.label(*lang)).chain(area.synonyms(*lang).iter().map(String::as_str)))
}

fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(|| {
        let mut labels = Labels { by_words: HashMap::new(), by_text: HashMap::new(), longest: 1 };
        for area in Area::all() {
            for label in all_labels(area) {
                let key: Vec<String> =
                    words(label).into_iter().filter(|word| !word.part).map(|word| word.text).collect();
                labels.longest = labels.longest.max(key.len());
                labels.by_words.entry(key).or_default().push(area);
                labels.by_text.entry(fold(label)).or_default().push(area);
            }
        }
        labels
    })
}

/// The longest run of words from `terms[0]` on that is a label, and the other labels of its areas.
pub(crate) fn other_names(terms: &[Term]) -> Option<(usize, Vec<Label>)> {
    let labels = labels();
    for count in (1..=terms.len().min(labels.longest.max(6))).rev() {
        let run = &terms[..count];
        let key: Vec<String> = run.iter().map(|term| term.text.clone()).collect();
        let text: String = run.iter().map(|term| fold(&term.surface)).collect();
        let areas = labels.by_words.get(&key).or_else(|| labels.by_text.get(&text));
        if let Some(areas) = areas {
            let mut others: Vec<Label> = Vec::new();
            for area in areas {
                let new = all_labels(*area).filter(|label| {
                    fold(label) != text
                        && words(label)
                            .into_iter()
                            .filter(|word| !word.part)
                            .map(|word| word.text)
                            .ne(key.iter().cloned())
                });
                for label in new {
                    if !others.iter().any(|other| other.text == label) {
                        others.push(Label { text: label, area: *area });
                    }
                }
            }
            return (!others.is_empty()).then_some((count, others));
        }
    }
    None
}
