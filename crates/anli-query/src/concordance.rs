//! Keyword in context: every place where the cases found say what was asked for, one line each.
//!
//! Total and order need every place, so the stored text of all cases found is read, up to a cap beyond which the question is refused: a
//! total is exact or not given. A place is remembered by its numbers alone, and contexts are cut only for the lines that are shown.

use std::ops::Range;

use anli_case::{Case, FactKind, Lang, Region, Writeup};
use anli_indexer::schema::Section;
use anli_text::fold;
use tantivy::{DocAddress, Score};
use unicode_segmentation::UnicodeSegmentation;

use crate::Engine;
use crate::collect::{Found, Pass};
use crate::engine::{EngineError, Snapshot};
use crate::highlight::Highlighter;
use crate::plan::{Expanded, Plan, plan};
use crate::question::{Expr, Field, Match, Note, Question, Sort};
use crate::statistics::Statistics;

/// Most cases whose text is read for one answer.
pub const MAX_CASES: usize = 10_000;
/// Most lines a concordance may have.
pub const MAX_LINES: usize = 300_000;
/// Most lines that are given at once.
pub const MAX_ROWS: usize = 100_000;
/// Widest context on each side, in characters.
pub const MAX_WIDTH: usize = 200;
/// How much of the context lines are ordered by, in characters; what is the same so far stays in the order of the cases.
const SORT_CONTEXT: usize = 120;

/// What is asked for in a concordance.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcordanceQuestion {
    /// The question; its `page` and `per_page` count lines.
    pub question: Question,
    /// Order of lines.
    pub sort: LineSort,
    /// Characters of context on each side, at most [`MAX_WIDTH`].
    pub width: usize,
}

/// Order of lines; what is equal in it stands in the order of the cases, best first, and of their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineSort {
    /// That order alone.
    Relevance,
    /// By what stands before the keyword, outward: in Chinese character by character, in English word by word; folded.
    Left,
    /// By what stands after it.
    Right,
    /// By year, unknown ones last.
    Year,
    /// By the code of the first place, unknown ones last.
    Region,
}

impl LineSort {
    /// Every value.
    pub const ALL: &'static [Self] = &[Self::Relevance, Self::Left, Self::Right, Self::Year, Self::Region];

    /// The word used in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Left => "left",
            Self::Right => "right",
            Self::Year => "year",
            Self::Region => "region",
        }
    }
}

/// How much of a concordance is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The page that the question asks for.
    Page,
    /// Every line, at most [`MAX_ROWS`].
    All,
}

/// A concordance.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// Names the state of the collection.
    pub index_version: String,
    /// How many loose words had to be there: never `Auto`.
    pub matching: Match,
    /// What the vocabulary added.
    pub expanded: Vec<Expanded>,
    /// All lines.
    pub total: usize,
    /// All cases that match.
    pub cases: usize,
    /// Those of them that have a line.
    pub cases_with_lines: usize,
    /// What the asker should know.
    pub notes: Vec<Note>,
    /// The lines, of the page or all.
    pub lines: Vec<Line>,
}

/// A place in a text with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Identifier of the case.
    pub id: String,
    /// Title of the write-up.
    pub title: String,
    /// Language of the write-up.
    pub lang: Lang,
    /// `title`, `summary`, or the anchor of the fact.
    pub anchor: String,
    /// What the fact tells.
    pub kind: Option<FactKind>,
    /// What stands before the keyword.
    pub left: String,
    /// The place itself, as it is written there.
    pub keyword: String,
    /// What stands after it.
    pub right: String,
    /// Year of the case.
    pub year: Option<u16>,
    /// Where the case happened.
    pub regions: Vec<Region>,
}

/// Why the text of the cases found was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadingError {
    /// The index cannot be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// More cases than are read for one answer.
    #[error(
        "the question finds {cases} cases, and the text of at most {MAX_CASES} is read for one answer; narrow it by place, area or year"
    )]
    TooManyCases {
        /// How many.
        cases: usize,
    },
    /// More lines than are counted or given at once.
    #[error("the concordance has more than {cap} lines; narrow it by place, area or year")]
    TooManyLines {
        /// Whichever of [`MAX_LINES`] and [`MAX_ROWS`] was passed.
        cap: usize,
    },
}

