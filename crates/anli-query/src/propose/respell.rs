//! What a word may have been meant to be.
//!
//! In Chinese one character may differ, and the word it makes must be known: a label or term of the vocabularies, a place, or a word of the
//! index. In English a word of the index may be one letter away, two if the word is long.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use anli_case::{Area, Lang, Region};
use anli_text::{Folded, Script, fold, script, stem, written};
use tantivy::Term as IndexTerm;

use super::alike::{Characters, Likeness, likeness};
use super::{Change, is_inside_negation};
use crate::EngineError;
use crate::engine::Snapshot;
use crate::parse::{Operand, Shape};
use crate::suggest::terms;

/// Lengths of Chinese words that are looked at.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;
/// Longest word of the index that is looked for; longer ones are in the vocabularies.
const LONGEST_INDEXED: usize = 4;
/// Chinese characters of a question that are looked at.
const MAX_CHARACTERS: usize = 40;
/// English words of a question that are looked at.
const MAX_WORDS: usize = 8;
/// Ways to respell the same part of a question.
const WAYS: usize = 4;
/// Shorter English words are near too many others.
const MIN_LETTERS: usize = 4;
/// From so many letters on two may differ.
const LONG_WORD: usize = 8;

/// A part of a question and what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Respelling {
    /// Where, in characters.
    pub(super) place: Range<usize>,
    pub(super) to: String,
    pub(super) change: Change,
    /// Letters that differ. A character that is like the one it replaces counts as one letter, any other as two.
    pub(super) size: usize,
}

/// Every respelling worth a try, the likeliest first.
pub(super) fn respellings(
    state: &Snapshot,
    chars: &[char],
    operands: &[Operand],
) -> Result<Vec<Respelling>, EngineError> {
    let asked: Vec<&Operand> = operands
        .iter()
        .filter(|operand| !operand.negated && !is_inside_negation(operand, operands))
        .filter(|operand| matches!(operand.shape, Shape::Words(_) | Shape::Quote))
        .collect();
    let mut chinese = chinese(state, chars, &asked)?;
    let english = english(state, &asked)?;
    // Both in turn, so that neither takes all the tries.
    let mut found = Vec::new();
    let mut english = english.into_iter();
    for respelling in chinese.drain(..) {
        found.push(respelling);
        found.extend(english.next());
    }
    found.extend(english);
    Ok(found)
}

/// A respelling with what it is ranked by: where its word comes from, how the characters are alike, how long it is, how common.
type Ranked = ((u8, Likeness, Reverse<usize>, Reverse<u64>), Respelling);

fn chinese(state: &Snapshot, chars: &[char], asked: &[&Operand]) -> Result<Vec<Respelling>, EngineError> {
    let mut left = MAX_CHARACTERS;
    let mut ranked: Vec<Ranked> = Vec::new();
    for operand in asked {
        let text: String = chars[operand.place.clone()].iter().collect();
        let folded = Folded::new(&text);
        for run in han_runs(folded.chars()) {
            let run = run.start..run.end.min(run.start + left);
            left -= run.len();
            for start in run.clone() {
                for end in LENGTHS.map(|length| start + length).take_while(|end| *end <= run.end) {
                    let bytes = folded.range(start..end);
                    let at = |byte: usize| operand.place.start + text[..byte].chars().count();
                    let place = at(bytes.start)..at(bytes.end);
                    ranked.extend(other_words(state, &folded.chars()[start..end], &place)?);
                }
            }
        }
    }
    ranked.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| one.1.to.cmp(&other.1.to)));
    let mut ways: HashMap<Range<usize>, usize> = HashMap::new();
    ranked.retain(|(_, respelling)| {
        let count = ways.entry(respelling.place.clone()).or_default();
        *count += 1;
        *count <= WAYS
    });
    Ok(ranked.into_iter().map(|(_, respelling)| respelling).collect())
}

