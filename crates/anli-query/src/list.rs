//! All cases in the order of their ids, a page at a time: for who lists or copies the library.

use anli_case::Case;
use tantivy::{DocAddress, SegmentOrdinal, SegmentReader, TantivyError};

use crate::engine::{Engine, EngineError, Snapshot};

/// A page of all cases.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Names the state of the collection.
    pub index_version: String,
    /// All cases.
    pub total: usize,
    /// Those of the page; none past the last.
    pub cases: Vec<Case>,
}

impl Engine {
    /// The cases of a page, from 1, in the order of their ids.
    ///
    /// # Errors
    /// [`EngineError`] when the index cannot be read.
    pub fn list(&self, page: usize, per_page: usize) -> Result<Listing, EngineError> {
        let state = self.snapshot();
        let order = state.order.get_or_make(|| order(&state))?;
        let first = page.saturating_sub(1).saturating_mul(per_page);
        let cases = order.iter().skip(first).take(per_page).map(|address| state.case(*address));
        Ok(Listing {
            index_version: state.payload.version(),
            total: order.len(),
            cases: cases.collect::<Result<_, _>>()?,
        })
    }
}

/// Where the cases are, in the order of their ids. Read from the column of ids: no stored case is touched.
fn order(state: &Snapshot) -> Result<Vec<DocAddress>, EngineError> {
    let mut found = Vec::new();
    for (ordinal, reader) in (0..).zip(state.searcher.segment_readers()) {
        found.extend(ids(ordinal, reader)?);
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, address)| address).collect())
}

fn ids(segment: SegmentOrdinal, reader: &SegmentReader) -> Result<Vec<(String, DocAddress)>, TantivyError> {
    let Some(column) = reader.fast_fields().str("id")? else { return Ok(Vec::new()) };
    let mut terms = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        terms.push(String::from_utf8_lossy(stream.key()).into_owned());
    }
    let id = |doc| {
        let term = usize::try_from(column.ords().first(doc)?).ok()?;
        Some((std::mem::take(terms.get_mut(term)?), DocAddress::new(segment, doc)))
    };
    Ok(reader.doc_ids_alive().filter_map(id).collect())
}