impl ReadingError {
    /// Stable name of the error, where the asker can mend it.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Engine(_) => None,
            Self::TooManyCases { .. } => Some("too-many-cases"),
            Self::TooManyLines { .. } => Some("too-many-lines"),
        }
    }
}

impl Engine {
    /// The concordance of a question.
    ///
    /// # Errors
    /// [`ReadingError`] when the index cannot be read, or when there is more than is read for one answer.
    pub fn concordance(&self, asked: &ConcordanceQuestion, extent: Extent) -> Result<Concordance, ReadingError> {
        let state = self.snapshot();
        let question = &asked.question;
        let (found, Plan { expanded, matching, .. }) = ranked(&state, question)?;
        let finder = Finder::new(question.expr.as_ref(), &state, question.expand)?;
        let places = places(&state, &found, &finder, asked)?;
        let mut with_lines: Vec<u32> = places.iter().map(|place| place.case).collect();
        with_lines.sort_unstable();
        with_lines.dedup();
        let shown = match extent {
            Extent::All if places.len() > MAX_ROWS => return Err(ReadingError::TooManyLines { cap: MAX_ROWS }),
            Extent::All => places.as_slice(),
            Extent::Page => {
                let start = question.page.saturating_sub(1).saturating_mul(question.per_page).min(places.len());
                &places[start..start.saturating_add(question.per_page).min(places.len())]
            }
        };
        let mut notes = question.notes.clone();
        notes.extend(finder.notes(found.len(), with_lines.len()));
        Ok(Concordance {
            index_version: state.payload.version(),
            matching,
            expanded,
            total: places.len(),
            cases: found.len(),
            cases_with_lines: with_lines.len(),
            notes,
            lines: lines(&state, &found, shown, asked.width)?,
        })
    }
}

/// The cases that a question finds, best first, and how it was understood.
fn ranked(state: &Snapshot, question: &Question) -> Result<(Vec<DocAddress>, Plan), ReadingError> {
    let plan = plan(question.expr.as_ref(), state, question.matching, question.expand).map_err(EngineError::from)?;
    let filters = std::sync::Arc::new(state.table.compile(&question.filters));
    let sort = if plan.scored { Sort::Relevance } else { Sort::Newest };
    let pass = Pass { table: &state.table, filters: &filters, sort, offset: 0, limit: MAX_CASES };
    let statistics = Statistics::lenient(state);
    let Found { hits, total, .. } =
        state.searcher.search_with_statistics_provider(&*plan.query, &pass, &statistics).map_err(EngineError::from)?;
    if total > MAX_CASES {
        return Err(ReadingError::TooManyCases { cases: total });
    }
    Ok((hits.into_iter().map(|(_, address): (Score, _)| address).collect(), plan))
}

/// Finds in the texts of a case what a question asks for, each part of it only where it is asked for.
pub(crate) struct Finder {
    parts: Vec<(Option<Vec<Section>>, Highlighter)>,
    marks_nothing: bool,
    near: bool,
}

impl Finder {
    /// A finder of what `expr` asks for; with `expand` of the names that the vocabulary adds, too.
    pub(crate) fn new(expr: Option<&Expr>, state: &Snapshot, expand: bool) -> Result<Self, EngineError> {
        let mut scoped: Vec<(Option<Field>, Expr)> = Vec::new();
        let open = expr.map(|expr| split(expr, &mut scoped));
        scoped.extend(open.map(|open| (None, open)));
        let mut marks_nothing = true;
        let mut parts = Vec::new();
        for (field, expr) in scoped {
            // Which words are marked does not depend on how many of them must be there.
            let patterns = plan(Some(&expr), state, Match::All, expand && field.is_none())?.patterns;
            marks_nothing &= patterns.is_empty();
            parts.push((field.map(Field::sections), Highlighter::new(patterns)));
        }
        Ok(Self { parts, marks_nothing, near: expr.is_some_and(has_near) })
    }

