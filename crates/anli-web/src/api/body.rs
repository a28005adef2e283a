//! The answers of the API, as far as pages show them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::ui::Lang;

/// A text in one language or both.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Bilingual {
    pub zh: Option<String>,
    pub en: Option<String>,
}

impl Bilingual {
    /// The text in that language alone.
    pub(crate) fn only(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Zh => self.zh.as_deref(),
            Lang::En => self.en.as_deref(),
        }
    }

    /// The text in that language, else in the other.
    pub(crate) fn best(&self, lang: Lang) -> &str {
        self.only(lang).or_else(|| self.only(lang.other())).unwrap_or_default()
    }

    /// The language of [`Self::best`].
    pub(crate) fn lang(&self, lang: Lang) -> Lang {
        if self.only(lang).is_some() { lang } else { lang.other() }
    }

    /// The text in the other language, where there are both.
    pub(crate) fn second(&self, lang: Lang) -> Option<&str> {
        self.only(lang).and(self.only(lang.other()))
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    pub index_version: String,
    pub question: Question,
    pub total: usize,
    pub page: usize,
    pub per_page: usize,
    #[serde(default)]
    pub notes: Vec<Note>,
    #[serde(default)]
    pub hits: Vec<Hit>,
    #[serde(default)]
    pub facets: BTreeMap<String, Vec<Facet>>,
    #[serde(default)]
    pub proposals: Vec<Proposal>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Question {
    #[serde(rename = "match")]
    pub matching: String,
    pub sort: String,
    #[serde(default)]
    pub expanded: Vec<Expanded>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Expanded {
    pub term: String,
    pub with: Vec<String>,
    pub from: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Note {
    pub code: String,
    pub message: String,
    #[serde(default)]
    pub label: Bilingual,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Proposal {
    pub q: String,
    pub change: String,
    pub from: String,
    pub to: Option<String>,
    pub parameter: Option<String>,
    pub total: usize,
}

/// Half-open ranges of characters.
pub(crate) type Marks = Vec<[usize; 2]>;

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Hit {
    pub id: String,
    pub title: Bilingual,
    #[serde(default)]
    pub summary: Bilingual,
    #[serde(default)]
    pub marks: BTreeMap<String, Marks>,
    #[serde(default)]
    pub region: Vec<Region>,
    pub year: Option<u16>,
    pub level: Option<String>,
    pub stage: String,
    #[serde(default)]
    pub areas: Vec<String>,
    pub evidence: u8,
    #[serde(default)]
    pub facts: Vec<Fact>,
    #[serde(default)]
    pub reasons: Vec<Reason>,
    #[serde(default)]
    pub differences: Vec<Reason>,
    pub relation: Option<Relation>,
}

/// Why a case is similar, or what differs.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Reason {
    pub label: Bilingual,
}

/// A tie between cases that one of them states.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Relation {
    pub kind: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Fact {
    pub anchor: String,
    pub kind: Option<String>,
    pub lang: Option<String>,
    pub text: String,
    #[serde(default)]
    pub marks: Option<Marks>,
    #[serde(default)]
    pub cut: Option<bool>,
    #[serde(default)]
    pub sources: Vec<String>,
    #[serde(default)]
    pub heading: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Region {
    pub code: String,
    pub name: Bilingual,
    #[serde(default)]
    pub path: Vec<String>,
    #[serde(default)]
    pub path_name: Vec<Bilingual>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Regions {
    pub regions: Vec<Region>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Facet {
    pub value: String,
    pub parent: Option<String>,
    pub label: Bilingual,
    pub count: u32,
    pub selected: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Areas {
    pub areas: Vec<Area>,
}

impl Areas {
    /// The area of that id.
    pub(crate) fn find(&self, id: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.id == id)
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Area {
    pub id: String,
    pub parent: Option<String>,
    pub label: Bilingual,
}

/// A whole case.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Case {
    #[serde(default)]
    pub index_version: String,
    pub id: String,
    pub lang: String,
    pub languages: Vec<String>,
    pub title: Bilingual,
    #[serde(default)]
    pub summary: Bilingual,
    #[serde(default)]
    pub region: Vec<Region>,
    pub level: Option<String>,
    pub started: Option<String>,
    pub ended: Option<String>,
    pub reported: Option<String>,
    pub year: Option<u16>,
    pub stage: String,
    #[serde(default)]
    pub areas: Vec<Area>,
    pub evidence: u8,
    #[serde(default)]
    pub organizations: Vec<Organization>,
    #[serde(default)]
    pub awards: Vec<Award>,
    pub beneficiaries: Option<Beneficiaries>,
    #[serde(default)]
    pub related: Vec<Related>,
    #[serde(default)]
    pub sources: Vec<Source>,
    #[serde(default)]
    pub facts: BTreeMap<String, Vec<Fact>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Organization {
    pub name: Bilingual,
    pub role: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Award {
    pub name: Bilingual,
    pub year: Option<u16>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Beneficiaries {
    pub direct: Option<String>,
    pub indirect: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Related {
    pub id: String,
    pub kind: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Source {
    pub id: String,
    pub url: Option<String>,
    pub title: String,
    pub publisher: Option<String>,
    pub date: Option<String>,
    pub lang: Option<String>,
    pub kind: Option<String>,
}

/// How the file of a case came to be as it is.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct History {
    /// Newest first.
    #[serde(default)]
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Change {
    pub commit: String,
    pub date: String,
    pub subject: String,
}

/// Cases like a case or a draft.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Similar {
    #[serde(default)]
    pub terms: Vec<Term>,
    #[serde(default)]
    pub areas: Vec<String>,
    #[serde(default)]
    pub notes: Vec<Note>,
    #[serde(default)]
    pub hits: Vec<Hit>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Term {
    pub text: String,
    pub lang: String,
}

/// Keyword in context.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Concordance {
    pub question: Question,
    pub total: usize,
    pub cases: usize,
    pub cases_with_lines: usize,
    pub page: usize,
    pub per_page: usize,
    pub width: usize,
    #[serde(default)]
    pub notes: Vec<Note>,
    #[serde(default)]
    pub lines: Vec<Line>,
}

/// A place in a text with what stands around it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Line {
    pub id: String,
    pub title: String,
    pub lang: String,
    pub anchor: String,
    pub kind: Option<String>,
    pub left: String,
    pub keyword: String,
    pub right: String,
    pub year: Option<u16>,
    #[serde(default)]
    pub region: Vec<Region>,
}

/// Cases in the order of their ids.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Listing {
    pub total: usize,
    pub cases: Vec<Listed>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Listed {
    pub id: String,
    /// In RFC 3339, where it is known.
    pub changed: Option<String>,
}
