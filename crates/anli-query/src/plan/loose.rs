//! Loose words: which of them are asked for as one, what else they are called, and what each adds to the score.

use tantivy::Term as IndexTerm;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query};

use anli_case::Lang;

use super::{Expanded, Planner, Scope, Translated, all, any, label_query, phrase_query, span};
use crate::bridge::{Bridge, Crossing};
use crate::engine::Snapshot;
use crate::highlight::{Highlighter, Pattern};
use crate::labels::{self, Names, Source};
use crate::question::{Match, Term};
use crate::statistics::Statistics;
use crate::synonyms::{Form, Spelling, idf};

/// Weight of a Chinese word as a word of the dictionary.
const WORD: f32 = 0.7;
/// Weight of its characters in a row.
const CHARACTERS: f32 = 0.3;
/// Weight of words inside a longer word.
const INNER: f32 = 0.7;
/// Weight of each pair of characters that stand side by side in a question, across the borders of words too.
const PAIR: f32 = 0.6;
/// Most pairs of characters of a question that add to the score.
const MAX_PAIRS: usize = 400;
/// Weight of what the vocabulary adds.
const EXPANSION: f32 = 0.35;
/// Weight of the names of an area that what people say leads to.
const EVERYDAY: f32 = 0.2;
/// Weight of a word inside a longer one, besides where the longer one is there.
const PART: f32 = 0.3;
/// Weight of translations, once both languages can score alike.
const CROSSING: f32 = 1.0;
/// Weight of a word of an English question where a Chinese write-up has it: mostly in a name that tells little.
const FOREIGN: f32 = 0.2;
/// Most translations of a word that an answer lists.
const SHOWN: usize = 6;

/// Words of a question that are asked for as one.
pub(crate) struct Run {
    /// Without those that say nothing.
    pub(crate) terms: Vec<Term>,
    /// What else the vocabulary calls them.
    names: Option<Names>,
    /// What they are in the other language.
    crossing: Option<Crossing>,
}

/// Loose words cut into runs that the vocabulary or, with `widen`, the dictionary knows. Words that say nothing are left out beside others.
///
/// # Errors
/// When the index cannot be read.
pub(crate) fn runs(terms: &[Term], state: &Snapshot, widen: bool) -> tantivy::Result<Vec<Run>> {
    let says_something = terms.iter().any(|term| !term.stop);
    let from = asked_in(terms);
    let bridge = Bridge(state);
    let mut runs = Vec::new();
    let mut at = 0;
    while at < terms.len() {
        let rest = &terms[at..];
        let names = if widen { labels::other_names(rest) } else { None };
        let (count, names, crossing) = match names {
            Some((count, names)) => {
                let crossing = bridge.named(&rest[..count], &names.labels, from)?;
                (count, Some(names), crossing)
            }
            None if !widen || rest[0].stop && says_something => (1, None, None),
            None => {
                let crossing = bridge.crossing(rest, from)?;
                (crossing.as_ref().map_or(1, |crossing| crossing.count), None, crossing)
            }
        };
        let asked: Vec<Term> = rest[..count].iter().filter(|term| !term.stop || !says_something).cloned().collect();
        if !asked.is_empty() {
            runs.push(Run { terms: asked, names, crossing });
        }
        at += count;
    }
    Ok(runs)
}

/// The language a question is asked in: English, unless something in it is Chinese.
fn asked_in(terms: &[Term]) -> Lang {
    if terms.iter().any(|term| term.literal) { Lang::Zh } else { Lang::En }
}

