//! Did you mean: when a question finds little, the smallest changes to it that find more, each with its exact count.
//!
//! Nothing is ever rewritten unasked. Every proposal is a question in full, and its count is that of the question its text parses to.
//! Work is bounded: so many characters are looked at, so many changes are tried.

mod alike;
mod respell;

use std::ops::Range;

use anli_case::{Area, Lang, Level, Region, Stage};

pub(crate) use self::alike::Characters;
use self::respell::respellings;
use crate::engine::Snapshot;
use crate::parse::{Operand, Shape, operands};
use crate::{Engine, EngineError, Expr, Filters, Question, Term};

/// Proposals in an answer.
const MAX_PROPOSALS: usize = 5;
/// Of these, other spellings; the rest of the places is for less to ask.
const MAX_RESPELLED: usize = 3;
/// Changes that are tried, by sort: spellings, filters, words; 40 in all.
const TRIES: [usize; 3] = [20, 8, 12];
/// A question of several parts that finds so few cases may ask too much.
const FEW: usize = 2;

/// A change to a question that finds more cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The text of the changed question.
    pub q: String,
    /// What is changed.
    pub change: Change,
    /// What is taken out or replaced, as it was typed; of a filter, its values as addresses have them.
    pub from: String,
    /// What replaces it.
    pub to: Option<String>,
    /// The parameter of the filter that is dropped.
    pub parameter: Option<&'static str>,
    /// The filters of the changed question.
    pub filters: Filters,
    /// How many cases it finds.
    pub total: usize,
}

/// A sort of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// A word, quote or bracket less.
    DropWord,
    /// A filter less.
    DropFilter,
    /// Another letter or character, or two letters in a long word.
    Spelling,
    /// A character that sounds the same.
    SimilarSound,
    /// A character that looks alike.
    SimilarLook,
}

impl Change {
    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DropWord => "drop-word",
            Self::DropFilter => "drop-filter",
            Self::Spelling => "spelling",
            Self::SimilarSound => "similar-sound",
            Self::SimilarLook => "similar-look",
        }
    }
}

/// A change that has yet to be tried, with its size: letters that differ, then a filter, then a word.
struct Trial {
    size: usize,
    change: Change,
    q: String,
    from: String,
    to: Option<String>,
    parameter: Option<&'static str>,
    filters: Filters,
}

const FILTER: usize = 3;
const WORD: usize = 4;

impl Engine {
    /// What to ask instead of `question`, which finds `total` cases; empty unless that is none, or very few for a question of several
    /// parts. The smallest change comes first, then the one that finds most.
    ///
    /// # Errors
    /// [`EngineError`] when the index cannot be read.
    pub fn proposals(&self, question: &Question, total: usize) -> Result<Vec<Proposal>, EngineError> {
        let operands = operands(&question.text).unwrap_or_default();
        if total > FEW || total > 0 && parts(&operands) + dropped_filters(&question.filters).len() < 2 {
            return Ok(Vec::new());
        }
        let state = self.snapshot();
        let mut found: Vec<(usize, Proposal)> = Vec::new();
        for trial in trials(&state, question, &operands)? {
            let Some(asked) = trial.question(question) else { continue };
            let known = found.iter().any(|(_, other)| other.q == trial.q && other.filters == trial.filters);
            let count = if known { 0 } else { state.count(&asked)? };
            if count > total {
                let Trial { size, change, q, from, to, parameter, filters } = trial;
                found.push((size, Proposal { q, change, from, to, parameter, filters, total: count }));
            }
        }
        found.sort_by_key(|(size, proposal)| (*size, std::cmp::Reverse(proposal.total)));
        let mut respelled = 0;
        found.retain(|(size, _)| {
            respelled += usize::from(*size < FILTER);
            *size >= FILTER || respelled <= MAX_RESPELLED
        });
        Ok(found.into_iter().map(|(_, proposal)| proposal).take(MAX_PROPOSALS).collect())
    }
}

impl Trial {
    /// The question that is counted: what the changed text means, under the settings of the first one.
    fn question(&self, first: &Question) -> Option<Question> {
        let Question { text, expr, notes, .. } = Question::parse(&self.q).ok()?;
        let filters = self.filters.clone();
        // Every case, or none for want of a word, is no answer to what was asked.
        let asks = match (&expr, &first.expr) {
            (None, Some(_)) | (Some(Expr::Nothing), _) => false,
            (None, None) | (Some(_), _) => true,
        };
        let is_character =
            |expr: &Expr| matches!(expr, Expr::Word(term) if term.literal && term.text.chars().count() == 1);
        // A lone character, left of a word that the dictionary does not know, is hardly ever what was meant.
        if self.change == Change::DropWord && expr.as_ref().is_some_and(is_character) {
            return None;
        }
        // What is left of a word may read as an operator: 或 of 教师或.
        let as_clear = notes.iter().all(|note| first.notes.iter().any(|known| known.code == note.code));
        (asks && as_clear).then(|| Question { text, expr, notes, filters, page: 1, ..first.clone() })
    }
}