    /// Where it stands in a text, in bytes, in order.
    pub(crate) fn occurrences(&self, text: &Text<'_>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for (part, (sections, highlighter)) in self.parts.iter().enumerate() {
            if sections.as_ref().is_none_or(|sections| sections.contains(&text.section)) {
                let here = highlighter.scan(text.text, text.writeup.lang).0;
                found.extend(here.into_iter().map(|(range, pattern)| (range, (part, pattern))));
            }
        }
        apart(found)
    }

    fn notes(&self, cases: usize, with_lines: usize) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.marks_nothing {
            let message = "the question names no word that could stand in a line";
            notes.push(Note::new("nothing-to-show", None, "问题中没有可以逐行列出的词", message));
        } else if with_lines < cases {
            let without = cases - with_lines;
            let zh = format!(
                "{cases} 个案例中有 {without} 个没有列出语句：所查的词只出现在它们的小标题，或者领域、单位、地区的名称里"
            );
            let message = format!(
                "{without} of {cases} cases have no line: what was asked for stands in a heading of theirs or in the names of their areas, bodies and places"
            );
            notes.push(Note::new("cases-without-lines", None, zh, message));
        }
        if self.near {
            let zh = "要求相邻的引号中，每一部分不论出现在哪里，都各列一行";
            let message = "each part of a quote that asks for nearness has a line wherever it stands";
            notes.push(Note::new("near-parts", None, zh, message));
        }
        notes
    }
}

/// Places in order. What overlaps is one place, and so are different words side by side, since 教师轮岗 is asked for as 教师 and 轮岗; the same
/// word twice in a row is two.
fn apart<T: PartialEq>(mut found: Vec<(Range<usize>, T)>) -> Vec<Range<usize>> {
    found.sort_by_key(|(range, _)| (range.start, range.end));
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut inside: Vec<T> = Vec::new();
    for (range, pattern) in found {
        match places.last_mut() {
            Some(last) if range.start < last.end || (range.start == last.end && !inside.contains(&pattern)) => {
                last.end = last.end.max(range.end);
            }
            _ => {
                places.push(range);
                inside.clear();
            }
        }
        inside.push(pattern);
    }
    places
}

/// Takes the parts that are confined to a field out of `expr`; what stands under a NOT is never marked.
fn split(expr: &Expr, scoped: &mut Vec<(Option<Field>, Expr)>) -> Expr {
    let mut all = |operands: &[Expr]| operands.iter().map(|operand| split(operand, scoped)).collect();
    match expr {
        Expr::Group(operands) => Expr::Group(all(operands)),
        Expr::And(operands) => Expr::And(all(operands)),
        Expr::Or(operands) => Expr::Or(all(operands)),
        Expr::In(field, inner) => {
            let inner = split(inner, scoped);
            scoped.push((Some(*field), inner));
            Expr::Nothing
        }
        Expr::Not(_) => Expr::Nothing,
        other => other.clone(),
    }
}

fn has_near(expr: &Expr) -> bool {
    match expr {
        Expr::Group(operands) | Expr::And(operands) | Expr::Or(operands) => operands.iter().any(has_near),
        Expr::In(_, inner) => has_near(inner),
        Expr::Near(..) => true,
        _ => false,
    }
}

/// A text of a case that is looked through.
pub(crate) struct Text<'a> {
    pub(crate) writeup: &'a Writeup,
    section: Section,
    anchor: &'a str,
    kind: Option<FactKind>,
    text: &'a str,
}