impl Planner<'_> {
    /// Loose words, as many of them as the question asks for.
    pub(super) fn words(&mut self, terms: &[Term], scope: Scope<'_>) -> tantivy::Result<Box<dyn Query>> {
        let runs = runs(terms, self.state, self.expand && scope.is_none())?;
        self.in_chinese = if asked_in(terms) == Lang::Zh { 1.0 } else { FOREIGN };
        let balance = self.balance(&runs)?;
        let mut units = Vec::new();
        for run in &runs {
            let own: Vec<Box<dyn Query>> = run.terms.iter().map(|term| self.word(term, scope)).collect();
            let added = run.names.as_ref().map(|names| self.added(&run.terms, names));
            let crossed = match &run.crossing {
                Some(crossing) => self.crossed(run, crossing, balance)?,
                None => Vec::new(),
            };
            if self.matching == Match::Any {
                units.extend(own);
                units.extend(added);
                units.extend(self.wider(run, scope));
                units.extend(crossed);
                continue;
            }
            let mut ways = vec![all(own)];
            ways.extend(added);
            if !crossed.is_empty() {
                ways.push(all(crossed));
            }
            units.push(any(ways));
        }
        let required: Box<dyn Query> = match self.matching {
            Match::Most => {
                let needed = (units.len() * 2).div_ceil(3);
                Box::new(BooleanQuery::union_with_minimum_required_clauses(units, needed))
            }
            Match::Any => any(units),
            Match::All | Match::Auto => all(units),
        };
        let pairs = if scope.is_none() && !self.negated { self.pairs_of_characters(terms) } else { Vec::new() };
        if pairs.is_empty() {
            return Ok(required);
        }
        let mut clauses = vec![(Occur::Must, required)];
        clauses.extend(pairs.into_iter().map(|pair| (Occur::Should, pair)));
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Pairs of characters of Chinese words that stand side by side, across their borders too: what is found as it is asked stands closer
    /// together, and a name that the dictionary takes apart still counts.
    fn pairs_of_characters(&self, terms: &[Term]) -> Vec<Box<dyn Query>> {
        let mut stretches: Vec<(String, usize)> = Vec::new();
        for term in terms.iter().filter(|term| term.literal) {
            let end = term.at + term.surface.chars().count();
            match stretches.last_mut() {
                Some((stretch, last)) if *last == term.at => {
                    stretch.push_str(&term.text);
                    *last = end;
                }
                _ => stretches.push((term.text.clone(), end)),
            }
        }
        let mut pairs: Vec<String> = Vec::new();
        for (stretch, _) in stretches {
            let characters: Vec<char> = stretch.chars().collect();
            for pair in characters.windows(2).map(|pair| pair.iter().collect::<String>()) {
                if pairs.len() < MAX_PAIRS && !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        let queries = pairs.iter().filter_map(|pair| phrase_query(self.fields.zh, pair, None));
        queries.map(|query| Box::new(BoostQuery::new(query, PAIR)) as Box<dyn Query>).collect()
    }

    /// How much more a perfect match of the words themselves could score than one of their translations. Languages differ in how many
    /// words and pairs of characters say the same, and a case is no better for being written in the one that takes more.
    fn balance(&self, runs: &[Run]) -> tantivy::Result<f32> {
        let parts = runs.iter().filter_map(|run| run.crossing.as_ref()).flat_map(|crossing| &crossing.parts);
        let crossed: f32 = parts.map(|part| part.ideal).sum();
        if crossed <= 0.0 {
            return Ok(1.0);
        }
        let mut own = 0.0;
        for term in runs.iter().flat_map(|run| &run.terms) {
            own += self.ideal(term)?;
        }
        Ok((own / crossed).clamp(0.2, 8.0))
    }

    /// What a perfect match of a word could score, apart from a factor that all words share.
    fn ideal(&self, term: &Term) -> tantivy::Result<f32> {
        let pair = if term.literal { self.fields.zh } else { self.fields.en };
        let statistics = Statistics::lenient(self.state);
        // A word that no case has would tell much if one had it; half of that, since it may be no word at all.
        let unseen = (1.0 + statistics.total_num_docs()? as f32).ln() / 2.0;
        let one = |term: IndexTerm| {
            let form = Form { spelling: Spelling::Word(term), weight: 1.0 };
            Ok::<f32, tantivy::TantivyError>(idf(&[form], &statistics)?.unwrap_or(unseen))
        };
        let whole = one(IndexTerm::from_field_text(pair.words, &term.text))?;
        if !term.literal {
            return Ok(whole);
        }
        let mut sum = WORD * whole;
        for inner in &term.inner {
            sum += INNER * one(IndexTerm::from_field_text(pair.words, inner))?;
        }
        for (_, symbols) in span(pair, &term.text).into_iter().flat_map(|span| span.symbols) {
            for symbol in symbols {
                sum += (CHARACTERS + PAIR) * one(symbol)?;
            }
        }
        Ok(sum)
    }

    /// The words in the other language, for cases that have only that.
    fn crossed(&mut self, run: &Run, crossing: &Crossing, balance: f32) -> tantivy::Result<Vec<Box<dyn Query>>> {
        let shown = crossing.parts.iter().flat_map(|part| &part.shown);
        self.translated.push(Translated {
            from: crossing.from,
            own: Highlighter::new(run.terms.iter().map(Pattern::word).collect()),
            patterns: shown.map(|text| Pattern::label(text)).collect(),
        });
        if run.names.is_none() && !crossing.parts.iter().all(|part| part.shown.is_empty()) {
            let with = crossing.parts.iter().flat_map(|part| part.shown.iter().take(SHOWN)).cloned().collect();
            self.expanded.push(Expanded { term: joined(&run.terms), with, from: "dictionary" });
        }
        let boost = |(weight, query)| Box::new(BoostQuery::new(query, weight * balance * CROSSING)) as Box<dyn Query>;
        Ok(Bridge(self.state).queries(crossing)?.into_iter().map(boost).collect())
    }

    fn added(&mut self, run: &[Term], names: &Names) -> Box<dyn Query> {
        let with = names.labels.iter().map(|label| (*label).to_owned()).collect();
        self.expanded.push(Expanded { term: joined(run), with, from: names.source.as_str() });
        self.patterns.extend(names.labels.iter().map(|label| Pattern::label(label)));
        self.called(&names.labels, if names.source == Source::Everyday { EVERYDAY } else { EXPANSION })
    }

    /// Cases that have one of the names.
    fn called(&self, names: &[&str], weight: f32) -> Box<dyn Query> {
        let pairs = [self.fields.zh, self.fields.en, self.fields.names];
        let queries = names.iter().flat_map(|name| pairs.into_iter().filter_map(|pair| label_query(pair, name)));
        Box::new(BoostQuery::new(Box::new(DisjunctionMaxQuery::new(queries.collect())), weight))
    }

    /// Where any of the words will do, what is found by a part of one, or by the area around a term, comes last rather than not at all.
    fn wider(&self, run: &Run, scope: Scope<'_>) -> Vec<Box<dyn Query>> {
        let inner = run.terms.iter().filter(|term| term.literal).flat_map(|term| &term.inner);
        let inner = inner.filter(|inner| inner.chars().nth(1).is_some()).map(|inner| self.indexed(inner, scope));
        let mut queries: Vec<Box<dyn Query>> =
            inner.map(|query| Box::new(BoostQuery::new(query, PART)) as Box<dyn Query>).collect();
        if let Some(names) = run.names.as_ref().filter(|names| !names.around.is_empty()) {
            queries.push(self.called(&names.around, EVERYDAY));
        }
        queries
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
        // What no dictionary has, mostly a name, is told by its characters alone, and a single one has no pair that would tell of it.
        let known = anli_text::dictionary().has_word(&term.text);
        let single = term.text.chars().nth(1).is_none();
        let characters = CHARACTERS + if known { 0.0 } else { WORD } + if single { PAIR } else { 0.0 };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> =
            vec![(Occur::Must, Box::new(BoostQuery::new(there, characters)))];
        if known {
            clauses.push((Occur::Should, Box::new(BoostQuery::new(self.indexed(&term.text, None), WORD))));
        }
        for inner in &term.inner {
            clauses.push((Occur::Should, Box::new(BoostQuery::new(self.indexed(inner, None), INNER))));
        }
        Box::new(BooleanQuery::new(clauses))
    }
}

/// Words as they were typed.
fn joined(run: &[Term]) -> String {
    let typed: Vec<&str> = run.iter().map(|term| term.surface.as_str()).collect();
    if run.iter().all(|term| term.literal) { typed.concat() } else { typed.join(" ") }
}
