//! The exact symbols of a text with their positions, for quotes.
//!
//! A quote is literal: in Chinese text a substring, in English text the words as written. Both become a phrase over
//! positions. Spaces and punctuation between two characters count as one symbol, so a quote crosses them only where it has
//! them itself.
//!
//! Chinese text ([`Mode::Characters`]) takes one position a character and gives pairs of neighbours, so that a quote of
//! n characters is a phrase of n/2 pairs, each far rarer than a single character. English text ([`Mode::Words`]) counts
//! words.

use std::ops::Range;

use crate::english;
use crate::fold::Folded;
use crate::script::{Run, Script, runs};

/// How positions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// By characters: Chinese text, names and labels.
    Characters,
    /// By words of letters or digits, and Han characters: English text.
    Words,
}

/// An indexed symbol. The first character of its text tells its sort: `=` a word as written, `~` the stem of a word that
/// differs from it, anything else one character or a pair of neighbours (with a space for a separator).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its indexed form.
    pub text: String,
    /// Its position: every character or word before it counts two, every separator one.
    pub position: usize,
    /// Its place in the original, in bytes.
    pub range: Range<usize>,
}

/// The text of a word as written.
pub fn written(word: &str) -> String {
    format!("={word}")
}

/// The text of a stem.
pub fn stemmed(stem: &str) -> String {
    format!("~{stem}")
}

/// What stands at one position.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Character(char),
    Run(Run),
    Separator,
}

/// The symbols of `text`, by position.
pub fn symbols(text: &str, mode: Mode) -> Vec<Symbol> {
    let folded = Folded::new(text);
    let units = units(&folded, mode);
    let mut symbols = Vec::with_capacity(units.len() * 2);
    for (at, ((unit, place), position)) in units.iter().zip(positions(&units)).enumerate() {
        let mut push =
            |text: String, place: Range<usize>| symbols.push(Symbol { text, position, range: folded.range(place) });
        match unit {
            Unit::Separator => {}
            Unit::Character(c) => {
                if !c.is_ascii_lowercase() {
                    push(c.to_string(), place.clone());
                }
            }
            Unit::Run(run) => push_run(&folded, *run, &mut push),
        }
        if let Some((next, next_place)) = units.get(at + 1)
            && let Some(pair) = pair(*unit, *next)
        {
            push(pair, place.start..next_place.end);
        }
        if mode == Mode::Characters
            && let Some(run) = run_at(&folded, place.start, *unit)
        {
            push_run(&folded, run, &mut push);
        }
    }
    symbols
}

fn push_run(folded: &Folded, run: Run, push: &mut impl FnMut(String, Range<usize>)) {
    let word: String = folded.chars()[run.start..run.end].iter().collect();
    let stem = english::stem(&word);
    if stem != word {
        push(stemmed(&stem), run.start..run.end);
    }
    push(written(&word), run.start..run.end);
}

/// In character mode, the whole word that begins at this character.
fn run_at(folded: &Folded, at: usize, unit: Unit) -> Option<Run> {
    let Unit::Character(_) = unit else { return None };
    // Word boundaries are those of the runs; asking for the run of a slice would see a false boundary at its start.
    let chars = folded.chars();
    let here = crate::script::script(chars[at]);
    if here != Some(Script::Alphanumeric) || (at > 0 && joins(chars, at - 1)) {
        return None;
    }
    runs(&chars[at..(at + 64).min(chars.len())]).first().map(|run| Run {
        start: at,
        end: at + run.end,
        script: run.script,
    })
}

/// Whether the character at `at` belongs to a word that goes on after it.
fn joins(chars: &[char], at: usize) -> bool {
    use crate::script::{is_apostrophe, script};
    let letter = |at: usize| script(chars[at]) == Some(Script::Alphanumeric);
    letter(at)
        || (is_apostrophe(chars[at])
            && at > 0
            && letter(at - 1)
            && chars[at - 1].is_alphabetic()
            && chars.get(at + 1).is_some_and(|c| c.is_alphabetic()))
}

/// Two neighbours as one symbol, in character mode, or between Han characters.
fn pair(left: Unit, right: Unit) -> Option<String> {
    match (left, right) {
        (Unit::Character(left), Unit::Character(right)) => Some([left, right].iter().collect()),
        (Unit::Character(left), Unit::Separator) => Some([left, ' '].iter().collect()),
        (Unit::Separator, Unit::Character(right)) => Some([' ', right].iter().collect()),
        _ => None,
    }
}

