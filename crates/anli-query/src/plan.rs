//! Turns a question into a query of the engine, and remembers what to mark in the hits.
//!
//! Words rank, symbols guarantee: whether a case matches a Chinese word is decided by its characters, so that no cut of a
//! sentence can hide it, and how well it matches by the words of the dictionary and by pairs of characters.

use anli_indexer::schema::{Fields, Section, TextPair};
use anli_text::{Mode, phrase, stemmed, words, written};
use tantivy::Term as IndexTerm;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::excluded::ExcludedQuery;
use crate::highlight::Pattern;
use crate::labels;
use crate::prefix::PrefixQuery;
use crate::question::{AUTO_ALL_WORDS, Expr, Match, Term};
use crate::span::{Span, SpanQuery};

/// Weight of the pairs of characters beside the words, in Chinese.
const CHARACTERS: f32 = 0.6;
/// Weight of words inside a longer word.
const INNER: f32 = 0.4;
/// Weight of names of areas, bodies and places beside the text.
const NAMES: f32 = 0.7;
/// Weight of what the vocabulary adds.
const EXPANSION: f32 = 0.35;

/// A question in terms of the engine.
pub(crate) struct Plan {
    pub(crate) query: Box<dyn Query>,
    /// What to mark in hits.
    pub(crate) patterns: Vec<Pattern>,
    /// What the vocabulary added.
    pub(crate) expanded: Vec<Expanded>,
    /// How many loose words had to be there.
    pub(crate) matching: Match,
    /// Whether hits differ in score.
    pub(crate) scored: bool,
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
pub(crate) fn plan(expr: Option<&Expr>, fields: &Fields, matching: Match, expand: bool) -> Plan {
    let matching = match matching {
        Match::Auto => auto(expr),
        given => given,
    };
    let mut planner = Planner { fields, matching, expand, negated: false, patterns: Vec::new(), expanded: Vec::new() };
    let query = expr.map_or_else(|| Box::new(AllQuery) as Box<dyn Query>, |expr| planner.expr(expr, None));
    Plan { query, patterns: planner.patterns, expanded: planner.expanded, matching, scored: expr.is_some() }
}

/// Loose words as they are asked for, without those that say nothing beside others, in runs of which each may stand under other names.
pub(crate) fn runs(terms: &[Term], widen: bool) -> Vec<Vec<Term>> {
    let asked = asked(terms);
    let mut runs = Vec::new();
    let mut at = 0;
    while at < asked.len() {
        let names = if widen { labels::other_names(&asked[at..]) } else { None };
        let count = names.map_or(1, |(count, _)| count);
        runs.push(asked[at..at + count].to_vec());
        at += count;
    }
    runs
}

/// The words that are asked for: those that say nothing only where there are no others.
fn asked(terms: &[Term]) -> Vec<Term> {
    let says_something = terms.iter().any(|term| !term.stop);
    terms.iter().filter(|term| !term.stop || !says_something).cloned().collect()
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
    matching: Match,
    expand: bool,
    negated: bool,
    patterns: Vec<Pattern>,
    expanded: Vec<Expanded>,
}

/// Sections that a part of a question is confined to.
type Scope<'a> = Option<&'a [Section]>;

impl Planner<'_> {
    fn expr(&mut self, expr: &Expr, scope: Scope<'_>) -> Box<dyn Query> {
        match expr {
            Expr::Group(operands) => self.group(operands, scope),
            Expr::And(operands) => all(operands.iter().map(|operand| self.expr(operand, scope)).collect()),
            Expr::Or(operands) => any(operands.iter().map(|operand| self.expr(operand, scope)).collect()),
            Expr::Not(inner) => {
                let clauses = vec![(Occur::Must, everything()), (Occur::MustNot, self.excluded(inner, scope))];
                Box::new(BooleanQuery::new(clauses))
            }
            Expr::In(field, inner) => self.expr(inner, Some(&field.sections())),
            Expr::Word(term) => self.words(std::slice::from_ref(term), scope),
            Expr::Quote(text) => self.quote(text, scope),
            Expr::Near(parts, slop) => self.near(parts, *slop, scope),
            Expr::Prefix(text) => self.prefix(text, scope),
            Expr::Nothing => Box::new(EmptyQuery),
        }
    }

    /// What must not be there: taken as it stands, without what the vocabulary would add, and never marked.
    fn excluded(&mut self, inner: &Expr, scope: Scope<'_>) -> Box<dyn Query> {
        let before = (self.negated, self.expand);
        (self.negated, self.expand) = (true, false);
        let query = self.expr(inner, scope);
        (self.negated, self.expand) = before;
        Box::new(ExcludedQuery(query))
    }

