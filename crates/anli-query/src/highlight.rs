//! Marks what a question found, in the original text, and chooses the facts that show it best.
//!
//! Texts are searched again as they stand, folded, for the strings and stems of the question: cutting them by dictionary
//! once more would cost a hundred times as much, and could mark less than was found.

use std::collections::HashSet;
use std::ops::Range;

use anli_case::{Case, FactKind, Lang, Writeup};
use anli_text::{Flat, Folded, Script, alphanumeric_words, fold, script};

use crate::question::Term;

/// Something to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Characters as they stand; with `whole`, not inside a longer word. Where they are not found, the pieces are marked.
    Literal { chars: Vec<char>, whole: bool, pieces: Vec<Vec<char>>, added: bool },
    /// Words with one of these stems; `added` by the vocabulary.
    Stem { text: String, pieces: Vec<String> },
    /// Stems in a row.
    Stems { texts: Vec<String> },
    /// Words that begin so.
    Prefix(String),
}

fn flat(text: &str) -> Vec<char> {
    Flat::new(&Folded::new(text)).chars
}

fn has_han(text: &str) -> bool {
    fold(text).chars().any(|c| matches!(script(c), Some(Script::Han | Script::Syllabic)))
}

impl Pattern {
    pub(crate) fn word(term: &Term) -> Self {
        if term.literal {
            let pieces = term.pieces.iter().map(|piece| flat(piece)).collect();
            Self::Literal { chars: flat(&term.text), whole: false, pieces, added: false }
        } else {
            Self::Stem { text: term.text.clone(), pieces: term.pieces.clone() }
        }
    }

    pub(crate) fn quote(text: &str) -> Self {
        let chars = flat(text);
        let digits = chars.iter().all(|c| c.is_ascii_digit() || *c == ' ');
        Self::Literal { whole: !has_han(text) && !digits, chars, pieces: Vec::new(), added: false }
    }

    pub(crate) fn label(text: &str) -> Self {
        if has_han(text) {
            Self::Literal { chars: flat(text), whole: false, pieces: Vec::new(), added: true }
        } else {
            Self::Stems {
                texts: alphanumeric_words(&Folded::new(text))
                    .into_iter()
                    .filter(|word| !word.part)
                    .map(|word| word.text)
                    .collect(),
            }
        }
    }

    /// How much a text that has it shows of the question: long strings tell more, what the vocabulary added less.
    fn weight(&self) -> f32 {
        match self {
            Self::Literal { chars, added, .. } => (1.0 + chars.len() as f32 / 2.0) * if *added { 0.5 } else { 1.0 },
            Self::Stem { text, .. } => 1.0 + text.chars().count() as f32 / 5.0,
            Self::Stems { texts } => 0.5 + texts.len() as f32 / 2.0,
            Self::Prefix(_) => 1.0,
        }
    }
}

/// A text with what is marked in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// Half-open ranges of characters (code points), in order, not touching.
    pub marks: Vec<Range<usize>>,
}

/// A fact of a hit that shows why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its address in the write-up.
    pub anchor: String,
    /// What it tells.
    pub kind: Option<FactKind>,
    /// The language it is in.
    pub lang: Lang,
    /// Whole sentences of it, with the marks.
    pub marked: Marked,
    /// Whether sentences were left out.
    pub cut: bool,
    /// Identifiers of its sources.
    pub sources: Vec<String>,
}

/// Marks texts for one question.
#[derive(Debug, Clone)]
pub(crate) struct Highlighter {
    patterns: Vec<Pattern>,
    stems: bool,
}

/// Longest passage, in characters, unless its one sentence is longer.
const PASSAGE: usize = 220;

impl Highlighter {
    pub(crate) fn new(mut patterns: Vec<Pattern>) -> Self {
        let mut seen = Vec::new();
        patterns.retain(|pattern| {
            let new = !seen.contains(pattern);
            seen.push(pattern.clone());
            new
        });
        let stems = patterns.iter().any(|pattern| !matches!(pattern, Pattern::Literal { .. }));
        Self { patterns, stems }
    }

    /// Whether something of it is marked in a write-up.
    pub(crate) fn is_in(&self, writeup: &Writeup) -> bool {
        let facts = writeup.facts.iter().map(|fact| &fact.text);
        let mut texts = [&writeup.title, &writeup.summary].into_iter().chain(facts);
        texts.any(|text| !self.mark(text, writeup.lang).marks.is_empty())
    }

    /// Byte ranges to mark in `text`, merged, and how well it shows the question.
    fn find(&self, text: &str, lang: Lang) -> (Vec<Range<usize>>, f32) {
        let (found, score) = self.scan(text, lang);
        (merge(found.into_iter().map(|(range, _)| range).collect()), score)
    }