/// The position of each unit, and one more for the end. A separator takes one, anything else two, so that the distance of two words
/// tells whether a separator or a character lies between them.
fn positions(units: &[(Unit, Range<usize>)]) -> Vec<usize> {
    let mut next = 0;
    let mut positions = vec![0];
    for (unit, _) in units {
        next += if matches!(unit, Unit::Separator) { 1 } else { 2 };
        positions.push(next);
    }
    positions
}

/// The units of folded text with their places; separators at both ends are left out.
fn units(folded: &Folded, mode: Mode) -> Vec<(Unit, Range<usize>)> {
    let mut units = Vec::with_capacity(folded.chars().len());
    let mut end = None;
    for run in runs(folded.chars()) {
        if let Some(end) = end
            && end < run.start
        {
            units.push((Unit::Separator, end..run.start));
        }
        if mode == Mode::Words && run.script == Script::Alphanumeric {
            units.push((Unit::Run(run), run.start..run.end));
        } else {
            units.extend((run.start..run.end).map(|at| (Unit::Character(folded.chars()[at]), at..at + 1)));
        }
        end = Some(run.end);
    }
    units
}

/// A text as a quote sees it: folded characters, with one space for what separates two of them.
#[derive(Debug, Clone, Default)]
pub struct Flat {
    /// The characters.
    pub chars: Vec<char>,
    /// The place of each in the original, in bytes.
    pub ranges: Vec<Range<usize>>,
}

impl Flat {
    /// Flattens a folded text.
    pub fn new(folded: &Folded) -> Self {
        let mut flat = Self::default();
        for (unit, place) in units(folded, Mode::Characters) {
            flat.chars.push(match unit {
                Unit::Character(c) => c,
                Unit::Separator | Unit::Run(_) => ' ',
            });
            flat.ranges.push(folded.range(place));
        }
        flat
    }

