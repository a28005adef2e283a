//! The JSON of answers. Converted by hand from [`crate::Answer`], so that neither can change the other unseen.

mod case;

use std::collections::BTreeMap;

use anli_case::{Area, Case, Lang, Region, RegionKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Answer, Expanded, FacetCounts, Filters, Hit, Marked, Match, Note, Passage, Proposal, Question};

pub use case::CaseBody;

/// A text in Chinese and English; a language it is not in is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bilingual {
    /// Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Bilingual {
    pub(super) fn both(zh: &str, en: &str) -> Self {
        Self { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
    }

    pub(super) fn of<'a>(texts: impl Iterator<Item = (Lang, &'a str)>) -> Self {
        let mut bilingual = Self::default();
        for (lang, text) in texts.filter(|(_, text)| !text.is_empty()) {
            match lang {
                Lang::Zh => bilingual.zh = Some(text.to_owned()),
                Lang::En => bilingual.en = Some(text.to_owned()),
            }
        }
        bilingual
    }
}

/// The answer to a search.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchBody {
    /// State of the collection; the same version and question give the same answer.
    pub index_version: String,
    /// How the question was understood.
    pub question: QuestionBody,
    /// All cases that match, exactly.
    pub total: usize,
    /// Time the search took, in milliseconds.
    pub took_ms: f64,
    /// Page, from 1.
    pub page: usize,
    /// Hits a page.
    pub per_page: usize,
    /// What could not be understood as it was meant.
    pub notes: Vec<NoteBody>,
    /// The hits of the page.
    pub hits: Vec<HitBody>,
    /// Counts by facet; a facet's counts leave out its own filter.
    pub facets: BTreeMap<String, Vec<FacetBody>>,
    /// When little or nothing was found: changes that find more, the smallest first. Mostly empty.
    pub proposals: Vec<ProposalBody>,
}

/// A change to a question that finds more cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalBody {
    /// The changed question.
    pub q: String,
    /// `drop-word`, `drop-filter`, `spelling`, `similar-sound`, `similar-look`
    pub change: String,
    /// What is taken out or replaced: words as they were typed, or the values of a filter, separated by commas.
    pub from: String,
    /// What replaces it.
    pub to: Option<String>,
    /// The parameter that is dropped; all others stay as they are.
    pub parameter: Option<String>,
    /// How many cases the changed question finds, exactly.
    pub total: usize,
}

impl From<Proposal> for ProposalBody {
    fn from(proposal: Proposal) -> Self {
        Self {
            q: proposal.q,
            change: proposal.change.as_str().to_owned(),
            from: proposal.from,
            to: proposal.to,
            parameter: proposal.parameter.map(str::to_owned),
            total: proposal.total,
        }
    }
}

/// How a question was understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionBody {
    /// As asked.
    pub q: String,
    /// `all`, `most` or `any`: how many of the words had to be there.
    pub r#match: String,
    /// The filters, by facet.
    pub filters: BTreeMap<String, Vec<String>>,
    /// Order of hits.
    pub sort: String,
    /// Names that the vocabulary added, at a lower weight.
    pub expanded: Vec<ExpandedBody>,
}

/// Names that the vocabulary added.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpandedBody {
    /// Words of the question.
    pub term: String,
    /// What was added.
    pub with: Vec<String>,
    /// Where from: `areas`.
    pub from: String,
}

/// A remark on a question.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteBody {
    /// Stable name.
    pub code: String,
    /// Where in the question, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
    /// In English words.
    pub message: String,
    /// The same in both languages.
    pub label: Bilingual,
}

/// A case that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitBody {
    /// Identifier.
    pub id: String,
    /// Comparable within an answer.
    pub score: f32,
    /// Titles.
    pub title: Bilingual,
    /// Summaries.
    pub summary: Bilingual,
    /// Marks in titles and summaries: `title.zh`, `summary.en` …, half-open ranges in code points.
    pub marks: BTreeMap<String, Vec<[usize; 2]>>,
    /// Places.
    pub region: Vec<RegionBody>,
    /// When it began, else when it was reported.
    pub year: Option<u16>,
    /// Level.
    pub level: Option<String>,
    /// Stage.
    pub stage: String,
    /// Areas, by slug.
    pub areas: Vec<String>,
    /// Languages of its write-ups.
    pub languages: Vec<String>,
    /// Grade of evidence.
    pub evidence: u8,
    /// Facts that show why it was found, best first.
    pub facts: Vec<FactBody>,
}

