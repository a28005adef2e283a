//! The cases most like a text: first by words, then the best of them by everything else, then spread over places and reforms.
//!
//! The words are asked for by a union of term queries that skips whatever cannot get among the best (block-max WAND), so a million cases
//! are no matter. What comes after looks at two hundred.
//!
//! A case that lacks a language of the text is held against what it could have scored in the languages it has; one that has none of them is
//! asked by translations of the words.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use anli_case::{EconomicRegion, Lang, Region, RegionKind, RelatedKind};
use tantivy::postings::Postings;
use tantivy::query::{Bm25Weight, BooleanQuery, BoostQuery, EnableScoring, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, SegmentOrdinal};

use super::reasons::Asked;
use super::terms::{Group, Profile, Told};
use crate::engine::Snapshot;
use crate::facets::{Compiled, Passes, SegmentFacets};
use crate::question::Filters;
use crate::statistics::Statistics;

/// Cases that are ranked again.
const CANDIDATES: usize = 200;
/// Cases of which the list is made when it is spread.
const POOL: usize = 100;
/// How much a score is raised when all areas are shared, when only the areas above them are, when the level is the same, and when the economic
/// region is.
const AREAS: f32 = 0.30;
const BROADER: f32 = 0.3;
const LEVEL: f32 = 0.06;
const ECONOMIC: f32 = 0.06;
/// Weight of a match by translation.
const CROSSED: f32 = 0.8;
/// Most that a case gains for lacking a language of the text.
const LACKING: f32 = 3.0;
/// What is left of a score for each case of the same province, and of the same reform, that stands before.
const SAME_PROVINCE: f32 = 0.8;
const SAME_REFORM: f32 = 0.75;

/// A score and where the case is.
pub(super) type Scored = (f32, DocAddress);

/// A word that a text and a case share.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SharedTerm {
    /// In its indexed form, as the case has it.
    pub(crate) text: String,
    /// As the text writes it.
    pub(crate) surface: String,
    /// The language of the text it is from.
    pub(crate) lang: Lang,
}

/// Ranks cases by their likeness to one text.
pub(super) struct Ranking<'a> {
    pub(super) state: &'a Snapshot,
    pub(super) profile: &'a Profile,
    pub(super) asked: &'a Asked,
    /// The case itself, which is not like itself.
    pub(super) own: Option<DocAddress>,
    pub(super) filters: &'a Filters,
}

