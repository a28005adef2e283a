//! Cuts runs of Han characters by dictionary.
//!
//! The dictionary is jieba's with the lexicon of reform terms on top. The statistical model for unknown words stays off: it
//! makes a cut depend on the sentence around it, so that what was indexed in one sentence is not found from another.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jieba_rs::Jieba;

/// Terms of education reform with frequencies, one a line.
pub const LEXICON: &str = include_str!("lexicon.txt");

/// A word of a run, and the dictionary words inside it. Ranges count characters of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The word.
    pub word: Range<usize>,
    /// Shorter words inside it, of two or three characters.
    pub inner: Vec<Range<usize>>,
}

/// The words of a run of folded Han characters, covering it without gap.
pub fn cut(run: &str) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Vec::new();
    let mut start = usize::MAX;
    // Search mode gives a word after the words inside it, so from the end backwards the first token that begins before the
    // last word is the next word, and every other one lies inside the last.
    for token in dictionary().cut_for_search(run, false).iter().rev() {
        let range = token.start..token.end;
        match cuts.last_mut() {
            Some(last) if range.start >= start => last.inner.push(range),
            _ => {
                start = range.start;
                cuts.push(Cut { word: range, inner: Vec::new() });
            }
        }
    }
    cuts.reverse();
    cuts
}

/// The dictionary, loaded at first use (some 100 ms) and shared.
pub fn dictionary() -> &'static Arc<Jieba> {
    static DICTIONARY: OnceLock<Arc<Jieba>> = OnceLock::new();
    DICTIONARY.get_or_init(|| {
        let mut jieba = Jieba::new();
        jieba.load_dict(&mut LEXICON.as_bytes()).expect("the lexicon is checked by a test");
        Arc::new(jieba)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(run: &str, expected: &[&str]) {
        let chars: Vec<char> = run.chars().collect();
        let words: Vec<String> = cut(run).into_iter().map(|cut| chars[cut.word].iter().collect()).collect();
        assert_eq!(words, expected, "cutting {run}");
    }

    #[test]
    fn reform_terms_stay_whole() {
        check("推行县管校聘改革", &["推行", "县管校聘", "改革"]);
        check("双减政策", &["双减", "政策"]);
        check("走班制教学", &["走班制", "教学"]);
    }

    #[test]
    fn the_lexicon_is_well_formed() {
        let mut seen = std::collections::HashSet::new();
        for line in LEXICON.lines() {
            let fields: Vec<&str> = line.split(' ').collect();
            assert_eq!(fields.len(), 3, "`{line}`: word, frequency and tag, one space between");
            assert!(
                fields[1].parse::<u32>().is_ok_and(|frequency| frequency > 0),
                "`{line}`: a word without frequency is never chosen"
            );
            assert_eq!(crate::fold(fields[0]), fields[0], "`{line}`: words are matched in folded form");
            assert!(
                fields[0].chars().all(|c| crate::script::script(c) == Some(crate::script::Script::Han)),
                "`{line}`: Han characters only"
            );
            assert!(seen.insert(fields[0]), "`{line}`: twice");
        }
    }

    #[test]
    fn every_lexicon_word_is_cut_out_whole() {
        for word in LEXICON.lines().filter_map(|line| line.split(' ').next()) {
            let text = format!("在{word}中");
            let found = cut(&text).into_iter().any(|cut| cut.word == (1..1 + word.chars().count()));
            assert!(found, "{word} is taken apart in {text}");
        }
    }

    proptest! {
        #[test]
        fn words_cover_the_run(run in "[\u{4e00}-\u{9fff}\u{20000}-\u{20100}]{1,30}") {
            let mut next = 0;
            for cut in cut(&run) {
                prop_assert_eq!(cut.word.start, next);
                for inner in cut.inner {
                    prop_assert!(inner.start >= cut.word.start && inner.end <= cut.word.end && inner.len() < cut.word.len());
                }
                next = cut.word.end;
            }
            prop_assert_eq!(next, run.chars().count());
        }
    }
}
