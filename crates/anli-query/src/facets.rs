//! Facet values of every case in memory, and how they are filtered and counted.
//!
//! A case's regions with everything above them form a set; equal sets share one number, and so do sets of areas. Counting is
//! then one addition a facet and case, and only at the end is a set's count given to each of its members.

use std::collections::HashMap;

use anli_case::{Area, Lang, Level, Region, Stage};
use anli_indexer::schema::Marks;
use tantivy::{Searcher, SegmentReader};

use crate::question::{Facet, Filters};

/// Facet values of the cases of one index, by segment.
#[derive(Debug, Default)]
pub(crate) struct FacetTable {
    pub(crate) segments: Vec<SegmentFacets>,
    regions: Sets,
    areas: Sets,
}

/// Facet values of the cases of a segment, by document.
#[derive(Debug, Default)]
pub(crate) struct SegmentFacets {
    region_sets: Vec<u32>,
    area_sets: Vec<u32>,
    pub(crate) marks: Vec<Marks>,
    pub(crate) ties: Vec<u64>,
}

/// Distinct sets of ordinals.
#[derive(Debug, Default)]
struct Sets {
    members: Vec<Vec<u16>>,
    known: HashMap<Vec<u16>, u32>,
}

impl Sets {
    fn intern(&mut self, set: Vec<u16>) -> u32 {
        let next = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        *self.known.entry(set).or_insert_with_key(|set| {
            self.members.push(set.clone());
            next
        })
    }
}