    /// Where `needle` stands, as ranges of characters that do not overlap. `whole` asks that no letter or digit goes on
    /// at either end of the needle.
    pub fn find(&self, needle: &[char], whole: bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let Some(first) = needle.first() else { return found };
        let goes_on = |inside: char, outside: Option<&char>| {
            let letter =
                |c: char| crate::script::script(c) == Some(Script::Alphanumeric) || crate::script::is_apostrophe(c);
            whole && letter(inside) && outside.is_some_and(|outside| letter(*outside))
        };
        let mut at = 0;
        while at + needle.len() <= self.chars.len() {
            let end = at + needle.len();
            let here = self.chars[at] == *first && self.chars[at..end] == *needle;
            let before = at.checked_sub(1).and_then(|at| self.chars.get(at));
            if here && !goes_on(*first, before) && !goes_on(needle[needle.len() - 1], self.chars.get(end)) {
                found.push(at..end);
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}

/// A quote as symbols to be found at the given distances from its first one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    /// Offset and symbol, by offset.
    pub symbols: Vec<(usize, String)>,
    /// Positions it covers.
    pub length: usize,
}

/// `text` as a phrase over texts indexed in `mode`; empty when it holds no letter, digit or character.
///
/// A quote with Han characters, or of digits alone, is a substring of Chinese text; one with letters and no Han
/// character asks for whole words there too.
pub fn phrase(text: &str, mode: Mode) -> Phrase {
    let folded = Folded::new(text);
    let all = runs(folded.chars());
    let literal = all.iter().any(|run| run.script != Script::Alphanumeric)
        || all.iter().all(|run| folded.chars()[run.start..run.end].iter().all(char::is_ascii_digit));
    let units = units(&folded, mode);
    let positions = positions(&units);
    let symbols =
        if mode == Mode::Characters && literal { pairs(&units) } else { whole_words(&folded, &units, &all, mode) };
    let symbols = symbols.into_iter().map(|(at, symbol)| (positions[at], symbol)).collect();
    Phrase { symbols, length: positions[units.len()] }
}

/// The fewest pairs that cover the units: every second one, and the last; each with the number of its first unit.
fn pairs(units: &[(Unit, Range<usize>)]) -> Vec<(usize, String)> {
    if let [(Unit::Character(c), _)] = units {
        return vec![(0, c.to_string())];
    }
    (0..units.len().saturating_sub(1))
        .filter(|at| at % 2 == 0 || at + 2 == units.len())
        .filter_map(|at| pair(units[at].0, units[at + 1].0).map(|pair| (at, pair)))
        .collect()
}

/// Whole words and single characters, with the number of their first unit.
fn whole_words(folded: &Folded, units: &[(Unit, Range<usize>)], all: &[Run], mode: Mode) -> Vec<(usize, String)> {
    let mut symbols = Vec::new();
    for (position, (unit, place)) in units.iter().enumerate() {
        match unit {
            Unit::Separator => {}
            Unit::Run(run) => {
                symbols.push((position, written(&folded.chars()[run.start..run.end].iter().collect::<String>())))
            }
            Unit::Character(c) => {
                match all.iter().find(|run| run.start == place.start && run.script == Script::Alphanumeric) {
                    Some(run) if mode == Mode::Characters => symbols
                        .push((position, written(&folded.chars()[run.start..run.end].iter().collect::<String>()))),
                    _ if crate::script::script(*c) == Some(Script::Alphanumeric) => {}
                    _ => symbols.push((position, c.to_string())),
                }
            }
        }
    }
    symbols
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether the phrase of `quote` stands in the symbols of `text`.
    fn stands_in(text: &str, quote: &str, mode: Mode) -> bool {
        let symbols = symbols(text, mode);
        let phrase = phrase(quote, mode);
        let has = |position: usize, text: &str| {
            symbols.iter().any(|symbol| symbol.position == position && symbol.text == text)
        };
        let last = symbols.iter().map(|symbol| symbol.position).max().unwrap_or(0);
        !phrase.symbols.is_empty()
            && (0..=last).any(|start| phrase.symbols.iter().all(|(offset, text)| has(start + offset, text)))
    }

    #[track_caller]
    fn check(text: &str, quote: &str, expected: (bool, bool)) {
        assert_eq!(
            (stands_in(text, quote, Mode::Characters), stands_in(text, quote, Mode::Words)),
            expected,
            "{quote:?} in {text:?}"
        );
    }

    #[test]
    fn a_chinese_quote_is_a_substring() {
        check("这是一段简单的测试文本", "段简", (true, true));
        check("这是一段简单的测试文本", "一段简单", (true, true));
        check("大灯", "灯", (true, true));
        check("中国农业发展银行", "农业银行", (false, false));
        check("在建工程 / 待处理", "工程待", (false, false));
        check("在建工程 / 待处理", "工程，待", (true, true));
        check("甲，乙", "甲乙", (false, false));
    }

    #[test]
    fn an_english_quote_is_whole_words_in_order() {
        check("curriculum\n  reform", "curriculum reform", (true, true));
        check("a smart school", "art school", (false, false));
        check("school reforms", "school reform", (false, false));
        check("the teacher's home-school link", "teacher's home school", (true, true));
        check("Xi'an", "an", (false, false));
        check("人工智能（AI）教育", "AI", (true, true));
    }

    #[test]
    fn digits_in_chinese_text_are_characters() {
        check("2004年起", "04年", (true, false));
        check("2004年起", "2004年", (true, true));
        check("120 schools", "20 schools", (false, false));
        check("第3届", "3", (true, true));
        check("AI或STEM", "AI STEM", (false, false));
        check("教x学", "教 学", (false, false));
    }

    proptest! {
        #[test]
        fn any_substring_between_characters_is_found(text in "[教育改革学区制，。 a-c0-9]{2,30}", from in 0usize..30, length in 1usize..7) {
            let chars: Vec<char> = text.chars().collect();
            let from = from % chars.len();
            let quote: String = chars[from..(from + length).min(chars.len())].iter().collect();
            let literal = quote.chars().any(|c| crate::script::script(c) == Some(Script::Han));
            prop_assume!(literal);
            prop_assert!(stands_in(&text, &quote, Mode::Characters));
        }

        #[test]
        fn never_panics_and_ranges_slice(text in "([\u{4e00}-\u{4fff}]|[a-zA-Z0-9 .,'’-]|\\PC){0,40}") {
            for mode in [Mode::Characters, Mode::Words] {
                for symbol in symbols(&text, mode) {
                    prop_assert!(text.get(symbol.range).is_some_and(|slice| !slice.is_empty()));
                }
                phrase(&text, mode);
            }
        }
    }
}
