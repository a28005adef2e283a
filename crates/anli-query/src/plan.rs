//! Turns a question into a query of the engine, and remembers what to mark in the hits.
//!
//! Words rank, symbols guarantee: whether a case matches a Chinese word is decided by its characters, so that no cut of a
//! sentence can hide it, and how well it matches by the words of the dictionary and by pairs of characters.

mod loose;

use anli_case::{Case, Lang};
use anli_indexer::schema::{Fields, Section, TextPair};
use anli_text::{Mode, phrase, stemmed, words, written};
use tantivy::Term as IndexTerm;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::bridge::stems_in_a_row;
use crate::engine::Snapshot;
use crate::excluded::ExcludedQuery;
use crate::highlight::{Highlighter, Pattern};
use crate::prefix::PrefixQuery;
use crate::question::{AUTO_ALL_WORDS, Expr, Match, Term};
use crate::span::{Span, SpanQuery};

pub(crate) use loose::runs;

/// Weight of names of areas, bodies and places beside the text.
const NAMES: f32 = 0.7;
/// A question in terms of the engine.
pub(crate) struct Plan {
    pub(crate) query: Box<dyn Query>,
    /// What to mark in hits.
    pub(crate) patterns: Vec<Pattern>,
    /// What to mark besides in hits that were found by it.
    pub(crate) translated: Vec<Translated>,
    /// What the vocabulary added.
    pub(crate) expanded: Vec<Expanded>,
    /// How many loose words had to be there.
    pub(crate) matching: Match,
    /// Whether hits differ in score.
    pub(crate) scored: bool,
}

/// Words of a question in the other language.
pub(crate) struct Translated {
    /// The language of the question.
    from: Lang,
    /// The words themselves.
    own: Highlighter,
    /// Their translations.
    pub(crate) patterns: Vec<Pattern>,
}

impl Translated {
    /// Whether a case is found by it, not by the words themselves.
    pub(crate) fn finds(&self, case: &Case) -> bool {
        case.writeup(self.from).is_none() && !case.writeups.iter().any(|writeup| self.own.is_in(writeup))
    }
}

/// Names that the vocabulary added to words of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    /// The words of the question.
    pub term: String,
    /// What was added.
    pub with: Vec<String>,
    /// Where from.
    pub from: &'static str,
}

/// Plans `expr`; `None` is every case.
///
/// # Errors
/// When the index cannot be read.
pub(crate) fn plan(expr: Option<&Expr>, state: &Snapshot, matching: Match, expand: bool) -> tantivy::Result<Plan> {
    let matching = match matching {
        Match::Auto => auto(expr),
        given => given,
    };
    let mut planner = Planner {
        state,
        fields: &state.fields,
        matching,
        expand,
        negated: false,
        in_chinese: 1.0,
        patterns: Vec::new(),
        translated: Vec::new(),
        expanded: Vec::new(),
    };
    let query = match expr {
        None => Box::new(AllQuery),
        Some(expr) => planner.expr(expr, None)?,
    };
    let Planner { patterns, translated, expanded, .. } = planner;
    Ok(Plan { query, patterns, translated, expanded, matching, scored: expr.is_some() })
}

/// A question of loose words alone is a text when it has many of them.
fn auto(expr: Option<&Expr>) -> Match {
    let count = match expr {
        Some(Expr::Group(operands)) => {
            operands.iter().filter(|operand| matches!(operand, Expr::Word(term) if !term.stop)).count()
        }
        _ => 0,
    };
    if count > AUTO_ALL_WORDS { Match::Any } else { Match::All }
}

struct Planner<'a> {
    fields: &'a Fields,
    state: &'a Snapshot,
    matching: Match,
    expand: bool,
    negated: bool,
    /// Weight of words that stand in Chinese write-ups.
    in_chinese: f32,
    patterns: Vec<Pattern>,
    translated: Vec<Translated>,
    expanded: Vec<Expanded>,
}

/// Sections that a part of a question is confined to.
type Scope<'a> = Option<&'a [Section]>;