/// How many things a question asks for at once.
fn parts(operands: &[Operand]) -> usize {
    let count = |operand: &Operand| match &operand.shape {
        Shape::Words(terms) => terms.iter().filter(|term| !term.stop).count(),
        Shape::Quote | Shape::Prefix => 1,
        Shape::Compound => 0,
    };
    operands.iter().map(count).sum()
}

fn trials(state: &Snapshot, question: &Question, operands: &[Operand]) -> Result<Vec<Trial>, EngineError> {
    let chars: Vec<char> = question.text.chars().collect();
    let [spellings, filters, words] = TRIES;
    let mut trials = Vec::new();
    for found in respellings(state, &chars, operands)?.into_iter().take(spellings) {
        trials.push(Trial {
            size: found.size,
            change: found.change,
            q: replaced(&chars, &found.place, &found.to),
            from: slice(&chars, &found.place),
            to: Some(found.to),
            parameter: None,
            filters: question.filters.clone(),
        });
    }
    for (parameter, from, left) in dropped_filters(&question.filters).into_iter().take(filters) {
        trials.push(Trial {
            size: FILTER,
            change: Change::DropFilter,
            q: question.text.clone(),
            from,
            to: None,
            parameter: Some(parameter),
            filters: left,
        });
    }
    for (place, cut) in droppable(&chars, operands).into_iter().take(words) {
        trials.push(Trial {
            size: WORD,
            change: Change::DropWord,
            q: without(&chars, &cut),
            from: slice(&chars, &place),
            to: None,
            parameter: None,
            filters: question.filters.clone(),
        });
    }
    Ok(trials)
}

fn slice(chars: &[char], place: &Range<usize>) -> String {
    chars[place.clone()].iter().collect()
}

fn replaced(chars: &[char], place: &Range<usize>, to: &str) -> String {
    format!("{}{to}{}", slice(chars, &(0..place.start)), slice(chars, &(place.end..chars.len())))
}

/// The text without `cut`. A space stays in its place, or its neighbours would become one word.
fn without(chars: &[char], cut: &Range<usize>) -> String {
    let (before, after) = (slice(chars, &(0..cut.start)), slice(chars, &(cut.end..chars.len())));
    let (before, after) = (before.trim_end(), after.trim_start());
    let space = if before.ends_with(['(', '（']) || after.starts_with([')', '）']) { "" } else { " " };
    format!("{before}{space}{after}").trim().to_owned()
}

/// Whether `operand` lies in what must not be there: to change it finds nothing more, or something else.
fn is_inside_negation(operand: &Operand, operands: &[Operand]) -> bool {
    let contains = |outer: &Operand| outer.place.start <= operand.place.start && operand.place.end <= outer.place.end;
    operands.iter().any(|outer| outer.negated && outer.place != operand.place && contains(outer))
}

/// The words and operands that can be left out: where they stand, and what to cut.
fn droppable(chars: &[char], operands: &[Operand]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    for operand in operands.iter().filter(|operand| !is_inside_negation(operand, operands)) {
        match &operand.shape {
            Shape::Words(terms) if terms.iter().filter(|term| !term.stop).count() > 1 => {
                found.extend(droppable_words(chars, terms));
            }
            _ => found.extend((!operand.bound).then(|| (operand.place.clone(), operand.cut.clone()))),
        }
    }
    found.sort_by_key(|(place, _)| (place.start, place.end));
    found
}

/// The words of a text without spaces. Signs between a word and the next one go with it, or a hyphen might come to stand before a word.
fn droppable_words(chars: &[char], terms: &[Term]) -> Vec<(Range<usize>, Range<usize>)> {
    let end = |term: &Term| term.at + term.surface.chars().count();
    let mut found = Vec::new();
    for (at, term) in terms.iter().enumerate().filter(|(_, term)| !term.stop) {
        let place = term.at..end(term);
        let cut = match (terms.get(at + 1), at.checked_sub(1)) {
            (Some(next), _) => term.at..next.at,
            (None, Some(before)) => end(&terms[before])..place.end,
            (None, None) => place.clone(),
        };
        // A character without width inside a word is not in its surface.
        if chars.get(place.clone()).is_some_and(|there| there.iter().collect::<String>() == term.surface) {
            found.push((place, cut));
        }
    }
    found
}