/// A fact, or the part of it that shows why a case was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactBody {
    /// Its address in the write-up.
    pub anchor: String,
    /// What it tells; `null` under a heading that names no kind.
    pub kind: Option<String>,
    /// Its language.
    pub lang: String,
    /// Its text.
    pub text: String,
    /// Half-open ranges in code points of `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marks: Option<Vec<[usize; 2]>>,
    /// Whether sentences around `text` were left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<bool>,
    /// Heading above it, when it names no kind and this is the first fact below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Identifiers of its sources.
    pub sources: Vec<String>,
}

/// A place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegionBody {
    /// Division code, ISO 3166 code or `x-…`.
    pub code: String,
    /// Name.
    pub name: Bilingual,
    /// Codes from the top down to the place above it.
    pub path: Vec<String>,
    /// Short names of the same places.
    pub path_name: Vec<Bilingual>,
}

/// A value of a facet.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetBody {
    /// As used in filters.
    pub value: String,
    /// The value above it.
    pub parent: Option<String>,
    /// Label.
    pub label: Bilingual,
    /// Cases that match the question and every other facet's filter.
    pub count: u32,
    /// Whether the question filters by it.
    pub selected: bool,
}

fn pairs(marked: &Marked) -> Vec<[usize; 2]> {
    marked.marks.iter().map(|range| [range.start, range.end]).collect()
}

impl SearchBody {
    /// The JSON of `answer`, which took `took`.
    pub fn new(answer: Answer, took: std::time::Duration) -> Self {
        Self {
            took_ms: (took.as_secs_f64() * 1e6).round() / 1e3,
            page: answer.question.page,
            per_page: answer.question.per_page,
            total: answer.total,
            notes: notes(&answer.notes),
            hits: answer.hits.iter().map(HitBody::from).collect(),
            facets: answer.facets.iter().map(|counts| (counts.facet.as_str().to_owned(), facet(counts))).collect(),
            question: QuestionBody::new(
                &answer.question,
                answer.matching,
                answer.question.sort.as_str(),
                answer.expanded,
            ),
            index_version: answer.index_version,
            proposals: Vec::new(),
        }
    }

    /// The same with what to ask instead.
    #[must_use]
    pub fn with_proposals(self, proposals: Vec<Proposal>) -> Self {
        Self { proposals: proposals.into_iter().map(ProposalBody::from).collect(), ..self }
    }
}

pub(super) fn notes(notes: &[Note]) -> Vec<NoteBody> {
    let body = |note: &Note| NoteBody {
        code: note.code.to_owned(),
        at: note.at,
        message: note.message.clone(),
        label: Bilingual::both(&note.zh, &note.message),
    };
    notes.iter().map(body).collect()
}

impl QuestionBody {
    /// The JSON of how `question` was understood.
    pub(super) fn new(question: &Question, matching: Match, sort: &str, expanded: Vec<Expanded>) -> Self {
        Self {
            q: question.text.clone(),
            r#match: matching.as_str().to_owned(),
            filters: filters(&question.filters),
            sort: sort.to_owned(),
            expanded: expanded
                .into_iter()
                .map(|added| ExpandedBody { term: added.term, with: added.with, from: added.from.to_owned() })
                .collect(),
        }
    }
}

pub(super) fn filters(filters: &Filters) -> BTreeMap<String, Vec<String>> {
    let all = [
        ("region", filters.regions.iter().map(|value| value.code().to_owned()).collect::<Vec<_>>()),
        ("area", filters.areas.iter().map(|value| value.slug().to_owned()).collect()),
        ("level", filters.levels.iter().map(|value| value.as_str().to_owned()).collect()),
        ("stage", filters.stages.iter().map(|value| value.as_str().to_owned()).collect()),
        ("lang", filters.langs.iter().map(|value| value.as_str().to_owned()).collect()),
        ("evidence", filters.evidence.iter().map(u8::to_string).collect()),
        ("year_from", filters.year_from.iter().map(u16::to_string).collect()),
        ("year_to", filters.year_to.iter().map(u16::to_string).collect()),
    ];
    all.into_iter().filter(|(_, values)| !values.is_empty()).map(|(name, values)| (name.to_owned(), values)).collect()
}

fn facet(counts: &FacetCounts) -> Vec<FacetBody> {
    let body = |value: &crate::FacetValue| FacetBody {
        value: value.value.clone(),
        parent: value.parent.clone(),
        label: Bilingual::both(&value.zh, &value.en),
        count: value.count,
        selected: value.selected,
    };
    counts.values.iter().map(body).collect()
}