fn han_runs(chars: &[char]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in (0..chars.len()).filter(|at| script(chars[*at]) == Some(Script::Han)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

/// The words that differ from `word` in one character. None when it is a known word itself: that is what was meant.
fn other_words(state: &Snapshot, word: &[char], place: &Range<usize>) -> Result<Vec<Ranked>, EngineError> {
    let known = known();
    let text: String = word.iter().collect();
    if known.all.contains(&text) || frequency(state, &text)? > 0 {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let respelling = |to: String, likeness: Likeness| Respelling {
        place: place.clone(),
        to,
        change: match likeness {
            Likeness::Sound => Change::SimilarSound,
            Likeness::Look => Change::SimilarLook,
            Likeness::None => Change::Spelling,
        },
        size: if likeness == Likeness::None { 2 } else { 1 },
    };
    for (source, other) in known.by_length.get(&word.len()).into_iter().flatten() {
        let Some((one, other_char)) = only_difference(word, other) else { continue };
        let likeness = likeness(one, other_char);
        // Of two characters each is half the word, and of a place any character tells it from another.
        if likeness == Likeness::None && (word.len() < 3 || *source != VOCABULARY) {
            continue;
        }
        let key = (*source, likeness, Reverse(word.len()), Reverse(0));
        found.push((key, respelling(other.iter().collect(), likeness)));
    }
    if word.len() <= LONGEST_INDEXED {
        let characters = state.characters.get_or_make(|| Characters::make(state))?;
        for at in 0..word.len() {
            for c in characters.like(word[at]) {
                let mut other = word.to_vec();
                other[at] = c;
                let other: String = other.into_iter().collect();
                let count = frequency(state, &other)?;
                if count > 0 && !known.all.contains(&other) {
                    let likeness = likeness(word[at], c);
                    let key = (INDEX, likeness, Reverse(word.len()), Reverse(count));
                    found.push((key, respelling(other, likeness)));
                }
            }
        }
    }
    Ok(found)
}

/// In how many cases the index has `word` as a word, about.
fn frequency(state: &Snapshot, word: &str) -> Result<u64, EngineError> {
    let mut count = 0;
    for field in [state.fields.zh.words, state.fields.names.words] {
        count += state.searcher.doc_freq(&IndexTerm::from_field_text(field, word))?;
    }
    Ok(count)
}

fn only_difference(one: &[char], other: &[char]) -> Option<(char, char)> {
    let mut differences = one.iter().zip(other).filter(|(one, other)| one != other);
    let first = differences.next()?;
    differences.next().is_none().then_some((*first.0, *first.1))
}

const VOCABULARY: u8 = 0;
const PLACE: u8 = 1;
const INDEX: u8 = 2;

/// Chinese words that are known whatever the index has.
struct Known {
    all: HashSet<String>,
    by_length: HashMap<usize, Vec<(u8, Vec<char>)>>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let labels = Area::all().flat_map(|area| {
            std::iter::once(area.label(Lang::Zh)).chain(area.synonyms(Lang::Zh).iter().map(String::as_str))
        });
        let vocabulary = labels.chain(terms::terms().flat_map(|(zh, _)| zh)).map(|word| (VOCABULARY, word));
        let places = Region::all()
            .flat_map(|region| [region.name(Lang::Zh), region.short_name(Lang::Zh)])
            .map(|word| (PLACE, word));
        let mut known = Known { all: HashSet::new(), by_length: HashMap::new() };
        for (source, word) in vocabulary.chain(places) {
            let word = fold(word);
            let chars: Vec<char> = word.chars().collect();
            if known.all.insert(word) {
                known.by_length.entry(chars.len()).or_default().push((source, chars));
            }
        }
        known
    })
}

fn english(state: &Snapshot, asked: &[&Operand]) -> Result<Vec<Respelling>, EngineError> {
    let mut words = Vec::new();
    for operand in asked {
        let Shape::Words(terms) = &operand.shape else { continue };
        for term in terms.iter().filter(|term| !term.literal && !term.stop) {
            let letters = fold(&term.surface);
            if letters.len() >= MIN_LETTERS && letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
                words.push((letters, term.at..term.at + term.surface.chars().count()));
            }
        }
    }
    words.truncate(MAX_WORDS);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let near = near_words(state, words.iter().map(|(word, _)| word.as_str()).collect())?;
    let mut found: Vec<(usize, Reverse<u64>, Respelling)> = Vec::new();
    for (word, place) in words {
        let Some(near) = near.get(&word) else { continue };
        let own = near.get(&word).copied().unwrap_or(0);
        let mut ways: Vec<(usize, Reverse<u64>, &String)> = near
            .iter()
            .filter(|(other, count)| **count > own && stem(other) != stem(&word))
            .map(|(other, count)| (distance(&word, other), Reverse(*count), other))
            .collect();
        ways.sort_unstable();
        // Words of one stem find the same.
        let mut stems = BTreeSet::new();
        ways.retain(|(_, _, other)| stems.insert(stem(other)));
        for (size, count, other) in ways.into_iter().take(WAYS) {
            let to = other.clone();
            found.push((size, count, Respelling { place: place.clone(), to, change: Change::Spelling, size }));
        }
    }
    found.sort_by_key(|(size, count, _)| (*size, *count));
    Ok(found.into_iter().map(|(_, _, respelling)| respelling).collect())
}