impl Planner<'_> {
    fn expr(&mut self, expr: &Expr, scope: Scope<'_>) -> tantivy::Result<Box<dyn Query>> {
        Ok(match expr {
            Expr::Group(operands) => self.group(operands, scope)?,
            Expr::And(operands) => all(self.each(operands, scope)?),
            Expr::Or(operands) => any(self.each(operands, scope)?),
            Expr::Not(inner) => {
                let clauses = vec![(Occur::Must, everything()), (Occur::MustNot, self.excluded(inner, scope)?)];
                Box::new(BooleanQuery::new(clauses))
            }
            Expr::In(field, inner) => self.expr(inner, Some(&field.sections()))?,
            Expr::Word(term) => self.words(std::slice::from_ref(term), scope)?,
            Expr::Quote(text) => self.quote(text, scope),
            Expr::Near(parts, slop) => self.near(parts, *slop, scope),
            Expr::Prefix(text) => self.prefix(text, scope),
            Expr::Nothing => Box::new(EmptyQuery),
        })
    }

    fn each(&mut self, operands: &[Expr], scope: Scope<'_>) -> tantivy::Result<Vec<Box<dyn Query>>> {
        operands.iter().map(|operand| self.expr(operand, scope)).collect()
    }

    /// What must not be there: taken as it stands, without what the vocabulary would add, and never marked.
    fn excluded(&mut self, inner: &Expr, scope: Scope<'_>) -> tantivy::Result<Box<dyn Query>> {
        let before = (self.negated, self.expand);
        (self.negated, self.expand) = (true, false);
        let query = self.expr(inner, scope)?;
        (self.negated, self.expand) = before;
        Ok(Box::new(ExcludedQuery(query)))
    }

    fn group(&mut self, operands: &[Expr], scope: Scope<'_>) -> tantivy::Result<Box<dyn Query>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut loose: Vec<Term> = Vec::new();
        for operand in operands {
            match operand {
                Expr::Word(term) => loose.push(term.clone()),
                Expr::Not(inner) => clauses.push((Occur::MustNot, self.excluded(inner, scope)?)),
                other => clauses.push((Occur::Must, self.expr(other, scope)?)),
            }
        }
        if !loose.is_empty() {
            let has_others = clauses.iter().any(|(occur, _)| *occur == Occur::Must);
            let optional = has_others && matches!(self.matching, Match::Any | Match::Most);
            let words = self.words(&loose, scope)?;
            clauses.push((if optional { Occur::Should } else { Occur::Must }, words));
        } else if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, everything()));
        }
        Ok(if clauses.len() == 1 { clauses.remove(0).1 } else { Box::new(BooleanQuery::new(clauses)) })
    }

    /// A string of characters, as it stands.
    fn literal(&self, text: &str, scope: Scope<'_>) -> Box<dyn Query> {
        any(self
            .pairs(scope, true)
            .into_iter()
            .filter_map(|(pair, sections)| phrase_query(pair, text, sections))
            .collect())
    }

    /// A word in its indexed form.
    fn indexed(&self, text: &str, scope: Scope<'_>) -> Box<dyn Query> {
        let queries = self.pairs(scope, true).into_iter().map(|(pair, sections)| match sections {
            None => self.weighed(pair, term_query(pair.words, text)),
            Some(_) => {
                let terms =
                    [written(text), stemmed(text)].map(|symbol| IndexTerm::from_field_text(pair.symbols, &symbol));
                let span = Span { symbols: vec![(0, terms.to_vec())], length: 1 };
                Box::new(SpanQuery { field: pair.symbols, spans: vec![span], gap: None, sections }) as Box<dyn Query>
            }
        });
        any(queries.collect())
    }

    fn weighed(&self, pair: TextPair, query: Box<dyn Query>) -> Box<dyn Query> {
        if pair == self.fields.names {
            Box::new(BoostQuery::new(query, NAMES))
        } else if pair == self.fields.zh {
            Box::new(BoostQuery::new(query, self.in_chinese))
        } else {
            query
        }
    }

    fn quote(&mut self, text: &str, scope: Scope<'_>) -> Box<dyn Query> {
        if !self.negated {
            self.patterns.push(Pattern::quote(text));
        }
        any(self
            .pairs(scope, false)
            .into_iter()
            .filter_map(|(pair, sections)| phrase_query(pair, text, sections))
            .collect())
    }

    fn near(&mut self, parts: &[String], slop: u32, scope: Scope<'_>) -> Box<dyn Query> {
        if !self.negated {
            self.patterns.extend(parts.iter().map(|part| Pattern::quote(part)));
        }
        let queries = self.pairs(scope, false).into_iter().filter_map(|(pair, sections)| {
            let spans: Vec<Span> = parts.iter().map(|part| span(pair, part)).collect::<Option<_>>()?;
            // A word takes two positions, a separator one; between words there is one more separator than words.
            let gap = if pair.mode == Mode::Words { slop * 3 + 1 } else { slop * 2 };
            Some(Box::new(SpanQuery { field: pair.symbols, spans, gap: Some(gap), sections }) as Box<dyn Query>)
        });
        any(queries.collect())
    }

    fn prefix(&mut self, text: &str, scope: Scope<'_>) -> Box<dyn Query> {
        if !self.negated {
            self.patterns.push(Pattern::Prefix(text.to_owned()));
        }
        let queries = self.pairs(scope, true).into_iter().map(|(pair, sections)| {
            Box::new(PrefixQuery { field: pair.symbols, prefix: text.to_owned(), sections }) as Box<dyn Query>
        });
        any(queries.collect())
    }

    /// The fields to look in, each with the letters of the sections to stay in. Names belong to a case, not to what its
    /// write-ups say, so a quote leaves them out unless it is confined to them.
    fn pairs(&self, scope: Scope<'_>, names: bool) -> Vec<(TextPair, Option<Vec<char>>)> {
        let Some(sections) = scope else {
            let mut pairs = vec![(self.fields.zh, None), (self.fields.en, None)];
            pairs.extend(names.then_some((self.fields.names, None)));
            return pairs;
        };
        let is_name = |section: &Section| matches!(section, Section::Areas | Section::Organizations | Section::Places);
        let letters = |names: bool| -> Vec<char> {
            sections.iter().filter(|section| is_name(section) == names).map(|section| section.letter()).collect()
        };
        let mut pairs = Vec::new();
        if !letters(false).is_empty() {
            pairs.push((self.fields.zh, Some(letters(false))));
            pairs.push((self.fields.en, Some(letters(false))));
        }
        if !letters(true).is_empty() {
            pairs.push((self.fields.names, Some(letters(true))));
        }
        pairs
    }
}

