//! Phrases over positions, confined to sections or to a neighbourhood.
//!
//! The engine's own phrase query serves quotes anywhere in a text. This one adds what a question may ask besides: that a
//! phrase stands in sections of some sort, that phrases stand near each other, and that a position holds one of several symbols.

use anli_text::boundary;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// A phrase: symbols at offsets, alternatives at each.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// Offset from the beginning of the phrase, and the symbols that may stand there.
    pub(crate) symbols: Vec<(u32, Vec<Term>)>,
    /// Positions it covers.
    pub(crate) length: u32,
}

/// Matches cases with all spans.
#[derive(Debug, Clone)]
pub(crate) struct SpanQuery {
    pub(crate) field: Field,
    pub(crate) spans: Vec<Span>,
    /// With several spans: how many positions may lie between neighbours.
    pub(crate) gap: Option<u32>,
    /// Letters of the sections they must stand in; anywhere when `None`.
    pub(crate) sections: Option<Vec<char>>,
}

impl Query for SpanQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let terms: Vec<Term> =
            self.spans.iter().flat_map(|span| &span.symbols).filter_map(|(_, terms)| terms.first().cloned()).collect();
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } if !terms.is_empty() => {
                Some(Bm25Weight::for_terms(statistics_provider, &terms)?)
            }
            _ => None,
        };
        Ok(Box::new(SpanWeight { query: self.clone(), similarity }))
    }
}

struct SpanWeight {
    query: SpanQuery,
    similarity: Option<Bm25Weight>,
}

impl Weight for SpanWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inverted = reader.inverted_index(self.query.field)?;
        let mut spans = Vec::new();
        for span in &self.query.spans {
            let Some(postings) = SpanPostings::open(span, &inverted)? else { return Ok(Box::new(EmptyScorer)) };
            spans.push(postings);
        }
        let open = |term: &Term| inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions);
        let mut sections = Vec::new();
        for letter in self.query.sections.iter().flatten() {
            let mark = |end| Term::from_field_text(self.query.field, &boundary(*letter, end));
            if let (Some(start), Some(end)) = (open(&mark(false))?, open(&mark(true))?) {
                sections.push((start, end));
            }
        }
        let mut scorer = SpanScorer {
            spans,
            gap: self.query.gap,
            sections: self.query.sections.as_ref().map(|_| sections),
            similarity: self.similarity.as_ref().map(|similarity| similarity.boost_by(boost)),
            norms: reader.get_fieldnorms_reader(self.query.field)?,
            doc: 0,
            frequency: 0,
        };
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("span", scorer.score()))
    }
}

/// Postings of symbols that may stand at one place.
struct AnyOf {
    postings: Vec<SegmentPostings>,
}

impl AnyOf {
    /// The first document at or after `target` with any of them.
    fn seek(&mut self, target: DocId) -> DocId {
        let mut first = TERMINATED;
        for postings in &mut self.postings {
            let doc = if postings.doc() < target { postings.seek(target) } else { postings.doc() };
            first = first.min(doc);
        }
        first
    }

    fn positions(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        positions.clear();
        for postings in self.postings.iter_mut().filter(|postings| postings.doc() == doc) {
            postings.append_positions_with_offset(0, positions);
        }
        if self.postings.len() > 1 {
            positions.sort_unstable();
            positions.dedup();
        }
    }
}

pub(crate) struct SpanPostings {
    symbols: Vec<(u32, AnyOf)>,
    length: u32,
}

impl SpanPostings {
    /// `None` when a symbol of the phrase is in no document of the segment.
    pub(crate) fn open(span: &Span, inverted: &InvertedIndexReader) -> tantivy::Result<Option<Self>> {
        let mut symbols = Vec::new();
        for (offset, terms) in &span.symbols {
            let mut postings = Vec::new();
            for term in terms {
                postings.extend(inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?);
            }
            if postings.is_empty() {
                return Ok(None);
            }
            symbols.push((*offset, AnyOf { postings }));
        }
        Ok(Some(Self { symbols, length: span.length }))
    }

    /// The first document at or after `target` that has every symbol.
    pub(crate) fn seek(&mut self, mut target: DocId) -> DocId {
        'restart: loop {
            for (_, symbol) in &mut self.symbols {
                let doc = symbol.seek(target);
                if doc > target {
                    if doc == TERMINATED {
                        return TERMINATED;
                    }
                    target = doc;
                    continue 'restart;
                }
            }
            return target;
        }
    }

    /// How often the phrase stands in `doc`, which was just sought.
    pub(crate) fn frequency(&mut self, doc: DocId) -> u32 {
        if let [(_, only)] = self.symbols.as_slice() {
            return only.postings.iter().filter(|postings| postings.doc() == doc).map(Postings::term_freq).sum();
        }
        u32::try_from(self.starts(doc).len()).unwrap_or(u32::MAX)
    }

    /// Where the phrase begins in `doc`, ascending.
    fn starts(&mut self, doc: DocId) -> Vec<u32> {
        let mut starts: Vec<u32> = Vec::new();
        let mut positions = Vec::new();
        for (at, (offset, symbol)) in self.symbols.iter_mut().enumerate() {
            symbol.positions(doc, &mut positions);
            if at == 0 {
                starts.extend(positions.iter().filter_map(|position| position.checked_sub(*offset)));
            } else {
                starts.retain(|start| positions.binary_search(&(start + *offset)).is_ok());
            }
            if starts.is_empty() {
                break;
            }
        }
        starts
    }
}

