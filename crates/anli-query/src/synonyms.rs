//! Several forms that count as one word, for cases that lack a write-up in the language of the question.
//!
//! Structured synonyms: the frequencies of all forms in a case are added up, each by its weight, and so are their document
//! frequencies, so that a word with twenty translations weighs no more than one with a single translation (A. Pirkola, "The effects of
//! query structure and dictionary setups in dictionary-based cross-language information retrieval", SIGIR 1998; weights: K. Darwish,
//! D. Oard, "Probabilistic structured query methods", SIGIR 2003).

use std::collections::HashMap;
use std::sync::Arc;

use anli_case::Lang;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25StatisticsProvider, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::facets::FacetTable;
use crate::span::{Span, SpanPostings};

/// BM25's saturation of frequency and its share of length.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Which cases have no write-up in a language; those deleted since are counted as well, as in all statistics.
#[derive(Debug, Default)]
pub(crate) struct Lacking {
    /// By segment and position in [`Lang::ALL`], ascending.
    documents: HashMap<SegmentId, [Arc<Vec<DocId>>; 2]>,
    /// Cases that have a write-up, by position in [`Lang::ALL`].
    having: [u64; 2],
    lacking: [u64; 2],
}

impl Lacking {
    pub(crate) fn load(searcher: &Searcher, table: &FacetTable) -> Self {
        let mut found = Self::default();
        for (reader, facets) in searcher.segment_readers().iter().zip(&table.segments) {
            let mut documents = [Vec::new(), Vec::new()];
            for (doc, marks) in (0..).zip(&facets.marks) {
                for (at, lacking) in documents.iter_mut().enumerate() {
                    if marks.langs & (1 << at) == 0 {
                        lacking.push(doc);
                        found.lacking[at] += 1;
                    } else {
                        found.having[at] += 1;
                    }
                }
            }
            found.documents.insert(reader.segment_id(), documents.map(Arc::new));
        }
        found
    }

    /// Cases without a write-up in `lang`.
    pub(crate) fn lacking(&self, lang: Lang) -> u64 {
        self.lacking[position(lang)]
    }

    /// Cases with a write-up in `lang`.
    pub(crate) fn having(&self, lang: Lang) -> u64 {
        self.having[position(lang)]
    }
}

fn position(lang: Lang) -> usize {
    Lang::ALL.iter().position(|known| *known == lang).unwrap_or(0)
}

/// A form of a word.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) spelling: Spelling,
    /// How much an occurrence counts, at most 1.
    pub(crate) weight: f32,
}

/// How a form stands in the index.
#[derive(Debug, Clone)]
pub(crate) enum Spelling {
    /// A word.
    Word(Term),
    /// Symbols in a row.
    Span(Field, Span),
}

impl Spelling {
    /// In how many cases it may stand at most: of a row of symbols, the rarest.
    pub(crate) fn document_frequency(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<u64> {
        match self {
            Self::Word(term) => statistics.doc_freq(term),
            Self::Span(_, span) => {
                let mut least = u64::MAX;
                for (_, terms) in &span.symbols {
                    let mut any = 0;
                    for term in terms {
                        any += statistics.doc_freq(term)?;
                    }
                    least = least.min(any);
                }
                Ok(least)
            }
        }
    }
}

/// How telling a word with these forms is, as in BM25; `None` when no case has one.
pub(crate) fn idf(forms: &[Form], statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Option<f32>> {
    let mut cases = 0.0;
    for form in forms {
        cases += form.weight * form.spelling.document_frequency(statistics)? as f32;
    }
    let all = statistics.total_num_docs()? as f32;
    Ok((cases > 0.0).then(|| {
        let cases = cases.clamp(1.0, all.max(1.0));
        (1.0 + (all - cases + 0.5) / (cases + 0.5)).ln()
    }))
}

/// Matches cases without a write-up in `lacks` that have one of the forms.
#[derive(Clone)]
pub(crate) struct SynonymQuery {
    pub(crate) forms: Vec<Form>,
    /// Field whose length a frequency is held against.
    pub(crate) length: Field,
    /// The average of that length. Of many translations a long text has some by chance, so that length counts in full here.
    pub(crate) average: f32,
    pub(crate) lacks: Lang,
    pub(crate) lacking: Arc<Lacking>,
}

impl std::fmt::Debug for SynonymQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SynonymQuery").field("forms", &self.forms).field("lacks", &self.lacks).finish_non_exhaustive()
    }
}

