//! The words of a text, for ranking and for reading a question.

use std::ops::Range;

use crate::chinese;
use crate::english;
use crate::fold::Folded;
use crate::script::{Run, Script, is_apostrophe, runs};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its indexed form: folded, and stemmed if English.
    pub text: String,
    /// Its place in the original, in bytes.
    pub range: Range<usize>,
    /// Its place in the folded text, in characters.
    pub folded: Range<usize>,
    /// Its script.
    pub script: Script,
    /// Whether it is a part of the last word that is none: 教育 of 教育局, co of co-operation.
    pub part: bool,
}

/// The words of `text` in order, each followed by its parts.
///
/// ```
/// let words: Vec<String> = anli_text::words("小学 (Schools)").into_iter().map(|word| word.text).collect();
/// assert_eq!(words, ["小学", "school"]);
/// ```
pub fn words(text: &str) -> Vec<Word> {
    words_of(&Folded::new(text))
}

/// The words of a text that is folded already.
pub fn words_of(folded: &Folded) -> Vec<Word> {
    let mut words = Vec::new();
    let runs = runs(folded.chars());
    let mut at = 0;
    while at < runs.len() {
        let taken = match runs[at].script {
            Script::Han => cut_han(folded, runs[at], &mut words),
            Script::Syllabic => {
                words.push(word(folded, runs[at].start..runs[at].end, Script::Syllabic, false));
                1
            }
            Script::Alphanumeric => cut_alphanumeric(folded, &runs[at..], &mut words),
        };
        at += taken;
    }
    words
}

/// The words of letters and digits alone, without consulting the dictionary: enough to mark English words in a text.
pub fn alphanumeric_words(folded: &Folded) -> Vec<Word> {
    let mut words = Vec::new();
    let runs = runs(folded.chars());
    let mut at = 0;
    while at < runs.len() {
        at += match runs[at].script {
            Script::Alphanumeric => cut_alphanumeric(folded, &runs[at..], &mut words),
            Script::Han | Script::Syllabic => 1,
        };
    }
    words
}

fn word(folded: &Folded, range: Range<usize>, script: Script, part: bool) -> Word {
    let text: String = folded.chars()[range.clone()].iter().collect();
    let text = if script == Script::Alphanumeric { english::stem(&text) } else { text };
    Word { text, range: folded.range(range.clone()), folded: range, script, part }
}

fn cut_han(folded: &Folded, run: Run, words: &mut Vec<Word>) -> usize {
    let text: String = folded.chars()[run.start..run.end].iter().collect();
    for cut in chinese::cut(&text) {
        let place = |range: Range<usize>| run.start + range.start..run.start + range.end;
        words.push(word(folded, place(cut.word), Script::Han, false));
        words.extend(cut.inner.into_iter().rev().map(|inner| word(folded, place(inner), Script::Han, true)));
    }
    1
}

/// Cuts the compound that begins with `runs[0]`: `1,234` and `3.5` are one number, `co-operation` is one word with two parts.
/// Gives how many runs it took.
fn cut_alphanumeric(folded: &Folded, runs: &[Run], words: &mut Vec<Word>) -> usize {
    let chars = folded.chars();
    let joined_by = |left: &Run, right: &Run| {
        (right.script == Script::Alphanumeric && right.start == left.end + 1).then(|| chars[left.end])
    };
    let is_number = |run: &Run| chars[run.start..run.end].iter().all(char::is_ascii_digit);
    let is_letters = |run: &Run| chars[run.start..run.end].iter().all(|c| c.is_alphabetic() || is_apostrophe(*c));
    let follows = |left: &Run, right: &Run| match joined_by(left, right) {
        Some(',') => is_number(left) && is_number(right) && right.end - right.start == 3,
        Some('.') => is_number(left) && is_number(right),
        Some('-' | '‐' | '‑') => is_letters(left) && is_letters(right),
        _ => false,
    };
    let count = 1 + runs.windows(2).take_while(|pair| follows(&pair[0], &pair[1])).count();
    let whole = runs[0].start..runs[count - 1].end;
    if count == 1 {
        words.push(word(folded, whole, Script::Alphanumeric, false));
    } else if is_number(&runs[0]) {
        let text = chars[whole.clone()].iter().filter(|c| **c != ',').collect();
        words.push(Word {
            text,
            range: folded.range(whole.clone()),
            folded: whole,
            script: Script::Alphanumeric,
            part: false,
        });
    } else {
        let joined: String = runs[..count].iter().flat_map(|run| &chars[run.start..run.end]).collect();
        words.push(Word {
            text: english::stem(&joined),
            range: folded.range(whole.clone()),
            folded: whole,
            script: Script::Alphanumeric,
            part: false,
        });
        words.extend(runs[..count].iter().map(|run| word(folded, run.start..run.end, Script::Alphanumeric, true)));
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let cut: Vec<_> = words(text).into_iter().filter(|word| !word.part).map(|word| word.text).collect();
        assert_eq!(cut, expected, "cutting {text:?}");
    }

    #[track_caller]
    fn check_parts(text: &str, expected: &[&str]) {
        let cut: Vec<_> = words(text).into_iter().filter(|word| word.part).map(|word| word.text).collect();
        assert_eq!(cut, expected, "parts of {text:?}");
    }

    #[test]
    fn chinese_and_english_in_one_sentence() {
        check("县管校聘改革 (school groups)", &["县管校聘", "改革", "school", "group"]);
        check("AI教育2014年", &["ai", "教育", "2014", "年"]);
    }

    #[test]
    fn numbers_stay_whole() {
        check("1,234 schools, 3.5% in 2004-2019", &["1234", "school", "3.5", "in", "2004", "2019"]);
        check("15.86亿元", &["15.86", "亿元"]);
        check("K12", &["k12"]);
    }

    #[test]
    fn a_hyphen_makes_one_word_with_parts() {
        check("co-operation", &["cooper"]);
        check_parts("co-operation", &["co", "oper"]);
    }

    #[test]
    fn traditional_and_simplified_give_the_same_words() {
        for (traditional, simplified) in [
            ("推行學區制與教師輪崗", "推行学区制与教师轮岗"),
            ("校長職級制", "校长职级制"),
            ("留守兒童營養餐", "留守儿童营养餐"),
        ] {
            let of = |text| words(text).into_iter().map(|word| word.text).collect::<Vec<_>>();
            assert_eq!(of(traditional), of(simplified));
        }
    }

    proptest! {
        #[test]
        fn ranges_slice_the_original_and_wholes_do_not_overlap(text in "([\u{4e00}-\u{4fff}]|[a-zA-Z0-9 .,'’-]|\\PC){0,40}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(text.get(word.range.clone()).is_some_and(|slice| !slice.is_empty()));
                prop_assert!(!word.text.is_empty());
                if !word.part {
                    prop_assert!(word.folded.start >= end);
                    end = word.folded.end;
                }
            }
        }
    }
}