    /// Every byte range in `text` that a pattern matches with the number of the pattern, and how well it shows the question.
    pub(crate) fn scan(&self, text: &str, lang: Lang) -> (Vec<(Range<usize>, usize)>, f32) {
        if self.patterns.is_empty() || text.is_empty() {
            return (Vec::new(), 0.0);
        }
        let folded = Folded::new(text);
        let flat = Flat::new(&folded);
        let words = if self.stems { alphanumeric_words(&folded) } else { Vec::new() };
        let (mut ranges, mut owners, mut score): (Vec<Range<usize>>, Vec<usize>, f32) = (Vec::new(), Vec::new(), 0.0);
        for (number, pattern) in self.patterns.iter().enumerate() {
            let before = ranges.len();
            match pattern {
                Pattern::Literal { chars, whole, pieces, .. } => {
                    // In English a word or number is found whole or not at all.
                    let whole = *whole || lang == Lang::En;
                    mark(&flat, chars, whole, &mut ranges);
                    if ranges.len() == before {
                        pieces.iter().for_each(|piece| mark(&flat, piece, false, &mut ranges));
                    }
                }
                Pattern::Stem { text, pieces } => {
                    ranges.extend(
                        words
                            .iter()
                            .filter(|word| word.text == *text || pieces.contains(&word.text))
                            .map(|word| word.range.clone()),
                    );
                }
                Pattern::Stems { texts } => {
                    let whole: Vec<_> = words.iter().filter(|word| !word.part).collect();
                    let rows =
                        whole.windows(texts.len().max(1)).filter(|row| row.iter().map(|word| &word.text).eq(texts));
                    ranges.extend(rows.map(|row| row[0].range.start..row[row.len() - 1].range.end));
                }
                Pattern::Prefix(prefix) => {
                    let begins = |word: &&anli_text::Word| {
                        folded.chars()[word.folded.clone()].iter().collect::<String>().starts_with(prefix.as_str())
                    };
                    ranges.extend(words.iter().filter(begins).map(|word| word.range.clone()));
                }
            }
            owners.resize(ranges.len(), number);
            let count = ranges.len() - before;
            if count > 0 {
                score += pattern.weight() * (1.0 + (count as f32).ln() * 0.2);
            }
        }
        (ranges.into_iter().zip(owners).collect(), score)
    }

    /// `text` with its marks.
    pub(crate) fn mark(&self, text: &str, lang: Lang) -> Marked {
        let (ranges, _) = self.find(text, lang);
        Marked { text: text.to_owned(), marks: code_points(text, &ranges) }
    }

    /// The facts that show the question best, at most `limit`, best first; those in `prefer` before equal ones.
    pub(crate) fn passages(&self, case: &Case, prefer: Lang, limit: usize) -> Vec<Passage> {
        let mut found: Vec<(f32, usize, Passage)> = Vec::new();
        for writeup in &case.writeups {
            for fact in &writeup.facts {
                let (ranges, score) = self.find(&fact.text, writeup.lang);
                if ranges.is_empty() {
                    continue;
                }
                let (marked, cut) = passage(&fact.text, &ranges);
                let passage = Passage {
                    anchor: fact.anchor.clone(),
                    kind: fact.kind,
                    lang: writeup.lang,
                    marked,
                    cut,
                    sources: fact.sources.clone(),
                };
                let preferred = if writeup.lang == prefer { 1.15 } else { 1.0 };
                found.push((score * preferred, found.len(), passage));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // A fact and its translation say the same: one of them is enough.
        let mut seen = HashSet::new();
        found.retain(|(_, _, passage)| seen.insert(passage.anchor.clone()));
        found.truncate(limit);
        found.into_iter().map(|(_, _, passage)| passage).collect()
    }
}

fn mark(flat: &Flat, needle: &[char], whole: bool, ranges: &mut Vec<Range<usize>>) {
    ranges.extend(
        flat.find(needle, whole)
            .into_iter()
            .map(|found| flat.ranges[found.start].start..flat.ranges[found.end - 1].end),
    );
}

/// Ranges in order; those that overlap or touch are one.
fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn code_points(text: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut at, mut counted) = (0, 0);
    let mut count = |to: usize| {
        counted += text[at..to].chars().count();
        at = to;
        counted
    };
    ranges.iter().map(|range| count(range.start)..count(range.end)).collect()
}

/// The run of sentences around the densest marks that fits a passage, with its marks; whether anything was left out.
fn passage(text: &str, ranges: &[Range<usize>]) -> (Marked, bool) {
    if text.chars().count() <= PASSAGE {
        return (Marked { text: text.to_owned(), marks: code_points(text, ranges) }, false);
    }
    let sentences = join_marked(sentences(text), ranges);
    let length = |sentence: &Range<usize>| text[sentence.clone()].chars().count();
    let marked = |sentence: &Range<usize>| {
        ranges.iter().filter(|range| range.start < sentence.end && range.end > sentence.start).count()
    };
    let mut best = (0, 0..0);
    for first in 0..sentences.len() {
        let (mut total, mut marks) = (0, 0);
        for (last, sentence) in sentences.iter().enumerate().skip(first) {
            total += length(sentence);
            if total > PASSAGE && last > first {
                break;
            }
            marks += marked(sentence);
            if marks > best.0 {
                best = (marks, first..last + 1);
            }
        }
    }
    let place = match best.1.is_empty() {
        true => sentences[0].clone(),
        false => sentences[best.1.start].start..sentences[best.1.end - 1].end,
    };
    let cut = text[place.clone()].trim();
    let start = place.start + (text[place.clone()].len() - text[place.clone()].trim_start().len());
    let end = start + cut.len();
    let inside: Vec<Range<usize>> = ranges
        .iter()
        .filter(|range| range.start < end && range.end > start)
        .map(|range| range.start.max(start) - start..range.end.min(end) - start)
        .collect();
    (Marked { text: cut.to_owned(), marks: code_points(cut, &inside) }, cut.len() < text.len())
}

/// Sentences, those that a mark goes across as one.
fn join_marked(sentences: Vec<Range<usize>>, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for sentence in sentences {
        let crossed = ranges.iter().any(|range| range.start < sentence.start && sentence.start < range.end);
        match joined.last_mut() {
            Some(last) if crossed => last.end = sentence.end,
            _ => joined.push(sentence),
        }
    }
    joined
}

/// Sentences that cover the text.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = match c {
            '。' | '！' | '？' | '；' => !matches!(next, Some('”' | '』' | '」' | '）' | '’')),
            '”' | '』' | '」' | '）' | '’' => text[..at].ends_with(['。', '！', '？']),
            '.' | '!' | '?' | ';' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if ends {
            let end = at + c.len_utf8();
            sentences.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        sentences.push(start..text.len());
    }
    sentences
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn highlighter(question: &str) -> Highlighter {
        let mut patterns = Vec::new();
        collect(&crate::Question::parse(question).expect("a question").expr.expect("words"), &mut patterns);
        Highlighter::new(patterns)
    }