/// Titles, summaries and facts, in the order a reader meets them.
pub(crate) fn texts(case: &Case) -> impl Iterator<Item = Text<'_>> {
    case.writeups.iter().flat_map(|writeup| {
        let head = |section, anchor, text| Text { writeup, section, anchor, kind: None, text };
        let head = [
            head(Section::Title, "title", writeup.title.as_str()),
            head(Section::Summary, "summary", writeup.summary.as_str()),
        ];
        head.into_iter().chain(writeup.facts.iter().map(move |fact| Text {
            writeup,
            section: Section::Facts(fact.kind),
            anchor: &fact.anchor,
            kind: fact.kind,
            text: &fact.text,
        }))
    })
}

/// A place that was found: number of the case among those found, of the text in it, and bytes of that text.
struct Place {
    key: String,
    case: u32,
    text: u32,
    range: Range<usize>,
}

fn places(
    state: &Snapshot,
    found: &[DocAddress],
    finder: &Finder,
    asked: &ConcordanceQuestion,
) -> Result<Vec<Place>, ReadingError> {
    let sort = asked.sort;
    // Who asks for one language reads that one; a case may have a write-up in the other too.
    let langs = &asked.question.filters.langs;
    let read = |text: &Text<'_>| langs.is_empty() || langs.contains(&text.writeup.lang);
    let mut places = Vec::new();
    if finder.marks_nothing {
        return Ok(places);
    }
    for (number, address) in (0..).zip(found) {
        let case = state.case(*address)?;
        for (at, text) in (0..).zip(texts(&case)).filter(|(_, text)| read(text)) {
            let here = finder.occurrences(&text).into_iter();
            places.extend(here.map(|range| Place {
                key: key(sort, &case, &text, &range),
                case: number,
                text: at,
                range,
            }));
        }
        if places.len() > MAX_LINES {
            return Err(ReadingError::TooManyLines { cap: MAX_LINES });
        }
    }
    // Stable: equal keys stay in the order of the cases and their text.
    if sort != LineSort::Relevance {
        places.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(places)
}

/// Comes after every year and code.
const UNKNOWN: &str = "\u{10ffff}";

fn key(sort: LineSort, case: &Case, text: &Text<'_>, range: &Range<usize>) -> String {
    let lang = text.writeup.lang;
    match sort {
        LineSort::Relevance => String::new(),
        LineSort::Left => left_key(&text.text[..range.start], lang),
        LineSort::Right => right_key(&text.text[range.end..], lang),
        LineSort::Year => case.year().map_or_else(|| UNKNOWN.to_owned(), |year| format!("{year:04}")),
        LineSort::Region => case.regions.first().map_or(UNKNOWN, |region| region.code()).to_owned(),
    }
}

fn left_key(before: &str, lang: Lang) -> String {
    let start = before.char_indices().rev().take(SORT_CONTEXT).last().map_or(0, |(at, _)| at);
    let folded = fold(&before[start..]);
    match lang {
        Lang::Zh => folded.chars().rev().filter(|c| !c.is_whitespace()).collect(),
        // What is cut at the far end is a word or a part of one; it is the last to be looked at.
        Lang::En => words(&folded).rev().collect::<Vec<_>>().join(" "),
    }
}

fn right_key(after: &str, lang: Lang) -> String {
    let end = after.char_indices().nth(SORT_CONTEXT).map_or(after.len(), |(at, _)| at);
    let folded = fold(&after[..end]);
    match lang {
        Lang::Zh => folded.chars().filter(|c| !c.is_whitespace()).collect(),
        Lang::En => words(&folded).collect::<Vec<_>>().join(" "),
    }
}

/// Words without what stands between them. Joined by blanks, which come before every letter, they are compared word by word.
fn words(folded: &str) -> impl DoubleEndedIterator<Item = &str> {
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty())
}