impl From<&Hit> for HitBody {
    fn from(hit: &Hit) -> Self {
        let case = &hit.case;
        let mut marks = BTreeMap::new();
        for (name, texts) in [("title", &hit.titles), ("summary", &hit.summaries)] {
            for (writeup, marked) in case.writeups.iter().zip(texts).filter(|(_, marked)| !marked.marks.is_empty()) {
                marks.insert(format!("{name}.{}", writeup.lang.as_str()), pairs(marked));
            }
        }
        Self {
            id: case.id.clone(),
            score: hit.score,
            title: titles(case),
            summary: summaries(case),
            marks,
            region: case.regions.iter().map(|region| RegionBody::from(*region)).collect(),
            year: case.year(),
            level: case.level.map(|level| level.as_str().to_owned()),
            stage: case.stage.as_str().to_owned(),
            areas: case.areas.iter().map(|area| area.slug().to_owned()).collect(),
            languages: languages(case),
            evidence: case.evidence(),
            facts: hit.passages.iter().map(FactBody::from).collect(),
        }
    }
}

pub(super) fn titles(case: &Case) -> Bilingual {
    Bilingual::of(case.writeups.iter().map(|writeup| (writeup.lang, writeup.title.as_str())))
}

fn summaries(case: &Case) -> Bilingual {
    Bilingual::of(case.writeups.iter().map(|writeup| (writeup.lang, writeup.summary.as_str())))
}

pub(super) fn languages(case: &Case) -> Vec<String> {
    case.writeups.iter().map(|writeup| writeup.lang.as_str().to_owned()).collect()
}

impl From<&Passage> for FactBody {
    fn from(passage: &Passage) -> Self {
        Self {
            anchor: passage.anchor.clone(),
            kind: passage.kind.map(|kind| kind.as_str().to_owned()),
            lang: passage.lang.as_str().to_owned(),
            text: passage.marked.text.clone(),
            marks: Some(pairs(&passage.marked)),
            cut: Some(passage.cut),
            heading: None,
            sources: passage.sources.clone(),
        }
    }
}

impl From<Region> for RegionBody {
    fn from(region: Region) -> Self {
        let path = region.path();
        let above = &path[..path.len().saturating_sub(1)];
        Self {
            code: region.code().to_owned(),
            name: Bilingual::both(region.name(Lang::Zh), region.name(Lang::En)),
            path: above.iter().map(|region| region.code().to_owned()).collect(),
            path_name: above
                .iter()
                .map(|region| Bilingual::both(region.short_name(Lang::Zh), region.short_name(Lang::En)))
                .collect(),
        }
    }
}

/// A reform area.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaBody {
    /// Slug, as used in filters.
    pub id: String,
    /// The area above it.
    pub parent: Option<String>,
    /// Label.
    pub label: Bilingual,
    /// Other names, Chinese and English.
    pub synonyms: Vec<String>,
    /// What belongs under it.
    pub scope: Bilingual,
}

impl From<Area> for AreaBody {
    fn from(area: Area) -> Self {
        Self {
            id: area.slug().to_owned(),
            parent: area.parent().map(|parent| parent.slug().to_owned()),
            label: Bilingual::both(area.label(Lang::Zh), area.label(Lang::En)),
            synonyms: Lang::ALL.iter().flat_map(|lang| area.synonyms(*lang)).cloned().collect(),
            scope: Bilingual::both(area.scope_note(Lang::Zh), area.scope_note(Lang::En)),
        }
    }
}

/// The areas.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreasBody {
    /// A top area before its narrower ones.
    pub areas: Vec<AreaBody>,
}

/// A place that was looked up.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionFound {
    /// The place.
    #[serde(flatten)]
    pub region: RegionBody,
    /// `nationwide`, `province`, `prefecture`, `county`, `country`, `zone`
    pub kind: String,
    /// The old name or code that was asked for, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former: Option<String>,
}

/// Places.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionsBody {
    /// A parent before its children, or the candidates of a name, likeliest first.
    pub regions: Vec<RegionFound>,
}

impl RegionFound {
    /// `region`, found under an old name or none.
    pub fn new(region: Region, former: Option<String>) -> Self {
        let kind = match region.kind() {
            RegionKind::Nationwide => "nationwide",
            RegionKind::Province => "province",
            RegionKind::Prefecture => "prefecture",
            RegionKind::County => "county",
            RegionKind::Country => "country",
            RegionKind::Zone => "zone",
        };
        Self { region: region.into(), kind: kind.to_owned(), former }
    }
}
