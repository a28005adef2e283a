//! A Chinese-English dictionary of general words and names, for questions in a language that a case is not written in.
//!
//! Two sorted tables (`data/en-zh.tsv`, `data/zh-en.tsv`) lie in the program as they lie on disk and are searched in place by halving: nothing
//! is loaded at the start, and only the pages a question touches take memory. They are made by `examples/derive_dictionary.rs` from
//! CC-CEDICT and ECDICT (licences in NOTICE).

static ENGLISH: &str = include_str!("../data/en-zh.tsv");
static CHINESE: &str = include_str!("../data/zh-en.tsv");

/// What a word may be in the other language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Translation {
    /// Folded; an English one has its words as they are spelled.
    pub text: &'static str,
    /// How usual it is beside the best one, which has 1.
    pub weight: f32,
}

/// Chinese for English words, given by their stems with one space between: the best first, none for what is not known.
///
/// ```
/// let best = anli_text::chinese_for("teacher").next().expect("known");
/// assert_eq!(best.text, "教师");
/// ```
pub fn chinese_for(stems: &str) -> impl Iterator<Item = Translation> + use<> {
    translations(ENGLISH, stems)
}

/// English for a folded Chinese word: the best first, none for what is not known.
///
/// ```
/// let best = anli_text::english_for("教师").next().expect("known");
/// assert_eq!(best.text, "teacher");
/// ```
pub fn english_for(word: &str) -> impl Iterator<Item = Translation> + use<> {
    translations(CHINESE, word)
}

fn translations(table: &'static str, key: &str) -> impl Iterator<Item = Translation> + use<> {
    let found = if key.is_empty() { "" } else { line(table, key).unwrap_or_default() };
    found.split('\t').skip(1).filter_map(|translation| {
        let weight = f32::from(translation.bytes().next()?.checked_sub(b'0')?) / 9.0;
        Some(Translation { text: translation.get(1..)?, weight })
    })
}

/// The line of a sorted table that begins with `key` and a tab.
fn line(table: &'static str, key: &str) -> Option<&'static str> {
    let bytes = table.as_bytes();
    let (mut from, mut to) = (0, bytes.len());
    while from < to {
        // The line that the middle lies in.
        let middle = from + (to - from) / 2;
        let start = bytes[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = bytes[middle..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| middle + at);
        let line = table.get(start..end)?;
        match line.split('\t').next()?.cmp(key) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => from = end + 1,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fold, stem};

    #[track_caller]
    fn check(found: impl Iterator<Item = Translation>, expected: &str) {
        let found: Vec<&str> = found.map(|translation| translation.text).collect();
        assert!(found.contains(&expected), "{expected} is not in {found:?}");
    }

    #[test]
    fn words_and_names_have_translations() {
        check(chinese_for("teacher"), "老师");
        check(chinese_for("board school"), "寄宿学校");
        check(chinese_for("warsaw"), "华沙");
        check(english_for("校长"), "principal");
        check(english_for("潍坊"), "weifang");
        assert_eq!(chinese_for("xyzzyx").count(), 0);
        assert_eq!(chinese_for("").count(), 0);
    }

    /// What a search by halving stands on.
    #[test]
    fn tables_are_sorted_folded_and_weighed() {
        for (table, is_english) in [(ENGLISH, true), (CHINESE, false)] {
            let mut before = "";
            for line in table.lines() {
                let (key, rest) = line.split_once('\t').expect("a key and a translation");
                assert!(before < key, "`{key}` stands after `{before}`");
                before = key;
                assert!(
                    rest.split('\t')
                        .all(|translation| translation.as_bytes()[0].is_ascii_digit() && translation.len() > 1),
                    "{line}"
                );
            }
            for line in table.lines().step_by(997) {
                let key = line.split('\t').next().unwrap_or_default();
                assert_eq!(fold(key), key);
                let found: Vec<&str> = translations(table, key).map(|translation| translation.text).collect();
                assert_eq!(found.len(), line.split('\t').count() - 1, "`{key}` is found");
                if is_english {
                    assert!(!key.contains("  ") && !stem(key).is_empty());
                }
            }
        }
    }
}
