//! How many cases match and pass the filters, and nothing else: no scores, no facets.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::facets::{Compiled, FacetTable, Passes};

/// Counts cases.
pub(crate) struct Tally<'a> {
    pub(crate) table: &'a Arc<FacetTable>,
    pub(crate) filters: &'a Arc<Compiled>,
}

pub(crate) struct SegmentTally {
    segment: SegmentOrdinal,
    table: Arc<FacetTable>,
    filters: Arc<Compiled>,
    open: bool,
    total: usize,
}

impl Collector for Tally<'_> {
    type Fruit = usize;
    type Child = SegmentTally;

    fn for_segment(&self, segment: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<SegmentTally> {
        let open = self.filters.is_empty();
        Ok(SegmentTally { segment, table: self.table.clone(), filters: self.filters.clone(), open, total: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, totals: Vec<usize>) -> tantivy::Result<usize> {
        Ok(totals.into_iter().sum())
    }
}

impl SegmentCollector for SegmentTally {
    type Fruit = usize;

    fn collect(&mut self, doc: DocId, _: Score) {
        let facets = &self.table.segments[self.segment as usize];
        self.total += usize::from(self.open || self.filters.test(facets, doc as usize) == Passes::All);
    }

    fn harvest(self) -> usize {
        self.total
    }
}