    fn group(&mut self, operands: &[Expr], scope: Scope<'_>) -> Box<dyn Query> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut loose: Vec<Term> = Vec::new();
        for operand in operands {
            match operand {
                Expr::Word(term) => loose.push(term.clone()),
                Expr::Not(inner) => clauses.push((Occur::MustNot, self.excluded(inner, scope))),
                other => clauses.push((Occur::Must, self.expr(other, scope))),
            }
        }
        if !loose.is_empty() {
            let has_others = clauses.iter().any(|(occur, _)| *occur == Occur::Must);
            let optional = has_others && matches!(self.matching, Match::Any | Match::Most);
            let words = self.words(&loose, scope);
            clauses.push((if optional { Occur::Should } else { Occur::Must }, words));
        } else if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, everything()));
        }
        if clauses.len() == 1 { clauses.remove(0).1 } else { Box::new(BooleanQuery::new(clauses)) }
    }

    /// Loose words, as many of them as the question asks for.
    fn words(&mut self, terms: &[Term], scope: Scope<'_>) -> Box<dyn Query> {
        let asked = asked(terms);
        let mut units = Vec::new();
        let mut at = 0;
        while at < asked.len() {
            let names = if self.expand && scope.is_none() { labels::other_names(&asked[at..]) } else { None };
            match names {
                None => {
                    units.push(self.word(&asked[at], scope));
                    at += 1;
                }
                Some((count, others)) => {
                    let run = &asked[at..at + count];
                    let own: Vec<Box<dyn Query>> = run.iter().map(|term| self.word(term, scope)).collect();
                    let added = self.added(run, &others);
                    if self.matching == Match::All {
                        units.push(any(vec![all(own), added]));
                    } else {
                        units.extend(own);
                        units.push(added);
                    }
                    at += count;
                }
            }
        }
        match self.matching {
            Match::Most => {
                let needed = (asked.len() * 2).div_ceil(3);
                Box::new(BooleanQuery::union_with_minimum_required_clauses(units, needed))
            }
            Match::Any => any(units),
            Match::All | Match::Auto => all(units),
        }
    }

    fn added(&mut self, run: &[Term], others: &[labels::Label]) -> Box<dyn Query> {
        let term = run.iter().map(|term| term.surface.as_str()).collect::<Vec<_>>();
        let joined = if run.iter().all(|term| term.literal) { term.concat() } else { term.join(" ") };
        self.expanded.push(Expanded {
            term: joined,
            with: others.iter().map(|label| label.text.to_owned()).collect(),
            from: "areas",
        });
        let mut queries = Vec::new();
        for label in others {
            self.patterns.push(Pattern::label(label.text));
            for pair in [self.fields.zh, self.fields.en, self.fields.names] {
                queries.extend(label_query(pair, label.text));
            }
        }
        Box::new(BoostQuery::new(Box::new(DisjunctionMaxQuery::new(queries)), EXPANSION))
    }

    fn word(&mut self, term: &Term, scope: Scope<'_>) -> Box<dyn Query> {
        if !self.negated {
            self.patterns.push(Pattern::word(term));
        }
        let there = if term.literal { self.literal(&term.text, scope) } else { self.indexed(&term.text, scope) };
        let mut there = vec![there];
        if !term.pieces.is_empty() {
            let pieces = term
                .pieces
                .iter()
                .map(|piece| if term.literal { self.literal(piece, scope) } else { self.indexed(piece, scope) });
            there.push(all(pieces.collect()));
        }
        let there = any(there);
        if !term.literal || scope.is_some() {
            return there;
        }
        let mut clauses: Vec<(Occur, Box<dyn Query>)> =
            vec![(Occur::Must, Box::new(BoostQuery::new(there, CHARACTERS)))];
        clauses.push((Occur::Should, self.indexed(&term.text, None)));
        for inner in &term.inner {
            clauses.push((Occur::Should, Box::new(BoostQuery::new(self.indexed(inner, None), INNER))));
        }
        Box::new(BooleanQuery::new(clauses))
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
            None => weighed(self.fields, pair, term_query(pair.words, text)),
            Some(_) => {
                let terms =
                    [written(text), stemmed(text)].map(|symbol| IndexTerm::from_field_text(pair.symbols, &symbol));
                let span = Span { symbols: vec![(0, terms.to_vec())], length: 1 };
                Box::new(SpanQuery { field: pair.symbols, spans: vec![span], gap: None, sections }) as Box<dyn Query>
            }
        });
        any(queries.collect())
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

fn weighed(fields: &Fields, pair: TextPair, query: Box<dyn Query>) -> Box<dyn Query> {
    if pair == fields.names { Box::new(BoostQuery::new(query, NAMES)) } else { query }
}

fn term_query(field: tantivy::schema::Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(IndexTerm::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn span(pair: TextPair, text: &str) -> Option<Span> {
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
    let phrase = phrase(label, pair.mode);
    let symbols: Vec<(u32, Vec<IndexTerm>)> = phrase
        .symbols
        .iter()
        .map(|(offset, symbol)| {
            let stem = anli_text::stem(symbol.trim_start_matches('='));
            let terms =
                [written(&stem), stemmed(&stem)].map(|symbol| IndexTerm::from_field_text(pair.symbols, &symbol));
            (u32::try_from(*offset).unwrap_or(u32::MAX), terms.to_vec())
        })
        .collect();
    let span = Span { symbols, length: u32::try_from(phrase.length).unwrap_or(u32::MAX) };
    Some(Box::new(SpanQuery { field: pair.symbols, spans: vec![span], gap: None, sections: None }))
}
