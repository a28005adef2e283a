//! What a question finds, by year, area, place and level; how often its words are said; and which areas rise or fade.
//!
//! Every count has its denominator beside it: the cases of the same year, area, place or level that pass the same filters, whatever the
//! question. Cases are counted from the facet values in memory; only the frequency of words reads the text of the cases found.

use std::collections::BTreeMap;

use anli_case::{Area, Lang, Level, Region, RegionKind};
use anli_indexer::schema::Lengths;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::Engine;
use crate::concordance::{Finder, MAX_CASES, ReadingError, texts};
use crate::engine::{EngineError, Snapshot};
use crate::facets::{Compiled, FacetTable, Passes};
use crate::mann_kendall::{SIGNIFICANCE, Trend, adjust, mann_kendall};
use crate::plan::{Expanded, Plan, plan};
use crate::question::{Match, Note, Question};
use crate::statistics::Statistics;

/// What is asked for in trends.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendsQuestion {
    /// The question; its order and page mean nothing here.
    pub question: Question,
    /// The one table that is asked for; `None` asks for all.
    pub table: Option<TrendTable>,
}

/// A table of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrendTable {
    /// Cases by year.
    Years,
    /// Cases by area and year.
    Areas,
    /// Cases by province or country and year.
    Regions,
    /// Cases by level and year.
    Levels,
    /// Cases by area and province, with those that have none.
    Gaps,
    /// Occurrences of the words of the question, by language and year.
    Terms,
    /// Areas that rise or fade.
    Trends,
}

impl TrendTable {
    /// Every value.
    pub const ALL: &'static [Self] =
        &[Self::Years, Self::Areas, Self::Regions, Self::Levels, Self::Gaps, Self::Terms, Self::Trends];

    /// The word used in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Years => "years",
            Self::Areas => "areas",
            Self::Regions => "regions",
            Self::Levels => "levels",
            Self::Gaps => "gaps",
            Self::Terms => "terms",
            Self::Trends => "trends",
        }
    }
}

/// A count with its denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Cases that match the question.
    pub count: u32,
    /// All cases that pass the same filters.
    pub of: u32,
}

impl Cell {
    fn add(&mut self, matches: bool) {
        self.count += u32::from(matches);
        self.of += 1;
    }
}

/// A count of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearCell {
    /// The year.
    pub year: u16,
    /// The count.
    pub cell: Cell,
}

/// Cases of an area.
#[derive(Debug, Clone)]
pub struct AreaTrend {
    /// The area; cases of its narrower ones are among its own.
    pub area: Area,
    /// Of all years, and of none.
    pub total: Cell,
    /// By year; years in which it has no case are left out.
    pub years: Vec<YearCell>,
    /// How its share in all cases of a year changes.
    pub trend: Trend,
}

/// Cases of a province, a country, the whole country or a zone across provinces.
#[derive(Debug, Clone)]
pub struct RegionTrend {
    /// The place; cases of places in it are among its own.
    pub region: Region,
    /// Of all years, and of none.
    pub total: Cell,
    /// By year.
    pub years: Vec<YearCell>,
}

/// Cases of a level.
#[derive(Debug, Clone)]
pub struct LevelTrend {
    /// The level; `None` where it is not known.
    pub level: Option<Level>,
    /// Of all years, and of none.
    pub total: Cell,
    /// By year.
    pub years: Vec<YearCell>,
}

/// How often the words of a question are said in the write-ups of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermTrend {
    /// The language.
    pub lang: Lang,
    /// By year; years without a write-up are left out. `None`, the last, is that of cases without a year.
    pub years: Vec<TermYear>,
}

/// How often they are said in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TermYear {
    /// The year.
    pub year: Option<u16>,
    /// How often; overlapping places are one.
    pub occurrences: u64,
    /// Length of all write-ups of that year and language that pass the filters: characters in Chinese, words in English.
    pub of: u64,
}

