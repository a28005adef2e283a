//! Words that begin with a string, anywhere or in sections of some sort.

use anli_text::{boundary, written};
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

#[derive(Debug, Clone)]
pub(crate) struct PrefixQuery {
    pub(crate) field: Field,
    /// Folded beginning of a word.
    pub(crate) prefix: String,
    /// Letters of the sections; anywhere when `None`.
    pub(crate) sections: Option<Vec<char>>,
}

impl Query for PrefixQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(PrefixWeight(self.clone())))
    }
}

struct PrefixWeight(PrefixQuery);

impl PrefixWeight {
    fn docs(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let PrefixQuery { field, prefix, sections } = &self.0;
        let inverted = reader.inverted_index(*field)?;
        let from = written(prefix);
        // The first string after every one that begins with the prefix: no character is larger than U+10FFFF.
        let to = format!("{from}\u{10ffff}");
        let mut docs = Vec::new();
        let mut terms = inverted.terms().range().ge(from.as_bytes()).lt(to.as_bytes()).into_stream()?;
        let option =
            if sections.is_some() { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::Basic };
        while let Some((_, info)) = terms.next() {
            let mut postings = inverted.read_postings_from_terminfo(info, option)?;
            let mut bounds = Vec::new();
            for letter in sections.iter().flatten() {
                let open =
                    |end| inverted.read_postings(&Term::from_field_text(*field, &boundary(*letter, end)), option);
                bounds.extend(open(false)?.zip(open(true)?));
            }
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if sections.is_none() || stands_in(&mut postings, &mut bounds, doc) {
                    docs.push(doc);
                }
                postings.advance();
            }
        }
        docs.sort_unstable();
        docs.dedup();
        Ok(docs)
    }
}

fn stands_in(postings: &mut SegmentPostings, bounds: &mut [(SegmentPostings, SegmentPostings)], doc: DocId) -> bool {
    let mut positions = Vec::new();
    postings.positions(&mut positions);
    let ranges = crate::span::section_ranges(bounds, doc);
    positions.iter().any(|position| ranges.iter().any(|(from, to)| from <= position && position <= to))
}

impl Weight for PrefixWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ConstScorer::new(Docs { docs: self.docs(reader)?, at: 0 }, boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("prefix", 1.0))
    }
}

/// Documents known in advance.
struct Docs {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for Docs {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}