/// The lines of `places`, in their order; every case is read once.
fn lines(state: &Snapshot, found: &[DocAddress], places: &[Place], width: usize) -> Result<Vec<Line>, ReadingError> {
    let mut by_case: Vec<usize> = (0..places.len()).collect();
    by_case.sort_by_key(|at| places[*at].case);
    let mut lines: Vec<(usize, Line)> = Vec::with_capacity(places.len());
    for run in by_case.chunk_by(|a, b| places[*a].case == places[*b].case) {
        let case = state.case(found[places[run[0]].case as usize])?;
        let texts: Vec<Text<'_>> = texts(&case).collect();
        lines.extend(run.iter().map(|at| (*at, line(&case, &texts[places[*at].text as usize], &places[*at], width))));
    }
    lines.sort_unstable_by_key(|(at, _)| *at);
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

fn line(case: &Case, text: &Text<'_>, place: &Place, width: usize) -> Line {
    let Range { start, end } = place.range.clone();
    let lang = text.writeup.lang;
    Line {
        id: case.id.clone(),
        title: text.writeup.title.clone(),
        lang,
        anchor: text.anchor.to_owned(),
        kind: text.kind,
        left: one_line(before(&text.text[..start], width, lang)),
        keyword: one_line(&text.text[start..end]),
        right: one_line(after(&text.text[end..], width, lang)),
        year: case.year(),
        regions: case.regions.clone(),
    }
}

/// A break inside a fact would break the line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The last `width` characters, as a reader counts them; in English without the rest of a word cut in two.
fn before(text: &str, width: usize, lang: Lang) -> &str {
    let start = text.grapheme_indices(true).rev().take(width).last().map_or(text.len(), |(at, _)| at);
    let kept = &text[start..];
    if lang == Lang::En
        && text[..start].ends_with(char::is_alphanumeric)
        && let Some((part, whole)) = kept.split_once(char::is_whitespace)
        && part.starts_with(char::is_alphanumeric)
        && !whole.trim().is_empty()
    {
        return whole;
    }
    kept
}

/// The first `width` characters, likewise.
fn after(text: &str, width: usize, lang: Lang) -> &str {
    let end = text.grapheme_indices(true).nth(width).map_or(text.len(), |(at, _)| at);
    let kept = &text[..end];
    if lang == Lang::En
        && text[end..].starts_with(char::is_alphanumeric)
        && let Some((whole, part)) = kept.rsplit_once(char::is_whitespace)
        && part.ends_with(char::is_alphanumeric)
        && !whole.trim().is_empty()
    {
        return whole;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts `text` at `|`.
    #[track_caller]
    fn check(text: &str, width: usize, lang: Lang, expected: (&str, &str)) {
        let (left, right) = text.split_once('|').expect("a place");
        assert_eq!((before(left, width, lang), after(right, width, lang)), expected, "{text:?}");
    }

    #[test]
    fn a_context_is_whole_characters() {
        check("山东潍坊取消|校长行政级别", 2, Lang::Zh, ("取消", "校长"));
        check("取消|", 5, Lang::Zh, ("取消", ""));
        check("𠮷野家|👩‍🏫👨‍🏫", 1, Lang::Zh, ("家", "👩‍🏫"));
        check("caf\u{65}\u{301}|o\u{308}l", 1, Lang::Zh, ("e\u{301}", "o\u{308}"));
        check("甲|乙", 0, Lang::Zh, ("", ""));
    }

    #[test]
    fn an_english_context_is_whole_words() {
        check("many rural |schools were closed", 8, Lang::En, ("rural ", "schools "));
        check("many rural |schools were closed", 11, Lang::En, ("many rural ", "schools"));
        check("internationalisation|internationalisation", 5, Lang::En, ("ation", "inter"));
        check("a (school-based| curriculum) of", 7, Lang::En, ("l-based", " curric"));
    }

    #[test]
    fn lines_are_ordered_outward() {
        assert_eq!(left_key("在《學校》 的", Lang::Zh), "的》校学《在");
        assert_eq!(left_key("the Rural, small ", Lang::En), "small rural the");
        assert_eq!(right_key(" of ‘Rural’ schools.", Lang::En), "of rural schools");
        let (art, arts) = (right_key(" art teachers", Lang::En), right_key(" arts", Lang::En));
        assert!(art < arts, "word by word, not letter by letter");
        assert_eq!(left_key("", Lang::Zh), "");
    }
}