/// What a question finds, by year and more.
#[derive(Debug, Clone)]
pub struct Trends {
    /// Names the state of the collection.
    pub index_version: String,
    /// How many loose words had to be there: never `Auto`.
    pub matching: Match,
    /// What the vocabulary added.
    pub expanded: Vec<Expanded>,
    /// What the asker should know.
    pub notes: Vec<Note>,
    /// All cases.
    pub total: Cell,
    /// Cases without a year.
    pub undated: Cell,
    /// By year; years without a case in the library are left out.
    pub years: Vec<YearCell>,
    /// How the share of the cases found in all cases of a year changes; `None` where nothing is asked for.
    pub trend: Option<Trend>,
    /// By area, in the order of the vocabulary.
    pub areas: Vec<AreaTrend>,
    /// Areas that were tested.
    pub tested: usize,
    /// By place: every province, and what else has a case.
    pub regions: Vec<RegionTrend>,
    /// By level.
    pub levels: Vec<LevelTrend>,
    /// The provinces, in the order of the rows of `gaps`.
    pub provinces: Vec<Region>,
    /// By area and province, in the orders of `areas` and `provinces`.
    pub gaps: Vec<Vec<Cell>>,
    /// How often the words of the question are said; `None` where there are none or too many cases to read, of which a note tells.
    pub terms: Option<Vec<TermTrend>>,
}

impl Engine {
    /// The trends of a question.
    ///
    /// # Errors
    /// [`ReadingError`] when the index cannot be read, or when words are asked for alone and too many cases would have to be read.
    pub fn trends(&self, asked: &TrendsQuestion) -> Result<Trends, ReadingError> {
        let state = self.snapshot();
        let question = &asked.question;
        let Plan { query, expanded, matching, .. } =
            plan(question.expr.as_ref(), &state, question.matching, question.expand).map_err(EngineError::from)?;
        let filters = std::sync::Arc::new(state.table.compile(&question.filters));
        let matches = Matches { table: state.table.clone(), filters: filters.clone() };
        let statistics = Statistics::lenient(&state);
        let found = state
            .searcher
            .search_with_statistics_provider(&*query, &matches, &statistics)
            .map_err(EngineError::from)?;
        let tally = Tally::of(&state, &filters, &found);
        let mut notes = question.notes.clone();
        let wants_terms = question.expr.is_some() && asked.table.is_none_or(|table| table == TrendTable::Terms);
        let terms = match wants_terms.then(|| terms(&state, &filters, &found, question)).transpose() {
            // The counts are not less true for it.
            Err(error @ ReadingError::TooManyCases { cases }) if asked.table.is_none() => {
                let zh = format!(
                    "问题查到 {cases} 个案例，一次最多通读 {MAX_CASES} 个，所以没有统计词频；请按地区、领域或年份缩小范围"
                );
                notes.push(Note::new("terms-left-out", None, zh, error.to_string()));
                None
            }
            terms => terms?,
        };
        let mut trends = tally.into_trends(question.expr.is_some());
        notes.extend(remarks(trends.tested));
        trends.index_version = state.payload.version();
        (trends.matching, trends.expanded, trends.notes, trends.terms) = (matching, expanded, notes, terms);
        Ok(trends)
    }
}

fn remarks(tested: usize) -> Vec<Note> {
    let zh = "案例库只是样本：趋势反映的是有人写成案例的改革，而不是全部改革";
    let sample = "the library is a sample: a trend is one of the cases somebody wrote up, not of all reforms";
    let mut notes = vec![Note::new("sample", None, zh, sample)];
    if tested > 0 {
        let by_chance = tested as f64 * SIGNIFICANCE;
        let zh = format!(
            "共检验了 {tested} 个领域（p < {SIGNIFICANCE}），其中一些可能只因偶然而显出升降（即使都没有变化，平均也会有 {by_chance:.1} 个）；\
             q 是据此校正的 p 值（Benjamini-Hochberg 法）。检验假定各年份互不影响"
        );
        let message = format!(
            "{tested} areas are tested at p < {SIGNIFICANCE}, of which some would show a direction by chance ({by_chance:.1} on average if none had one); \
             q is the p-value adjusted for that (Benjamini-Hochberg). The test takes one year as independent of the next"
        );
        notes.push(Note::new("many-tests", None, zh, message));
    }
    notes
}

/// Collects the cases that match and pass the filters, by segment.
struct Matches {
    table: std::sync::Arc<FacetTable>,
    filters: std::sync::Arc<Compiled>,
}

struct SegmentMatches {
    segment: SegmentOrdinal,
    table: std::sync::Arc<FacetTable>,
    filters: std::sync::Arc<Compiled>,
    found: Vec<DocId>,
}

impl Collector for Matches {
    type Fruit = BTreeMap<SegmentOrdinal, Vec<DocId>>;
    type Child = SegmentMatches;

