//! Answers questions over an index on disk.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use anli_case::{Area, Case, Lang, Level, Region, Stage};
use anli_indexer::schema::{self, Fields, OpenError, Payload};
use anli_text::{Script, script};
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::answer::{Answer, FacetCounts, FacetValue, Hit};
use crate::collect::{Found, Pass};
use crate::count::Tally;
use crate::facets::{FacetTable, ValueCounts};
use crate::highlight::Highlighter;
use crate::lazy::Lazy;
use crate::plan::{Plan, Translated, plan};
use crate::propose::Characters;
use crate::question::{Facet, Question, Sort};
use crate::statistics::Statistics;
use crate::suggest::SuggestionTable;
use crate::synonyms::Lacking;

/// Facts shown with a hit.
const PASSAGES: usize = 3;

/// Why a question could not be answered; never the asker's fault.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The index cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The index cannot be read.
    #[error("the index cannot be read: {0}; run `anli verify`")]
    Read(tantivy::TantivyError),
    /// A stored case cannot be read.
    #[error("a stored case cannot be read: {0}; run `anli index --rebuild`")]
    Stored(serde_json::Error),
}

impl From<tantivy::TantivyError> for EngineError {
    fn from(cause: tantivy::TantivyError) -> Self {
        Self::Read(cause)
    }
}

impl From<serde_json::Error> for EngineError {
    fn from(cause: serde_json::Error) -> Self {
        Self::Stored(cause)
    }
}

/// An index that answers. Cheap to clone; every clone sees the same state.
#[derive(Clone)]
pub struct Engine {
    dir: PathBuf,
    state: Arc<RwLock<Arc<Snapshot>>>,
}

/// One state of the index; an answer is made from one of them.
pub(crate) struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    pub(crate) payload: Payload,
    path: PathBuf,
    pub(crate) table: Arc<FacetTable>,
    pub(crate) lacking: Arc<Lacking>,
    /// Made when it is first asked for.
    pub(crate) suggestions: Lazy<SuggestionTable>,
    /// Likewise.
    pub(crate) characters: Lazy<Characters>,
    /// Where the cases are, in the order of their ids; likewise.
    pub(crate) order: Lazy<Vec<DocAddress>>,
}

impl Snapshot {
    fn load(dir: &Path) -> Result<Self, EngineError> {
        let opened = schema::open(dir)?;
        let reader = opened.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let table = Arc::new(FacetTable::load(&searcher)?);
        let lacking = Arc::new(Lacking::load(&searcher, &table));
        Ok(Self {
            searcher,
            fields: opened.fields,
            payload: opened.payload,
            path: opened.path,
            table,
            lacking,
            suggestions: Lazy::default(),
            characters: Lazy::default(),
            order: Lazy::default(),
        })
    }
}

impl Engine {
    /// Opens the index in `dir`.
    ///
    /// # Errors
    /// [`EngineError::Open`] says what to do when there is none of this format.
    pub fn open(dir: &Path) -> Result<Self, EngineError> {
        let snapshot = Snapshot::load(dir)?;
        Ok(Self { dir: dir.to_owned(), state: Arc::new(RwLock::new(Arc::new(snapshot))) })
    }

    /// Looks at the index again; answers under way finish on the state they began with. Says whether it had changed.
    ///
    /// # Errors
    /// [`EngineError`]; the old state goes on answering.
    pub fn reload(&self) -> Result<bool, EngineError> {
        let opened = schema::open(&self.dir)?;
        let now = self.snapshot();
        if opened.payload == now.payload && opened.path == now.path {
            return Ok(false);
        }
        let next = Arc::new(Snapshot::load(&self.dir)?);
        *self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner) = next;
        Ok(true)
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Version of the index; see [`Payload::version`].
    pub fn version(&self) -> String {
        self.snapshot().payload.version()
    }

    /// Number of cases.
    pub fn cases(&self) -> u64 {
        self.snapshot().searcher.num_docs()
    }