impl Ranking<'_> {
    /// The `limit` best cases.
    pub(super) fn best(&self, limit: usize, diverse: bool) -> tantivy::Result<Vec<Scored>> {
        let filters = self.state.table.compile(self.filters);
        let mut found = self.by_own_words(&filters)?;
        if let Some(group) = &self.profile.translated {
            found.extend(self.by_translation(group, &filters)?);
        }
        let tie = |address: &DocAddress| self.facets(address.segment_ord).ties[address.doc_id as usize];
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| tie(&a.1).cmp(&tie(&b.1))));
        if diverse {
            found.truncate(POOL.max(limit));
            return self.spread(found, limit);
        }
        found.truncate(limit);
        Ok(found)
    }

    fn facets(&self, segment: SegmentOrdinal) -> &SegmentFacets {
        &self.state.table.segments[segment as usize]
    }

    fn by_own_words(&self, filters: &Compiled) -> tantivy::Result<Vec<Scored>> {
        let groups = &self.profile.own;
        let words: Vec<&Told> = groups.iter().flat_map(|group| &group.words).collect();
        let by_words = self.shares(false);
        let mut found = self.candidates(&words, &by_words, filters)?;
        let characters: Vec<&Told> = groups.iter().flat_map(|group| &group.characters).collect();
        let addresses: Vec<DocAddress> = found.iter().map(|(_, address)| *address).collect();
        self.each(&characters, &addresses, |_, at, score| found[at].0 += score)?;
        let by_all = self.shares(true);
        for (score, address) in &mut found {
            *score *= by_all[self.langs(*address)] * self.context(*address);
        }
        Ok(found)
    }

    fn by_translation(&self, group: &Group, filters: &Compiled) -> tantivy::Result<Vec<Scored>> {
        let own = self.shares(false);
        let share = |langs: usize| if own[langs] > 0.0 { 0.0 } else { 1.0 / group.ideal(false) };
        let shares = [0, 1, 2, 3].map(share);
        let mut found = self.candidates(&group.words.iter().collect::<Vec<_>>(), &shares, filters)?;
        for (score, address) in &mut found {
            *score *= shares[self.langs(*address)] * CROSSED * self.context(*address);
        }
        Ok(found)
    }

    /// By the languages of a case, as bits: what its score is multiplied by, so that 1 is about what the text itself would score; 0 for
    /// those that have none of the languages of the text.
    fn shares(&self, with_characters: bool) -> [f32; 4] {
        let ideal = |langs: usize| -> f32 {
            let groups = self.profile.own.iter().filter(|group| langs & bit(group.lang) != 0);
            groups.map(|group| group.ideal(with_characters)).sum()
        };
        let whole = ideal(3);
        [0, 1, 2, 3].map(|langs| match ideal(langs) {
            found if found > 0.0 => (whole / found).min(LACKING) / whole,
            _ => 0.0,
        })
    }

    fn langs(&self, address: DocAddress) -> usize {
        usize::from(self.facets(address.segment_ord).marks[address.doc_id as usize].langs & 3)
    }

    /// The best cases by words; their scores are still to be multiplied by their share and what else they have in common.
    fn candidates(&self, words: &[&Told], shares: &[f32; 4], filters: &Compiled) -> tantivy::Result<Vec<Scored>> {
        let clauses: Vec<Box<dyn Query>> = words
            .iter()
            .map(|told| {
                let query = TermQuery::new(told.term.clone(), IndexRecordOption::WithFreqs);
                Box::new(BoostQuery::new(Box::new(query), told.weight)) as Box<dyn Query>
            })
            .collect();
        let statistics = Statistics::even(self.state);
        let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, &self.state.searcher);
        let weight = BooleanQuery::union(clauses).weight(scoring)?;
        // No case can be raised by more; a hair is left for rounding.
        let most = shares.iter().copied().fold(0.0, f32::max) * (1.0 + AREAS + LEVEL + ECONOMIC) * 1.000_01;
        let mut best = Best::default();
        for (segment, reader) in (0..).zip(self.state.searcher.segment_readers()) {
            let facets = self.facets(segment);
            let mut offer = |doc: DocId, score: f32| {
                let address = DocAddress::new(segment, doc);
                let share = shares[self.langs(address)];
                let passes = share > 0.0
                    && self.own != Some(address)
                    && !reader.is_deleted(doc)
                    && filters.test(facets, doc as usize) == Passes::All;
                if passes {
                    best.offer(share * self.context(address) * score, score, address);
                }
                best.least / most
            };
            weight.for_each_pruning(f32::MIN, reader, &mut offer)?;
        }
        Ok(best.harvest())
    }

    /// What a score is multiplied by for what a case shares besides words.
    fn context(&self, address: DocAddress) -> f32 {
        let (facets, doc) = (self.facets(address.segment_ord), address.doc_id as usize);
        let areas = self.state.table.areas_of(facets, doc);
        let has = |area: &u16| areas.contains(area);
        let own = &self.asked.area_ordinals;
        let shared = own.iter().map(|(area, above)| match (has(area), above.as_ref().is_some_and(has)) {
            (true, _) => 1.0,
            (_, true) => BROADER,
            _ => 0.0,
        });
        let areas = if own.is_empty() { 0.0 } else { shared.sum::<f32>() / own.len() as f32 };
        let level = self.asked.level_mark.is_some_and(|level| level == facets.marks[doc].level);
        let economic = self.asked.economic.is_some()
            && self
                .state
                .table
                .regions_of(facets, doc)
                .iter()
                .any(|at| PLACES.get(usize::from(*at)).is_some_and(|place| place.economic == self.asked.economic));
        1.0 + AREAS * areas + if level { LEVEL } else { 0.0 } + if economic { ECONOMIC } else { 0.0 }
    }

    /// Calls `add` with the number of a term, the number of a case and what the case scores by the term.
    fn each(
        &self,
        terms: &[&Told],
        cases: &[DocAddress],
        mut add: impl FnMut(usize, usize, f32),
    ) -> tantivy::Result<()> {
        let statistics = Statistics::even(self.state);
        let mut order: Vec<usize> = (0..cases.len()).collect();
        order.sort_unstable_by_key(|at| cases[*at]);
        for (number, told) in terms.iter().enumerate() {
            let similarity =
                Bm25Weight::for_terms(&statistics, std::slice::from_ref(&told.term))?.boost_by(told.weight);
            for same in order.chunk_by(|a, b| cases[*a].segment_ord == cases[*b].segment_ord) {
                let reader = self.state.searcher.segment_reader(cases[same[0]].segment_ord);
                let inverted = reader.inverted_index(told.term.field())?;
                let Some(mut postings) = inverted.read_postings(&told.term, IndexRecordOption::WithFreqs)? else {
                    continue;
                };
                let norms = reader.get_fieldnorms_reader(told.term.field())?;
                for at in same {
                    let doc = cases[*at].doc_id;
                    if postings.doc() < doc {
                        postings.seek(doc);
                    }
                    if postings.doc() == doc {
                        add(number, *at, similarity.score(norms.fieldnorm_id(doc), postings.term_freq()));
                    }
                }
            }
        }
        Ok(())
    }

    /// The words each case shares with the text, the heaviest first; none that lies inside a heavier one.
    pub(super) fn shared_terms(&self, cases: &[Scored]) -> tantivy::Result<Vec<Vec<SharedTerm>>> {
        let addresses: Vec<DocAddress> = cases.iter().map(|(_, address)| *address).collect();
        let own = self.profile.own.iter().flat_map(|group| group.words.iter().map(|told| (group.lang, told)));
        let other = |lang| if lang == Lang::Zh { Lang::En } else { Lang::Zh };
        let translated = self.profile.translated.iter();
        let translated = translated.flat_map(|group| group.words.iter().map(move |told| (other(group.lang), told)));
        let words: Vec<(Lang, &Told)> = own.clone().chain(translated).collect();
        let count = own.count();
        let mut shared: Vec<Vec<(f32, usize)>> = vec![Vec::new(); cases.len()];
        let told: Vec<&Told> = words.iter().map(|(_, told)| *told).collect();
        let reads_own = self.shares(false);
        self.each(&told, &addresses, |number, at, score| {
            if (number < count) == (reads_own[self.langs(addresses[at])] > 0.0) {
                shared[at].push((score, number));
            }
        })?;
        let pick = |mut scores: Vec<(f32, usize)>| {
            scores.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let mut picked: Vec<SharedTerm> = Vec::new();
            for (_, number) in scores {
                let (lang, told) = words[number];
                // A single character is too little to be told, and a word inside another is told by it.
                if told.text.chars().count() == 1 {
                    continue;
                }
                let shared = SharedTerm { text: told.text.clone(), surface: told.surface.clone(), lang };
                let lies_in = |one: &SharedTerm, other: &SharedTerm| {
                    other.surface.to_lowercase().contains(&one.surface.to_lowercase())
                };
                match picked.iter_mut().find(|other| lies_in(&shared, other) || lies_in(other, &shared)) {
                    Some(shorter) if lies_in(shorter, &shared) => *shorter = shared,
                    Some(_) => {}
                    None => picked.push(shared),
                }
            }
            picked
        };
        Ok(shared.into_iter().map(pick).collect())
    }

    /// Takes the best case again and again, each time lowering what is of a province or a reform that was taken before (maximal marginal
    /// relevance: J. Carbonell, J. Goldstein, SIGIR 1998; here likeness among the taken is that of place and reform).
    fn spread(&self, found: Vec<Scored>, limit: usize) -> tantivy::Result<Vec<Scored>> {
        let of_asked = self.relatives(&self.asked.same_reform)?;
        let provinces: Vec<Vec<u16>> = found.iter().map(|(_, address)| self.provinces(*address)).collect();
        let mut lowered: Vec<Option<f32>> = found.iter().map(|(score, _)| Some(*score)).collect();
        let mut taken = Vec::new();
        while taken.len() < limit {
            let open = lowered.iter().enumerate().filter_map(|(at, score)| Some((at, (*score)?)));
            // Of equals the first, which was the better one before.
            let Some((best, _)) = open.reduce(|best, next| if next.1 > best.1 { next } else { best }) else { break };
            lowered[best] = None;
            taken.push(found[best]);
            let address = found[best].1;
            let case =
                self.state.case(address).map_err(|cause| tantivy::TantivyError::InternalError(cause.to_string()))?;
            let same_reform = case.related.into_iter().filter(|tie| tie.kind == RelatedKind::SameReform);
            let mut relatives = self.relatives(&same_reform.map(|tie| tie.id).collect::<Vec<_>>())?;
            if of_asked.contains(&address) {
                relatives.extend(&of_asked);
            }
            for (at, score) in lowered.iter_mut().enumerate() {
                let Some(score) = score else { continue };
                if provinces[at].iter().any(|province| provinces[best].contains(province)) {
                    *score *= SAME_PROVINCE;
                }
                if relatives.contains(&found[at].1) {
                    *score *= SAME_REFORM;
                }
            }
        }
        Ok(taken)
    }

    fn relatives(&self, ids: &[String]) -> tantivy::Result<HashSet<DocAddress>> {
        let mut found = HashSet::new();
        for id in ids {
            let address =
                self.state.address(id).map_err(|cause| tantivy::TantivyError::InternalError(cause.to_string()))?;
            found.extend(address);
        }
        Ok(found)
    }

    fn provinces(&self, address: DocAddress) -> Vec<u16> {
        let regions = self.state.table.regions_of(self.facets(address.segment_ord), address.doc_id as usize);
        regions.iter().copied().filter(|at| PLACES.get(usize::from(*at)).is_some_and(|place| place.province)).collect()
    }
}

