//! One pass over the matching cases: the best hits, the exact total, and every facet's counts.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::facets::{Compiled, Counts, FacetTable, Passes, SegmentFacets};
use crate::question::Sort;

/// What one pass found.
#[derive(Debug)]
pub(crate) struct Found {
    /// The hits of the page, in order, with their scores.
    pub(crate) hits: Vec<(Score, DocAddress)>,
    /// All cases that match and pass the filters.
    pub(crate) total: usize,
    /// For each facet, the cases that match and pass the other facets' filters.
    pub(crate) counts: Counts,
}

/// Collects hits `offset..offset + limit`.
pub(crate) struct Pass<'a> {
    pub(crate) table: &'a std::sync::Arc<FacetTable>,
    pub(crate) filters: &'a std::sync::Arc<Compiled>,
    pub(crate) sort: Sort,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

/// The order of a hit; smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Key {
    major: f32,
    minor: f32,
    tie: u64,
}

pub(crate) type Ranked = (Key, Score, DocAddress);

fn by_key(a: &Ranked, b: &Ranked) -> std::cmp::Ordering {
    a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal).then(a.2.cmp(&b.2))
}

impl Collector for Pass<'_> {
    type Fruit = Found;
    type Child = SegmentPass;

    fn for_segment(&self, segment: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<SegmentPass> {
        Ok(SegmentPass {
            segment,
            table: self.table.clone(),
            filters: self.filters.clone(),
            open: self.filters.is_empty(),
            sort: self.sort,
            keep: self.offset.saturating_add(self.limit),
            best: Vec::new(),
            worst: None,
            total: 0,
            counts: self.table.counts(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<(Vec<Ranked>, usize, Counts)>) -> tantivy::Result<Found> {
        let mut counts = self.table.counts();
        let (mut best, mut total) = (Vec::new(), 0);
        for (ranked, found, counted) in segments {
            best.extend(ranked);
            total += found;
            counts.merge(&counted);
        }
        best.sort_unstable_by(by_key);
        let hits =
            best.into_iter().skip(self.offset).take(self.limit).map(|(_, score, address)| (score, address)).collect();
        Ok(Found { hits, total, counts })
    }
}

pub(crate) struct SegmentPass {
    segment: SegmentOrdinal,
    table: std::sync::Arc<FacetTable>,
    filters: std::sync::Arc<Compiled>,
    open: bool,
    sort: Sort,
    keep: usize,
    best: Vec<Ranked>,
    /// No hit after this one can be on the page.
    worst: Option<Key>,
    total: usize,
    counts: Counts,
}

impl SegmentPass {
    fn offer(&mut self, ranked: Ranked) {
        if self.worst.is_some_and(|worst| ranked.0 > worst) {
            return;
        }
        self.best.push(ranked);
        // Room for twice the page, so that cutting back costs a constant a hit.
        if self.best.len() >= self.keep.saturating_mul(2).max(64) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.best.len() > self.keep {
            if self.keep == 0 {
                self.best.clear();
                return;
            }
            self.best.select_nth_unstable_by(self.keep - 1, by_key);
            self.best.truncate(self.keep);
            self.worst = Some(self.best[self.keep - 1].0);
        }
    }
}

fn key(sort: Sort, facets: &SegmentFacets, doc: usize, score: Score) -> Key {
    let year = facets.marks[doc].year;
    let (major, minor) = match sort {
        Sort::Relevance => (-score, 0.0),
        Sort::Newest => (-f32::from(year), -score),
        Sort::Oldest => (if year == 0 { f32::INFINITY } else { f32::from(year) }, -score),
    };
    Key { major, minor, tie: facets.ties[doc] }
}

impl SegmentCollector for SegmentPass {
    type Fruit = (Vec<Ranked>, usize, Counts);

    fn collect(&mut self, doc: DocId, score: Score) {
        let facets = &self.table.segments[self.segment as usize];
        let at = doc as usize;
        let passes = if self.open { Passes::All } else { self.filters.test(facets, at) };
        match passes {
            Passes::All => {
                self.total += 1;
                self.counts.add(facets, at);
                // Of cases that match about as well, the one that tells more comes first.
                let score = score * (1.0 + f32::from(facets.marks[at].depth) / 100.0);
                let key = key(self.sort, facets, at, score);
                self.offer((key, score, DocAddress::new(self.segment, doc)));
            }
            Passes::AllBut(facet) => self.counts.add_to(facet, facets, at),
            Passes::No => {}
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.cut();
        (self.best, self.total, self.counts)
    }
}
