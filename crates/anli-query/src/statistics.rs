//! What BM25 is told of the collection.

use anli_case::Lang;
use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

use crate::engine::Snapshot;

/// How much longer than it is the average write-up is taken to be in a search. BM25 takes length beyond the average as a sign that a
/// text says little in many words; a long case mostly has more to tell.
const LENIENCE: f64 = 2.0;

/// Statistics in which the average length is that of the cases that have a write-up in the language of the field.
pub(crate) struct Statistics<'a> {
    state: &'a Snapshot,
    lenience: f64,
}

impl<'a> Statistics<'a> {
    /// For a search, lenient with long write-ups.
    pub(crate) fn lenient(state: &'a Snapshot) -> Self {
        Self { state, lenience: LENIENCE }
    }

    /// Length counts in full: where whole texts are held against each other, a long one shares more words with any.
    pub(crate) fn even(state: &'a Snapshot) -> Self {
        Self { state, lenience: 1.0 }
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let Snapshot { searcher, fields, lacking, .. } = self.state;
        let tokens = searcher.total_num_tokens(field)? as f64 * self.lenience;
        let lang = [(fields.zh, Lang::Zh), (fields.en, Lang::En)]
            .into_iter()
            .find(|(pair, _)| [pair.words, pair.symbols].contains(&field))
            .map(|(_, lang)| lang);
        let all = searcher.total_num_docs()?;
        let share = lang.map_or(1.0, |lang| lacking.having(lang).max(1) as f64 / all.max(1) as f64);
        Ok((tokens / share) as u64)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.state.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Bm25StatisticsProvider::doc_freq(&self.state.searcher, term)
    }
}