    fn collect(expr: &crate::question::Expr, patterns: &mut Vec<Pattern>) {
        use crate::question::Expr;
        match expr {
            Expr::Group(operands) | Expr::And(operands) | Expr::Or(operands) => {
                operands.iter().for_each(|operand| collect(operand, patterns))
            }
            Expr::Word(term) => patterns.push(Pattern::word(term)),
            Expr::Quote(text) => patterns.push(Pattern::quote(text)),
            Expr::Prefix(text) => patterns.push(Pattern::Prefix(text.clone())),
            _ => {}
        }
    }

    #[track_caller]
    fn check(text: &str, question: &str, expected: &[&str]) {
        let marked = highlighter(question).mark(text, if text.is_ascii() { Lang::En } else { Lang::Zh });
        let chars: Vec<char> = text.chars().collect();
        let found: Vec<String> = marked.marks.iter().map(|range| chars[range.clone()].iter().collect()).collect();
        assert_eq!(found, expected, "marking {question:?} in {text:?}");
        assert_eq!(marked.text, text);
    }

    #[test]
    fn marks_stand_on_the_original_characters() {
        check("安装简单，没有复杂的配置：省心", "简单", &["简单"]);
        check("大卫到了扫罗那里", "大卫", &["大卫"]);
        check("香港貿發局香港國際春季燈飾展 2016", "香港", &["香港", "香港"]);
        check("教師輪崗", "教师轮岗", &["教師輪崗"]);
        check("中国农业发展银行", "农业银行", &["农业", "银行"]);
        check("这是一段简单的测试文本", "\"段简\"", &["段简"]);
        check("Schools and a school’s pupils", "school", &["Schools", "school’s"]);
        check("curriculum\n  reform", "\"curriculum reform\"", &["curriculum\n  reform"]);
        check("The smart school", "\"art\"", &[]);
        check("principals and principles", "principal*", &["principals"]);
        check("２０１４年", "2014", &["２０１４"]);
    }

    #[test]
    fn a_long_fact_is_cut_to_whole_sentences() {
        let filler = "这一句与问题毫无关系，只是为了把段落写得很长很长，长到必须截取。";
        let text = format!("{}轮岗教师在新学校工作三年。{}", filler.repeat(8), filler.repeat(8));
        let (ranges, _) = highlighter("轮岗").find(&text, Lang::Zh);
        let (marked, cut) = passage(&text, &ranges);
        assert!(cut);
        assert!(marked.text.contains("轮岗教师在新学校工作三年。"));
        assert!(marked.text.ends_with('。') && marked.text.chars().count() <= PASSAGE);
        let chars: Vec<char> = marked.text.chars().collect();
        assert_eq!(chars[marked.marks[0].clone()].iter().collect::<String>(), "轮岗");
    }

    proptest! {
        #[test]
        fn marks_are_ordered_and_inside(text in "([\u{4e00}-\u{4e20}]|[a-c 。.，]|\\PC){0,400}", question in "[\u{4e00}-\u{4e20}a-c]{1,3}") {
            let highlighter = highlighter(&question);
            let (ranges, _) = highlighter.find(&text, Lang::Zh);
            for (marked, original) in [(highlighter.mark(&text, Lang::Zh), true), (passage(&text, &ranges).0, false)] {
                prop_assert!(!original || marked.text == text);
                let length = marked.text.chars().count();
                let mut end = 0;
                for (at, mark) in marked.marks.iter().enumerate() {
                    prop_assert!(mark.start < mark.end && mark.end <= length);
                    prop_assert!(at == 0 || mark.start > end);
                    end = mark.end;
                }
            }
        }
    }
}