/// Each filter with its values and the filters without it.
fn dropped_filters(filters: &Filters) -> Vec<(&'static str, String, Filters)> {
    let join = |values: Vec<&str>| values.join(",");
    let year = |year: Option<u16>| year.map(|year| year.to_string()).unwrap_or_default();
    let evidence: Vec<String> = filters.evidence.iter().map(u8::to_string).collect();
    let all = [
        (
            "region",
            join(filters.regions.iter().map(|region: &Region| region.code()).collect()),
            Filters { regions: Vec::new(), ..filters.clone() },
        ),
        (
            "area",
            join(filters.areas.iter().map(|area: &Area| area.slug()).collect()),
            Filters { areas: Vec::new(), ..filters.clone() },
        ),
        (
            "level",
            join(filters.levels.iter().map(|level: &Level| level.as_str()).collect()),
            Filters { levels: Vec::new(), ..filters.clone() },
        ),
        (
            "stage",
            join(filters.stages.iter().map(|stage: &Stage| stage.as_str()).collect()),
            Filters { stages: Vec::new(), ..filters.clone() },
        ),
        (
            "lang",
            join(filters.langs.iter().map(|lang: &Lang| lang.as_str()).collect()),
            Filters { langs: Vec::new(), ..filters.clone() },
        ),
        ("evidence", evidence.join(","), Filters { evidence: Vec::new(), ..filters.clone() }),
        ("year_from", year(filters.year_from), Filters { year_from: None, ..filters.clone() }),
        ("year_to", year(filters.year_to), Filters { year_to: None, ..filters.clone() }),
    ];
    all.into_iter().filter(|(_, values, _)| !values.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every text that leaves one thing out.
    fn shorter(text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let operands = operands(text).expect("within the caps");
        droppable(&chars, &operands).into_iter().map(|(_, cut)| without(&chars, &cut)).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(shorter(text), expected, "shortening {text:?}");
    }

    #[test]
    fn words_go_one_by_one() {
        check("教师 轮岗", &["轮岗", "教师"]);
        check("学区制教师轮岗", &["教师轮岗", "学区制 轮岗", "学区制教师"]);
        check("teachers of schools", &["of schools", "teachers schools", "teachers of"]);
        check("教师", &[""]);
        check("学校，教师", &["教师", "学校"]);
        check("学校-教师", &["教师", "学校"]);
    }

    #[test]
    fn operators_go_with_their_operand() {
        check("教师 AND 轮岗", &["轮岗", "教师"]);
        check("学校 教师 AND 轮岗", &["教师 AND 轮岗", "学校 AND 轮岗", "学校 教师"]);
        check("教师 AND \"轮岗\" OR 学校", &["\"轮岗\" OR 学校", "教师 OR 学校", "教师 AND \"轮岗\""]);
        check("(教师 OR 轮岗) 学校", &["学校", "(轮岗) 学校", "(教师) 学校", "(教师 OR 轮岗)"]);
    }

    #[test]
    fn fields_and_negations_go_whole() {
        check("title:教师 轮岗", &["轮岗", "title:教师"]);
        check("教师 -轮岗", &["-轮岗", "教师"]);
        check("教师 NOT (轮岗 OR 学校)", &["NOT (轮岗 OR 学校)", "教师"]);
        check("title:教师轮岗", &["", "title: 轮岗", "title:教师"]);
    }

    #[test]
    fn filters_go_one_by_one() {
        let filters = Filters { year_from: Some(2000), evidence: vec![1, 2], ..Filters::default() };
        let dropped = dropped_filters(&filters);
        let names: Vec<_> = dropped.iter().map(|(name, values, _)| (*name, values.as_str())).collect();
        assert_eq!(names, [("evidence", "1,2"), ("year_from", "2000")]);
        assert_eq!(dropped[1].2, Filters { evidence: vec![1, 2], ..Filters::default() });
    }

    proptest! {
        #[test]
        fn nothing_dangles_that_did_not(text in "([()\"*: ~-]| AND | OR | NOT | title:| 或 |[教师学校轮岗a-c]{1,4}| ){0,14}") {
            let Ok(first) = Question::parse(&text) else { return Ok(()) };
            // Around a bracket that has no partner nothing is clear; what is left unclear is not proposed.
            prop_assume!(first.notes.iter().all(|note| note.code != "unbalanced-bracket"));
            let codes: Vec<_> = first.notes.iter().map(|note| note.code).collect();
            for shorter in shorter(&text) {
                let Ok(question) = Question::parse(&shorter) else { continue };
                if question.expr.is_none() || question.expr == Some(Expr::Nothing) {
                    continue;
                }
                for note in question.notes {
                    prop_assert!(codes.contains(&note.code), "{:?} from {:?} has {:?}", shorter, text, note);
                }
            }
        }
    }
}