    /// Answers a question.
    ///
    /// # Errors
    /// [`EngineError`] when the index cannot be read.
    pub fn answer(&self, question: &Question) -> Result<Answer, EngineError> {
        let state = self.snapshot();
        let Plan { query, patterns, translated, expanded, matching, scored } =
            plan(question.expr.as_ref(), &state, question.matching, question.expand)?;
        let sort = if scored || question.sort != Sort::Relevance { question.sort } else { Sort::Newest };
        let filters = Arc::new(state.table.compile(&question.filters));
        let pass = Pass {
            table: &state.table,
            filters: &filters,
            sort,
            offset: question.page.saturating_sub(1).saturating_mul(question.per_page),
            limit: question.per_page,
        };
        let statistics = Statistics::lenient(&state);
        let Found { hits, total, counts } =
            state.searcher.search_with_statistics_provider(&*query, &pass, &statistics)?;
        let plain = Highlighter::new(patterns.clone());
        let prefer = language(&question.text);
        let hits = hits
            .into_iter()
            .map(|(score, address)| {
                let case = state.case(address)?;
                let besides: Vec<&Translated> = translated.iter().filter(|added| added.finds(&case)).collect();
                if besides.is_empty() {
                    return Ok(hit(case, score, &plain, prefer));
                }
                let besides = besides.into_iter().flat_map(|added| &added.patterns);
                let marking = Highlighter::new(patterns.iter().chain(besides).cloned().collect());
                Ok(hit(case, score, &marking, prefer))
            })
            .collect::<Result<_, EngineError>>()?;
        let counts = state.table.expand(&counts);
        let facets = question
            .facets
            .iter()
            .map(|facet| FacetCounts { facet: *facet, values: values(*facet, &counts, question) })
            .collect();
        Ok(Answer {
            index_version: state.payload.version(),
            question: question.clone(),
            matching,
            expanded,
            total,
            notes: question.notes.clone(),
            hits,
            facets,
        })
    }

    /// The case with that id, or, failing that, the case that has it as a retired id.
    ///
    /// # Errors
    /// [`EngineError`] when the index cannot be read.
    pub fn case(&self, id: &str) -> Result<Option<Case>, EngineError> {
        let state = self.snapshot();
        state.address(id)?.map(|address| state.case(address)).transpose()
    }
}

impl Snapshot {
    /// How many cases `question` finds: the total of its answer.
    pub(crate) fn count(&self, question: &Question) -> Result<usize, EngineError> {
        let plan = plan(question.expr.as_ref(), self, question.matching, question.expand)?;
        let filters = Arc::new(self.table.compile(&question.filters));
        Ok(self.searcher.search(&*plan.query, &Tally { table: &self.table, filters: &filters })?)
    }

    pub(crate) fn case(&self, address: DocAddress) -> Result<Case, EngineError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let stored = document.get_first(self.fields.case).and_then(|value| value.as_bytes()).unwrap_or_default();
        Ok(serde_json::from_slice(stored)?)
    }

    /// Where the case with that id is, or, failing that, the case that has it as a retired id.
    pub(crate) fn address(&self, id: &str) -> Result<Option<DocAddress>, EngineError> {
        for field in [self.fields.id, self.fields.alias] {
            let query = TermQuery::new(Term::from_field_text(field, id), IndexRecordOption::Basic);
            let found = self.searcher.search(&query, &tantivy::collector::DocSetCollector)?;
            if let Some(address) = found.into_iter().min() {
                return Ok(Some(address));
            }
        }
        Ok(None)
    }
}

/// The language a question is asked in: that of its first letter.
fn language(text: &str) -> Lang {
    let first = anli_text::fold(text).chars().find_map(script);
    if first == Some(Script::Alphanumeric) { Lang::En } else { Lang::Zh }
}

pub(crate) fn hit(case: Case, score: f32, highlighter: &Highlighter, prefer: Lang) -> Hit {
    let titles = case.writeups.iter().map(|writeup| highlighter.mark(&writeup.title, writeup.lang)).collect();
    let summaries = case.writeups.iter().map(|writeup| highlighter.mark(&writeup.summary, writeup.lang)).collect();
    let passages = highlighter.passages(&case, prefer, PASSAGES);
    Hit { case, score, titles, summaries, passages }
}