impl Query for SynonymQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let idf = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => idf(&self.forms, statistics_provider)?.unwrap_or(0.0),
            EnableScoring::Disabled { .. } => 0.0,
        };
        Ok(Box::new(SynonymWeight { query: self.clone(), idf }))
    }
}

struct SynonymWeight {
    query: SynonymQuery,
    idf: f32,
}

impl Weight for SynonymWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(documents) = self.query.lacking.documents.get(&reader.segment_id()) else {
            return Ok(Box::new(EmptyScorer));
        };
        let documents = documents[position(self.query.lacks)].clone();
        if documents.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut forms = Vec::new();
        for form in &self.query.forms {
            let occurrences = match &form.spelling {
                Spelling::Word(term) => reader
                    .inverted_index(term.field())?
                    .read_postings(term, IndexRecordOption::WithFreqs)?
                    .map(|postings| Occurrences::Word(Box::new(postings))),
                Spelling::Span(field, span) => {
                    SpanPostings::open(span, &*reader.inverted_index(*field)?)?.map(Occurrences::Span)
                }
            };
            forms.extend(occurrences.map(|occurrences| (occurrences, form.weight)));
        }
        if forms.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut scorer = SynonymScorer {
            documents,
            next: 0,
            forms,
            factor: self.idf * boost * (K1 + 1.0),
            average: self.query.average,
            lengths: reader.get_fieldnorms_reader(self.query.length)?,
            doc: 0,
            frequency: 0.0,
        };
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("synonyms", scorer.score()))
    }
}

enum Occurrences {
    Word(Box<SegmentPostings>),
    Span(SpanPostings),
}

impl Occurrences {
    /// The first document at or after `target` that may have it.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Word(postings) if postings.doc() < target => postings.seek(target),
            Self::Word(postings) => postings.doc(),
            Self::Span(span) => span.seek(target),
        }
    }

    fn frequency(&mut self, doc: DocId) -> u32 {
        match self {
            Self::Word(postings) => postings.term_freq(),
            Self::Span(span) => span.frequency(doc),
        }
    }
}

struct SynonymScorer {
    documents: Arc<Vec<DocId>>,
    /// Position in `documents` of the first that was not passed.
    next: usize,
    forms: Vec<(Occurrences, f32)>,
    factor: f32,
    average: f32,
    lengths: FieldNormReader,
    doc: DocId,
    frequency: f32,
}

impl SynonymScorer {
    /// Goes to the first match at or after `target`.
    fn settle(&mut self, mut target: DocId) {
        loop {
            self.next += self.documents[self.next..].partition_point(|doc| *doc < target);
            let Some(candidate) = self.documents.get(self.next).copied() else {
                self.doc = TERMINATED;
                return;
            };
            let (mut first, mut frequency) = (TERMINATED, 0.0);
            for (form, weight) in &mut self.forms {
                let doc = form.seek(candidate);
                first = first.min(doc);
                if doc == candidate {
                    frequency += *weight * form.frequency(doc) as f32;
                }
            }
            if frequency > 0.0 {
                (self.doc, self.frequency) = (candidate, frequency);
                return;
            }
            if first == TERMINATED {
                self.doc = TERMINATED;
                return;
            }
            target = first.max(candidate + 1);
        }
    }
}

impl DocSet for SynonymScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.settle(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.settle(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for SynonymScorer {
    fn score(&mut self) -> Score {
        let length = self.lengths.fieldnorm(self.doc) as f32;
        let norm = K1 * (1.0 - B + B * length / self.average);
        self.factor * self.frequency / (self.frequency + norm)
    }
}