struct SpanScorer {
    spans: Vec<SpanPostings>,
    gap: Option<u32>,
    sections: Option<Vec<(SegmentPostings, SegmentPostings)>>,
    similarity: Option<Bm25Weight>,
    norms: FieldNormReader,
    doc: DocId,
    frequency: u32,
}

impl SpanScorer {
    /// Goes to the first match at or after `target`.
    fn settle(&mut self, mut target: DocId) {
        loop {
            target = self.next_with_all(target);
            self.doc = target;
            if target == TERMINATED {
                return;
            }
            self.frequency = self.occurrences(target);
            if self.frequency > 0 {
                return;
            }
            target += 1;
        }
    }

    /// The first document at or after `target` that has every symbol.
    fn next_with_all(&mut self, mut target: DocId) -> DocId {
        'restart: loop {
            for (_, symbol) in self.spans.iter_mut().flat_map(|span| &mut span.symbols) {
                let doc = symbol.seek(target);
                if doc > target {
                    if doc == TERMINATED {
                        return TERMINATED;
                    }
                    target = doc;
                    continue 'restart;
                }
            }
            return target;
        }
    }

    fn occurrences(&mut self, doc: DocId) -> u32 {
        let allowed = self.sections.as_mut().map(|sections| section_ranges(sections, doc));
        let mut found: Vec<Vec<(u32, u32)>> = Vec::new();
        for span in &mut self.spans {
            let length = span.length;
            let mut places: Vec<(u32, u32)> =
                span.starts(doc).into_iter().map(|start| (start, start + length)).collect();
            if let Some(allowed) = &allowed {
                places.retain(|(start, _)| allowed.iter().any(|(from, to)| from <= start && start <= to));
            }
            if places.is_empty() {
                return 0;
            }
            found.push(places);
        }
        let count = match self.gap {
            Some(gap) if found.len() > 1 => near(&found, gap),
            _ => found[0].len(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// Ranges of positions of the sections in `doc`.
pub(crate) fn section_ranges(sections: &mut [(SegmentPostings, SegmentPostings)], doc: DocId) -> Vec<(u32, u32)> {
    let (mut ranges, mut starts, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for (start, end) in sections {
        let at =
            |postings: &mut SegmentPostings| if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
        if at(start) == doc && at(end) == doc {
            start.positions(&mut starts);
            end.positions(&mut ends);
            ranges.extend(starts.iter().copied().zip(ends.iter().copied()));
        }
    }
    ranges
}

/// How many places end a run of all phrases: in some order, at most `gap` positions lie between neighbours, and no two overlap.
/// At most [`crate::MAX_NEAR`] phrases.
fn near(found: &[Vec<(u32, u32)>], gap: u32) -> usize {
    let mut all: Vec<(u32, u32, usize)> = Vec::new();
    for (phrase, places) in found.iter().enumerate() {
        all.extend(places.iter().map(|(start, end)| (*start, *end, phrase)));
    }
    all.sort_unstable();
    let longest = all.iter().map(|(start, end, _)| end - start).max().unwrap_or(0);
    let every = (1usize << found.len()) - 1;
    // For each place, which sets of phrases a run that ends there can be made of.
    let mut runs: Vec<Vec<bool>> = Vec::with_capacity(all.len());
    let mut count = 0;
    for (at, (start, _, phrase)) in all.iter().enumerate() {
        let mut sets = vec![false; every + 1];
        sets[1 << phrase] = true;
        for before in (0..at).rev().take_while(|before| all[*before].0 + longest + gap >= *start) {
            let end = all[before].1;
            if end <= *start && *start <= end + gap {
                for set in (1..=every).filter(|set| runs[before][*set] && set & (1 << phrase) == 0) {
                    sets[set | 1 << phrase] = true;
                }
            }
        }
        count += usize::from(sets[every]);
        runs.push(sets);
    }
    count
}

impl DocSet for SpanScorer {
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
        let rarest = |any: &AnyOf| any.postings.iter().map(DocSet::size_hint).sum::<u32>();
        self.spans.iter().flat_map(|span| &span.symbols).map(|(_, symbol)| rarest(symbol)).min().unwrap_or(0)
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        let norm = self.norms.fieldnorm_id(self.doc);
        self.similarity.as_ref().map_or(1.0, |similarity| similarity.score(norm, self.frequency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_near_in_any_order_within_the_gap() {
        let (a, b, c) = (vec![(10, 12)], vec![(15, 17), (90, 92)], vec![(5, 7)]);
        assert_eq!(near(&[a.clone(), b.clone()], 3), 1);
        assert_eq!(near(&[a.clone(), b.clone()], 2), 0);
        assert_eq!(near(&[b.clone(), a.clone()], 3), 1, "in any order");
        assert_eq!(near(&[a, b, c], 3), 1);
    }

    #[test]
    fn many_equal_phrases_are_no_trap() {
        let places: Vec<(u32, u32)> = (0..200).map(|at| (at * 2, at * 2 + 1)).collect();
        // Every place from the eighth on ends a run, as any of the eight.
        assert_eq!(near(&vec![places; 8], 3), 193 * 8);
    }

    #[test]
    fn overlapping_phrases_are_not_near() {
        assert_eq!(near(&[vec![(0, 2)], vec![(1, 3)]], 5), 0);
    }
}