fn everything() -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))
}

fn all(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    if queries.len() == 1 { queries.remove(0) } else { Box::new(BooleanQuery::intersection(queries)) }
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn term_query(field: tantivy::schema::Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(IndexTerm::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

pub(crate) fn span(pair: TextPair, text: &str) -> Option<Span> {
    let phrase = phrase(text, pair.mode);
    let symbols: Vec<(u32, Vec<IndexTerm>)> = phrase
        .symbols
        .iter()
        .map(|(offset, symbol)| {
            (u32::try_from(*offset).unwrap_or(u32::MAX), vec![IndexTerm::from_field_text(pair.symbols, symbol)])
        })
        .collect();
    (!symbols.is_empty()).then_some(Span { symbols, length: u32::try_from(phrase.length).unwrap_or(u32::MAX) })
}

fn phrase_query(pair: TextPair, text: &str, sections: Option<Vec<char>>) -> Option<Box<dyn Query>> {
    let span = span(pair, text)?;
    if sections.is_some() {
        return Some(Box::new(SpanQuery { field: pair.symbols, spans: vec![span], gap: None, sections }));
    }
    let mut terms: Vec<(usize, IndexTerm)> = Vec::new();
    for (offset, mut alternatives) in span.symbols {
        terms.push((offset as usize, alternatives.remove(0)));
    }
    Some(if terms.len() == 1 {
        Box::new(TermQuery::new(terms.remove(0).1, IndexRecordOption::WithFreqs))
    } else {
        Box::new(PhraseQuery::new_with_offset(terms))
    })
}

/// A label of the vocabulary: in Chinese as it stands, in English its stems in a row.
fn label_query(pair: TextPair, label: &str) -> Option<Box<dyn Query>> {
    if label.chars().any(|c| anli_text::script(c) == Some(anli_text::Script::Han)) {
        return phrase_query(pair, label, None);
    }
    // Offsets come from the words as written, whose lengths count in character mode; stems of words of another length would
    // stand elsewhere there, so English labels are looked for where words count, and in names by their words.
    if pair.mode == Mode::Characters {
        let terms: Vec<Box<dyn Query>> =
            words(label).into_iter().filter(|word| !word.part).map(|word| term_query(pair.words, &word.text)).collect();
        return (!terms.is_empty()).then(|| all(terms));
    }
    let span = stems_in_a_row(pair.symbols, label)?;
    Some(Box::new(SpanQuery { field: pair.symbols, spans: vec![span], gap: None, sections: None }))
}