/// The values of a facet that have a case or are selected; of areas every one, so that gaps show.
fn values(facet: Facet, counts: &ValueCounts, question: &Question) -> Vec<FacetValue> {
    let filters = &question.filters;
    let plain = |value: &str, zh: &str, en: &str, count: u32, selected: bool| FacetValue {
        value: value.to_owned(),
        parent: None,
        zh: zh.to_owned(),
        en: en.to_owned(),
        count,
        selected,
    };
    let mut values: Vec<FacetValue> = match facet {
        Facet::Region => return regions(counts, &filters.regions),
        Facet::Area => {
            let all = Area::all().map(|area| FacetValue {
                parent: area.parent().map(|parent| parent.slug().to_owned()),
                ..plain(
                    area.slug(),
                    area.label(Lang::Zh),
                    area.label(Lang::En),
                    counts.areas[area.index()],
                    filters.areas.contains(&area),
                )
            });
            return all.collect();
        }
        Facet::Year => {
            let selected = |year: u16| {
                (filters.year_from.is_some() || filters.year_to.is_some())
                    && filters.year_from.is_none_or(|from| from <= year)
                    && filters.year_to.is_none_or(|to| year <= to)
            };
            let years = counts.years.iter().enumerate().skip(1).filter(|(_, count)| **count > 0);
            return years
                .map(|(year, count)| {
                    let text = year.to_string();
                    plain(&text, &text, &text, *count, selected(u16::try_from(year).unwrap_or(u16::MAX)))
                })
                .collect();
        }
        Facet::Level => {
            let all = Level::ALL.iter().enumerate();
            all.map(|(at, level)| {
                plain(
                    level.as_str(),
                    level.label(Lang::Zh),
                    level.label(Lang::En),
                    counts.levels[at + 1],
                    filters.levels.contains(level),
                )
            })
            .collect()
        }
        Facet::Stage => {
            let all = Stage::ALL.iter().enumerate();
            all.map(|(at, stage)| {
                plain(
                    stage.as_str(),
                    stage.label(Lang::Zh),
                    stage.label(Lang::En),
                    counts.stages[at],
                    filters.stages.contains(stage),
                )
            })
            .collect()
        }
        Facet::Lang => {
            let all = Lang::ALL.iter().enumerate();
            all.map(|(at, lang)| {
                plain(
                    lang.as_str(),
                    lang.label(Lang::Zh),
                    lang.label(Lang::En),
                    counts.langs[at],
                    filters.langs.contains(lang),
                )
            })
            .collect()
        }
        Facet::Evidence => EVIDENCE
            .iter()
            .enumerate()
            .map(|(grade, (zh, en))| {
                plain(
                    &grade.to_string(),
                    zh,
                    en,
                    counts.evidence[grade],
                    filters.evidence.iter().any(|wanted| usize::from(*wanted) == grade),
                )
            })
            .collect(),
    };
    values.retain(|value| value.count > 0 || value.selected);
    values
}

/// Labels of the grades of evidence, in Chinese and English.
pub const EVIDENCE: [(&str, &str); 5] = [
    ("无来源", "No source"),
    ("仅本单位材料", "The body itself only"),
    ("独立报道", "Independent report"),
    ("有数据对比", "Compared figures"),
    ("正式评估", "Formal evaluation"),
];

fn regions(counts: &ValueCounts, selected: &[Region]) -> Vec<FacetValue> {
    // A selected place without cases is shown with what lies above it, or it would hang in the air.
    let mut shown: Vec<Region> = Region::all().filter(|region| counts.regions[region.index()] > 0).collect();
    shown.extend(selected.iter().flat_map(|region| region.path()));
    shown.sort_unstable();
    shown.dedup();
    let value = |region: Region| FacetValue {
        value: region.code().to_owned(),
        parent: region.parent().map(|parent| parent.code().to_owned()),
        zh: region.short_name(Lang::Zh).to_owned(),
        en: region.short_name(Lang::En).to_owned(),
        count: counts.regions[region.index()],
        selected: selected.contains(&region),
    };
    shown.into_iter().map(value).collect()
}