fn ordinal(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// The ordinals of `values` and everything above them, once each.
fn closure<T: Copy>(
    values: impl Iterator<Item = T>,
    path: impl Fn(T) -> Vec<T>,
    index: impl Fn(T) -> usize,
) -> Vec<u16> {
    let mut set: Vec<u16> = values.flat_map(path).map(|value| ordinal(index(value))).collect();
    set.sort_unstable();
    set.dedup();
    set
}

impl FacetTable {
    /// Loads the values of every segment.
    pub(crate) fn load(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut table = Self::default();
        let regions: Vec<Region> = Region::all().collect();
        let areas: Vec<Area> = Area::all().collect();
        for segment in searcher.segment_readers() {
            let loaded = table.load_segment(segment, &regions, &areas)?;
            table.segments.push(loaded);
        }
        Ok(table)
    }

    fn load_segment(
        &mut self,
        segment: &SegmentReader,
        regions: &[Region],
        areas: &[Area],
    ) -> tantivy::Result<SegmentFacets> {
        let fast = segment.fast_fields();
        let (region_values, area_values) = (fast.u64("regions")?, fast.u64("areas")?);
        let (marks, ties) = (fast.u64("marks")?, fast.u64("tie")?);
        let known = |ordinal: u64| usize::try_from(ordinal).unwrap_or(usize::MAX);
        let mut facets = SegmentFacets::default();
        for doc in 0..segment.max_doc() {
            let of_case = region_values.values_for_doc(doc).filter_map(|ordinal| regions.get(known(ordinal)).copied());
            facets.region_sets.push(self.regions.intern(closure(of_case, Region::path, Region::index)));
            let of_case = area_values.values_for_doc(doc).filter_map(|ordinal| areas.get(known(ordinal)).copied());
            facets.area_sets.push(self.areas.intern(closure(
                of_case,
                |area| area.parent().into_iter().chain([area]).collect(),
                Area::index,
            )));
            facets.marks.push(Marks::unpack(marks.first(doc).unwrap_or(0)));
            facets.ties.push(ties.first(doc).unwrap_or(0));
        }
        Ok(facets)
    }

    /// `filters` in a form that is tested by document.
    pub(crate) fn compile(&self, filters: &Filters) -> Compiled {
        let passing = |sets: &Sets, wanted: Vec<u16>| {
            (!wanted.is_empty())
                .then(|| sets.members.iter().map(|set| set.iter().any(|member| wanted.contains(member))).collect())
        };
        let mask = |bits: Vec<usize>| (!bits.is_empty()).then(|| bits.into_iter().map(|bit| 1u16 << bit).sum());
        let position = |found: Option<usize>| found.unwrap_or(0);
        Compiled {
            regions: passing(&self.regions, filters.regions.iter().map(|region| ordinal(region.index())).collect()),
            areas: passing(&self.areas, filters.areas.iter().map(|area| ordinal(area.index())).collect()),
            levels: mask(unique(
                filters.levels.iter().map(|level| 1 + position(Level::ALL.iter().position(|known| known == level))),
            )),
            stages: mask(unique(
                filters.stages.iter().map(|stage| position(Stage::ALL.iter().position(|known| known == stage))),
            )),
            langs: mask(unique(
                filters.langs.iter().map(|lang| position(Lang::ALL.iter().position(|known| known == lang))),
            )),
            evidence: mask(unique(filters.evidence.iter().map(|grade| usize::from(*grade).min(15)))),
            years: (filters.year_from.is_some() || filters.year_to.is_some())
                .then(|| (filters.year_from.unwrap_or(1), filters.year_to.unwrap_or(u16::MAX))),
        }
    }

    /// The regions of a case and everything above them, by position in [`Region::all`].
    pub(crate) fn regions_of(&self, facets: &SegmentFacets, doc: usize) -> &[u16] {
        &self.regions.members[facets.region_sets[doc] as usize]
    }

    /// The areas of a case and the ones above them, by position in [`Area::all`].
    pub(crate) fn areas_of(&self, facets: &SegmentFacets, doc: usize) -> &[u16] {
        &self.areas.members[facets.area_sets[doc] as usize]
    }

    /// Counts for values of `facet`, from the counts of its sets or marks.
    pub(crate) fn expand(&self, counts: &Counts) -> ValueCounts {
        let members = |sets: &Sets, counts: &[u32], length: usize| {
            let mut values = vec![0u32; length];
            for (set, count) in sets.members.iter().zip(counts).filter(|(_, count)| **count > 0) {
                set.iter().for_each(|member| values[usize::from(*member)] += count);
            }
            values
        };
        ValueCounts {
            regions: members(&self.regions, &counts.region_sets, Region::all().len()),
            areas: members(&self.areas, &counts.area_sets, Area::all().len()),
            years: counts.years.clone(),
            levels: counts.levels.to_vec(),
            stages: counts.stages.to_vec(),
            langs: counts.langs.to_vec(),
            evidence: counts.evidence.to_vec(),
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts {
            region_sets: vec![0; self.regions.members.len()],
            area_sets: vec![0; self.areas.members.len()],
            years: vec![0; YEARS],
            levels: [0; 16],
            stages: [0; 16],
            langs: [0; 2],
            evidence: [0; 16],
        }
    }
}

fn unique(bits: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut bits: Vec<usize> = bits.collect();
    bits.sort_unstable();
    bits.dedup();
    bits
}

const YEARS: usize = 3_000;

/// Filters by document; `None` lets everything pass.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    regions: Option<Vec<bool>>,
    areas: Option<Vec<bool>>,
    levels: Option<u16>,
    stages: Option<u16>,
    langs: Option<u16>,
    evidence: Option<u16>,
    years: Option<(u16, u16)>,
}

/// The one facet whose filter a case fails, if it fails no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passes {
    All,
    AllBut(Facet),
    No,
}