fn bit(lang: Lang) -> usize {
    1 << Lang::ALL.iter().position(|known| *known == lang).unwrap_or(0)
}

/// The id of a case, without reading the case.
pub(super) fn id(state: &Snapshot, address: DocAddress) -> tantivy::Result<String> {
    let reader = state.searcher.segment_reader(address.segment_ord);
    let mut id = String::new();
    if let Some(column) = reader.fast_fields().str("id")?
        && let Some(ordinal) = column.term_ords(address.doc_id).next()
    {
        column.ord_to_str(ordinal, &mut id)?;
    }
    Ok(id)
}

/// What of a region counts here, by its position in [`Region::all`].
struct Place {
    province: bool,
    economic: Option<EconomicRegion>,
}

static PLACES: LazyLock<Arc<[Place]>> = LazyLock::new(|| {
    Region::all()
        .map(|region| Place { province: region.kind() == RegionKind::Province, economic: region.economic_region() })
        .collect()
});

/// The best cases so far.
struct Best {
    /// Score by which they are chosen, score by words, and where.
    cases: Vec<(f32, f32, DocAddress)>,
    /// No case of less can be among them.
    least: f32,
}

impl Default for Best {
    fn default() -> Self {
        Self { cases: Vec::new(), least: f32::MIN }
    }
}

impl Best {
    fn offer(&mut self, chosen_by: f32, score: f32, address: DocAddress) {
        if chosen_by < self.least {
            return;
        }
        self.cases.push((chosen_by, score, address));
        if self.cases.len() == CANDIDATES * 2 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.cases.len() > CANDIDATES {
            self.cases.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
            self.cases.truncate(CANDIDATES);
            self.least = self.cases[CANDIDATES - 1].0;
        }
    }

    fn harvest(mut self) -> Vec<Scored> {
        self.cut();
        self.cases.into_iter().map(|(_, score, address)| (score, address)).collect()
    }
}