    fn for_segment(&self, segment: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<SegmentMatches> {
        Ok(SegmentMatches { segment, table: self.table.clone(), filters: self.filters.clone(), found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<(SegmentOrdinal, Vec<DocId>)>) -> tantivy::Result<Self::Fruit> {
        Ok(segments.into_iter().collect())
    }
}

impl SegmentCollector for SegmentMatches {
    type Fruit = (SegmentOrdinal, Vec<DocId>);

    fn collect(&mut self, doc: DocId, _: Score) {
        if passes(&self.table, &self.filters, self.segment, doc) {
            self.found.push(doc);
        }
    }

    fn harvest(self) -> Self::Fruit {
        (self.segment, self.found)
    }
}

type Found = BTreeMap<SegmentOrdinal, Vec<DocId>>;

fn passes(table: &FacetTable, filters: &Compiled, segment: SegmentOrdinal, doc: DocId) -> bool {
    filters.test(&table.segments[segment as usize], doc as usize) == Passes::All
}

/// Counts by year, and of all years.
#[derive(Debug, Clone, Default)]
struct Row {
    total: Cell,
    years: BTreeMap<u16, Cell>,
}

impl Row {
    fn add(&mut self, year: u16, matches: bool) {
        self.total.add(matches);
        self.years.entry(year).or_default().add(matches);
    }

    /// The count of cases without a year, and those by year.
    fn dated(&self) -> (Cell, Vec<YearCell>) {
        let undated = self.years.get(&0).copied().unwrap_or_default();
        let years = self.years.iter().filter(|(year, _)| **year != 0);
        (undated, years.map(|(year, cell)| YearCell { year: *year, cell: *cell }).collect())
    }
}

/// Counts of everything.
struct Tally {
    all: Row,
    areas: Vec<Row>,
    /// By position in [`tops`].
    regions: Vec<Row>,
    /// By position in [`Level::ALL`] plus one; the first is that of unknown ones.
    levels: Vec<Row>,
    /// By area, then by position in [`tops`].
    gaps: Vec<Vec<Cell>>,
    tops: Vec<Region>,
}

/// The places that lie in no other.
fn tops() -> Vec<Region> {
    Region::all().filter(|region| region.parent().is_none()).collect()
}

impl Tally {
    fn of(state: &Snapshot, filters: &Compiled, found: &Found) -> Self {
        let tops = tops();
        let mut top_of: Vec<Option<usize>> = vec![None; Region::all().len()];
        tops.iter().enumerate().for_each(|(at, top)| top_of[top.index()] = Some(at));
        let areas = Area::all().len();
        let mut tally = Self {
            all: Row::default(),
            areas: vec![Row::default(); areas],
            regions: vec![Row::default(); tops.len()],
            levels: vec![Row::default(); Level::ALL.len() + 1],
            gaps: vec![vec![Cell::default(); tops.len()]; areas],
            tops,
        };
        for (segment, doc, matches) in cases(state, filters, found) {
            let facets = &state.table.segments[segment as usize];
            let marks = facets.marks[doc as usize];
            let regions: Vec<usize> = state
                .table
                .regions_of(facets, doc as usize)
                .iter()
                .filter_map(|region| top_of[usize::from(*region)])
                .collect();
            tally.all.add(marks.year, matches);
            tally.levels[usize::from(marks.level)].add(marks.year, matches);
            regions.iter().for_each(|region| tally.regions[*region].add(marks.year, matches));
            for area in state.table.areas_of(facets, doc as usize) {
                tally.areas[usize::from(*area)].add(marks.year, matches);
                regions.iter().for_each(|region| tally.gaps[usize::from(*area)][*region].add(matches));
            }
        }
        tally
    }

    fn into_trends(self, asked: bool) -> Trends {
        let (undated, years) = self.all.dated();
        let share = |row: &Row| -> Vec<(u16, f64)> {
            let count = |year| row.years.get(&year).map_or(0, |cell| cell.count);
            years.iter().map(|of| (of.year, f64::from(count(of.year)) / f64::from(of.cell.of))).collect()
        };
        let mut areas: Vec<AreaTrend> = Area::all()
            .zip(&self.areas)
            .map(|(area, row)| AreaTrend {
                area,
                total: row.total,
                years: row.dated().1,
                trend: mann_kendall(&share(row)),
            })
            .collect();
        let tested = adjust(areas.iter_mut().map(|area| &mut area.trend));
        let is_province = |region: &Region| region.kind() == RegionKind::Province;
        let regions = self.tops.iter().zip(&self.regions).filter(|(top, row)| is_province(top) || row.total.of > 0);
        let levels = [None].into_iter().chain(Level::ALL.iter().copied().map(Some));
        let row_of_provinces = |row: &Vec<Cell>| -> Vec<Cell> {
            self.tops.iter().zip(row).filter(|(top, _)| is_province(top)).map(|(_, cell)| *cell).collect()
        };
        Trends {
            index_version: String::new(),
            matching: Match::All,
            expanded: Vec::new(),
            notes: Vec::new(),
            total: self.all.total,
            undated,
            trend: asked.then(|| mann_kendall(&share(&self.all))),
            areas,
            tested,
            regions: regions
                .map(|(region, row)| RegionTrend { region: *region, total: row.total, years: row.dated().1 })
                .collect(),
            levels: levels
                .zip(&self.levels)
                .filter(|(level, row)| level.is_some() || row.total.of > 0)
                .map(|(level, row)| LevelTrend { level, total: row.total, years: row.dated().1 })
                .collect(),
            provinces: self.tops.iter().copied().filter(is_province).collect(),
            gaps: self.gaps.iter().map(row_of_provinces).collect(),
            terms: None,
            years,
        }
    }
}

/// Every case that passes the filters, and whether it matches.
fn cases<'a>(
    state: &'a Snapshot,
    filters: &'a Compiled,
    found: &'a Found,
) -> impl Iterator<Item = (SegmentOrdinal, DocId, bool)> + 'a {
    (0..).zip(state.searcher.segment_readers()).flat_map(move |(segment, reader)| {
        let mut matching = found.get(&segment).map_or(&[][..], Vec::as_slice).iter().copied().peekable();
        let alive = reader.doc_ids_alive().filter(move |doc| passes(&state.table, filters, segment, *doc));
        // Both are in the order of the documents.
        alive.map(move |doc| (segment, doc, matching.next_if_eq(&doc).is_some()))
    })
}

/// How often the words of a question, without what the vocabulary adds, are said in the cases found.
fn terms(
    state: &Snapshot,
    filters: &Compiled,
    found: &Found,
    question: &Question,
) -> Result<Vec<TermTrend>, ReadingError> {
    let count = found.values().map(Vec::len).sum();
    if count > MAX_CASES {
        return Err(ReadingError::TooManyCases { cases: count });
    }
    let finder = Finder::new(question.expr.as_ref(), state, false)?;
    // By language and year; the year that is not known comes last.
    let mut cells: [BTreeMap<u16, (u64, u64)>; 2] = Default::default();
    let key = |year: u16| if year == 0 { u16::MAX } else { year };
    for (segment, reader) in state.searcher.segment_readers().iter().enumerate() {
        let ordinal = SegmentOrdinal::try_from(segment).unwrap_or(SegmentOrdinal::MAX);
        let lengths = reader.fast_fields().u64("lengths").map_err(EngineError::from)?;
        for doc in reader.doc_ids_alive().filter(|doc| passes(&state.table, filters, ordinal, *doc)) {
            let year = state.table.segments[segment].marks[doc as usize].year;
            let Lengths { zh, en } = Lengths::unpack(lengths.first(doc).unwrap_or(0));
            for (cells, length) in cells.iter_mut().zip([zh, en]).filter(|(_, length)| *length > 0) {
                cells.entry(key(year)).or_default().1 += u64::from(length);
            }
        }
    }
    for (segment, docs) in found {
        for doc in docs {
            let case = state.case(DocAddress::new(*segment, *doc))?;
            let year = key(case.year().unwrap_or(0));
            for text in texts(&case) {
                let here = finder.occurrences(&text).len() as u64;
                if here > 0 {
                    let at = usize::from(text.writeup.lang == Lang::En);
                    cells[at].entry(year).or_default().0 += here;
                }
            }
        }
    }
    let years = |cells: &BTreeMap<u16, (u64, u64)>| {
        let year = |year: u16| (year != u16::MAX).then_some(year);
        cells
            .iter()
            .map(|(at, (occurrences, of))| TermYear { year: year(*at), occurrences: *occurrences, of: *of })
            .collect()
    };
    Ok(Lang::ALL.iter().zip(&cells).map(|(lang, cells)| TermTrend { lang: *lang, years: years(cells) }).collect())
}