/// For each of `words`, the words of the index near it with the number of write-ups they stand in, about.
fn near_words(state: &Snapshot, words: BTreeSet<&str>) -> Result<HashMap<String, BTreeMap<String, u64>>, EngineError> {
    let words: Vec<(&str, u32, usize)> =
        words.into_iter().map(|word| (word, letters(word), if word.len() < LONG_WORD { 1 } else { 2 })).collect();
    let mut near: HashMap<String, BTreeMap<String, u64>> = HashMap::new();
    let (from, to) = (written(""), written("\u{7f}"));
    for segment in state.searcher.segment_readers() {
        for field in [state.fields.en.symbols, state.fields.zh.symbols, state.fields.names.symbols] {
            let inverted = segment.inverted_index(field)?;
            let range = inverted.terms().range().ge(from.as_bytes()).lt(to.as_bytes());
            let mut stream = range.into_stream().map_err(tantivy::TantivyError::from)?;
            while let Some((symbol, info)) = stream.next() {
                let other = std::str::from_utf8(&symbol[from.len()..]).unwrap_or_default();
                let bits = letters(other);
                for (word, own, most) in &words {
                    // A letter more, less or other changes two bits at most.
                    let may = word.len().abs_diff(other.len()) <= *most
                        && (own ^ bits).count_ones() as usize <= 2 * most
                        && other.bytes().all(|byte| byte.is_ascii_lowercase());
                    if may && distance(word, other) <= *most {
                        let count = near.entry((*word).to_owned()).or_default().entry(other.to_owned()).or_default();
                        *count += u64::from(info.doc_freq);
                    }
                }
            }
        }
    }
    Ok(near)
}

/// Which letters a word has, a bit each.
fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |bits, byte| bits | 1 << (byte - b'a'))
}

/// Letters to put in, take out, replace or exchange with their neighbour (optimal string alignment).
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut rows = [vec![0; other.len() + 1], (0..=other.len()).collect(), vec![0; other.len() + 1]];
    for at in 1..=one.len() {
        // rows[0] is two lines above, rows[1] one.
        let [above2, above, row] = &mut rows;
        row[0] = at;
        for to in 1..=other.len() {
            let same = one[at - 1] == other[to - 1];
            let mut best = (above[to] + 1).min(row[to - 1] + 1).min(above[to - 1] + usize::from(!same));
            if at > 1 && to > 1 && one[at - 1] == other[to - 2] && one[at - 2] == other[to - 1] {
                best = best.min(above2[to - 2] + 1);
            }
            row[to] = best;
        }
        rows.rotate_left(1);
    }
    rows[1][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: usize) {
        assert_eq!((distance(one, other), distance(other, one)), (expected, expected), "{one} and {other}");
    }

    #[test]
    fn distances_of_words() {
        check("principal", "principal", 0);
        check("principle", "principal", 2);
        check("shcool", "school", 1);
        check("schol", "school", 1);
        check("teachrs", "teachers", 1);
        check("a", "", 1);
        check("rotation", "relation", 2);
    }

    #[test]
    fn words_that_differ_in_one_character() {
        let difference = |one: &str, other: &str| {
            only_difference(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        assert_eq!(difference("学区只", "学区制"), Some(('只', '制')));
        assert_eq!(difference("学区", "学区"), None);
        assert_eq!(difference("小学只", "学区制"), None);
    }

    #[test]
    fn what_is_known_is_known() {
        assert!(known().all.contains("校长职级制") && known().all.contains("潍坊"));
    }

    #[test]
    fn runs_of_characters() {
        assert_eq!(han_runs(&"学区a制 度".chars().collect::<Vec<_>>()), [0..2, 3..4, 5..6]);
    }
}