impl Compiled {
    /// Which filters a document passes.
    pub(crate) fn test(&self, facets: &SegmentFacets, doc: usize) -> Passes {
        let marks = facets.marks[doc];
        let bit = |mask: Option<u16>, bits: u16| mask.is_some_and(|mask| mask & bits == 0);
        let fails = [
            (Facet::Region, self.regions.as_ref().is_some_and(|passing| !passing[facets.region_sets[doc] as usize])),
            (Facet::Area, self.areas.as_ref().is_some_and(|passing| !passing[facets.area_sets[doc] as usize])),
            (Facet::Year, self.years.is_some_and(|(from, to)| marks.year == 0 || marks.year < from || marks.year > to)),
            (Facet::Level, bit(self.levels, 1 << marks.level)),
            (Facet::Stage, bit(self.stages, 1 << marks.stage)),
            (Facet::Lang, bit(self.langs, u16::from(marks.langs))),
            (Facet::Evidence, bit(self.evidence, 1 << marks.evidence)),
        ];
        let mut passes = Passes::All;
        for (facet, fails) in fails {
            match (fails, passes) {
                (true, Passes::All) => passes = Passes::AllBut(facet),
                (true, _) => return Passes::No,
                (false, _) => {}
            }
        }
        passes
    }

    /// Whether every document passes.
    pub(crate) fn is_empty(&self) -> bool {
        self.regions.is_none()
            && self.areas.is_none()
            && self.levels.is_none()
            && self.stages.is_none()
            && self.langs.is_none()
            && self.evidence.is_none()
            && self.years.is_none()
    }
}

/// Counts by set and mark.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    region_sets: Vec<u32>,
    area_sets: Vec<u32>,
    years: Vec<u32>,
    levels: [u32; 16],
    stages: [u32; 16],
    langs: [u32; 2],
    evidence: [u32; 16],
}

impl Counts {
    /// Counts a document in every facet.
    pub(crate) fn add(&mut self, facets: &SegmentFacets, doc: usize) {
        let marks = facets.marks[doc];
        self.region_sets[facets.region_sets[doc] as usize] += 1;
        self.area_sets[facets.area_sets[doc] as usize] += 1;
        self.years[usize::from(marks.year).min(YEARS - 1)] += 1;
        self.levels[usize::from(marks.level & 15)] += 1;
        self.stages[usize::from(marks.stage & 15)] += 1;
        self.langs[0] += u32::from(marks.langs & 1);
        self.langs[1] += u32::from(marks.langs >> 1 & 1);
        self.evidence[usize::from(marks.evidence & 15)] += 1;
    }

    /// Adds the counts of another segment.
    pub(crate) fn merge(&mut self, other: &Self) {
        let add = |into: &mut [u32], from: &[u32]| into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
        add(&mut self.region_sets, &other.region_sets);
        add(&mut self.area_sets, &other.area_sets);
        add(&mut self.years, &other.years);
        add(&mut self.levels, &other.levels);
        add(&mut self.stages, &other.stages);
        add(&mut self.langs, &other.langs);
        add(&mut self.evidence, &other.evidence);
    }

    /// Counts a document in one facet.
    pub(crate) fn add_to(&mut self, facet: Facet, facets: &SegmentFacets, doc: usize) {
        let marks = facets.marks[doc];
        match facet {
            Facet::Region => self.region_sets[facets.region_sets[doc] as usize] += 1,
            Facet::Area => self.area_sets[facets.area_sets[doc] as usize] += 1,
            Facet::Year => self.years[usize::from(marks.year).min(YEARS - 1)] += 1,
            Facet::Level => self.levels[usize::from(marks.level & 15)] += 1,
            Facet::Stage => self.stages[usize::from(marks.stage & 15)] += 1,
            Facet::Lang => {
                self.langs[0] += u32::from(marks.langs & 1);
                self.langs[1] += u32::from(marks.langs >> 1 & 1);
            }
            Facet::Evidence => self.evidence[usize::from(marks.evidence & 15)] += 1,
        }
    }
}

/// Counts by value: position in the list of regions, areas, levels (plus one), stages and languages, or the year itself.
#[derive(Debug)]
pub(crate) struct ValueCounts {
    pub(crate) regions: Vec<u32>,
    pub(crate) areas: Vec<u32>,
    pub(crate) years: Vec<u32>,
    pub(crate) levels: Vec<u32>,
    pub(crate) stages: Vec<u32>,
    pub(crate) langs: Vec<u32>,
    pub(crate) evidence: Vec<u32>,
}
