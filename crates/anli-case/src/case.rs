//! What a case is, once it has been read.
//!
//! The types say what the codebook says: one reform in one place, with one or two write-ups. Everything that is looked up
//! in a vocabulary is already resolved.

use serde::{Deserialize, Serialize};

use crate::{Area, Period, Region};

/// One reform in one place. A hit of a search is a case, never one of its files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Stable identifier: lower-case ASCII letters, digits and hyphens; the file name without its ending.
    pub id: String,
    /// Retired identifiers whose addresses lead here.
    pub aliases: Vec<String>,
    /// Language of the original write-up.
    pub lang: Lang,
    /// One or two write-ups, the original first.
    pub writeups: Vec<Writeup>,
    /// Where it happened; empty when unknown.
    pub regions: Vec<Region>,
    /// At what level of government or institution.
    pub level: Option<Level>,
    /// When it began.
    pub started: Option<Period>,
    /// When it was over.
    pub ended: Option<Period>,
    /// When the newest source was published.
    pub reported: Option<Period>,
    /// How far it has come.
    pub stage: Stage,
    /// Terms of the reform vocabulary, at most a handful.
    pub areas: Vec<Area>,
    /// Bodies that took part, the leading one first.
    pub organizations: Vec<Organization>,
    /// Prizes and official commendations.
    pub awards: Vec<Award>,
    /// Who gains by it.
    pub beneficiaries: Option<Beneficiaries>,
    /// Other cases this one is tied to.
    pub related: Vec<Related>,
    /// What the footnotes refer to, in the order of the front matter.
    pub sources: Vec<Source>,
}

/// The text of a case in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Writeup {
    /// Its language.
    pub lang: Lang,
    /// Title; never empty.
    pub title: String,
    /// Abstract, may be empty.
    pub summary: String,
    /// Paragraphs and list items, in the order of the text.
    pub facts: Vec<Fact>,
}

impl Writeup {
    /// How long its title, summary and facts are together: letters, digits and Han characters in Chinese, words in English. Frequencies
    /// are given in parts of it.
    pub fn length(&self) -> usize {
        let facts = self.facts.iter().map(|fact| &fact.text);
        let length = |text: &String| match self.lang {
            Lang::Zh => text.chars().filter(|c| c.is_alphanumeric()).count(),
            Lang::En => text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count(),
        };
        [&self.title, &self.summary].into_iter().chain(facts).map(length).sum()
    }
}

/// One paragraph or list item of a write-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Address inside the write-up: `f1`, `f2`, … in order, or the one the text sets by ending in `{#f12}`. The same anchor
    /// names the same fact in both languages.
    pub anchor: String,
    /// What the heading above it says it is; `None` under any other heading.
    pub kind: Option<FactKind>,
    /// A heading that names no kind is text of the case and goes before the first fact under it; empty otherwise.
    pub heading: String,
    /// Plain text, without markup and footnote marks; raw HTML stands in it as it was typed.
    pub text: String,
    /// Identifiers of the sources cited, in order, without repetition.
    pub sources: Vec<String>,
    /// Line in the file where it begins, counted from 1.
    #[serde(skip)]
    pub line: usize,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word used in files and addresses.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The label shown to a reader of that language.
            pub const fn label(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::Zh) => $zh, (Self::$variant, Lang::En) => $en,)+ }
            }

            /// The value of a word used in files and addresses.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                Self::from_word(&word).ok_or_else(|| serde::de::Error::custom(crate::fault::not_one_of(&word, &Self::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>())))
            }
        }
    };
}

words! {
    /// A language of write-ups.
    Lang {
        /// Chinese.
        Zh = "zh", "中文", "Chinese";
        /// English.
        En = "en", "英文", "English";
    }
}

words! {
    /// The level of government or institution that carried a reform out.
    Level {
        /// The whole country.
        Nationwide = "nationwide", "全国", "Nationwide";
        /// A province, autonomous region, municipality or special administrative region.
        Province = "province", "省级", "Province";
        /// A prefecture or prefecture-level city.
        Prefecture = "prefecture", "地市级", "Prefecture";
        /// A county, district or county-level city.
        County = "county", "区县级", "County";
        /// One school or university.
        School = "school", "学校", "School";
        /// Several regions together.
        CrossRegion = "cross-region", "跨区域", "Cross-region";
        /// Outside China.
        International = "international", "境外", "International";
    }
}

words! {
    /// How far a reform has come.
    Stage {
        /// Tried in some places.
        Pilot = "pilot", "试点", "Pilot";
        /// In regular operation.
        Running = "running", "运行中", "Running";
        /// Taken over by others or by a higher level.
        Scaled = "scaled", "已推广", "Scaled up";
        /// Over.
        Ended = "ended", "已结束", "Ended";
        /// Not told.
        Unknown = "unknown", "未知", "Unknown";
    }
}

words! {
    /// What a fact tells, named by the heading above it.
    FactKind {
        /// Why it was done.
        Motivation = "motivation", "动因", "Motivation";
        /// What it was done in.
        Context = "context", "背景", "Context";
        /// How it works.
        Mechanism = "mechanism", "做法", "Mechanism";
        /// What it took: money, people, buildings.
        Resources = "resources", "投入", "Resources";
        /// How large it is.
        Scale = "scale", "规模", "Scale";
        /// What came of it.
        Result = "result", "成效", "Result";
        /// What went wrong.
        Difficulty = "difficulty", "困难", "Difficulty";
        /// What others held against it.
        Critique = "critique", "争议", "Critique";
        /// Under what conditions it works.
        Condition = "condition", "适用条件", "Condition";
        /// Who took it over.
        Spread = "spread", "推广", "Spread";
        /// What was learnt.
        Lesson = "lesson", "经验", "Lesson";
    }
}

words! {
    /// What a body did in a reform.
    Role {
        /// Carried it out.
        Lead = "lead", "主导", "Lead";
        /// Took part.
        Partner = "partner", "合作", "Partner";
        /// Paid.
        Funder = "funder", "资助", "Funder";
        /// Judged it.
        Evaluator = "evaluator", "评估", "Evaluator";
    }
}

words! {
    /// What sort of publication a source is.
    SourceKind {
        /// Of a government body or of the body that carried the reform out.
        Official = "official", "官方", "Official";
        /// A newspaper, agency or news site.
        Press = "press", "报道", "Press";
        /// A journal article, thesis or working paper.
        Paper = "paper", "论文", "Paper";
        /// Of a foundation, think tank or association.
        Ngo = "ngo", "社会组织", "NGO";
        /// A book.
        Book = "book", "书", "Book";
        /// A statistical table or yearbook.
        Statistics = "statistics", "统计", "Statistics";
        /// A formal evaluation.
        Evaluation = "evaluation", "评估报告", "Evaluation";
        /// Any other page.
        Web = "web", "网页", "Web page";
    }
}

words! {
    /// How two cases are tied.
    RelatedKind {
        /// The same reform elsewhere.
        SameReform = "same-reform", "同一改革", "Same reform";
        /// It came before.
        Precursor = "precursor", "前身", "Precursor";
        /// It was copied from there.
        CopiedFrom = "copied-from", "借鉴自", "Copied from";
        /// It is a part of that.
        PartOf = "part-of", "隶属于", "Part of";
    }
}

/// A body that took part in a reform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Name in the language of the original, normally Chinese.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// What it did.
    pub role: Option<Role>,
}

/// A prize or commendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// Name in the language of the original.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// When it was given.
    pub year: Option<u16>,
}

/// Who gains by a reform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beneficiaries {
    /// Those it is for.
    pub direct: Option<String>,
    /// Those who gain besides.
    pub indirect: Option<String>,
}

/// A tie to another case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Identifier of the other case.
    pub id: String,
    /// The tie.
    pub kind: RelatedKind,
}

/// A publication that a footnote refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What footnotes call it.
    pub id: String,
    /// Its address, absent where it was read on a mirror.
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as far as known.
    pub date: Option<Period>,
    /// Language of the publication, an IETF tag.
    pub lang: Option<String>,
    /// What sort of publication it is.
    pub kind: Option<SourceKind>,
}

impl Case {
    /// The write-up in `lang`, if there is one.
    pub fn writeup(&self, lang: Lang) -> Option<&Writeup> {
        self.writeups.iter().find(|writeup| writeup.lang == lang)
    }

    /// The year used for facets and sorting: when it began, else when it was reported.
    pub fn year(&self) -> Option<u16> {
        self.started.as_ref().or(self.reported.as_ref()).map(Period::first_year)
    }

    /// How well the case is supported: 0 no source, 1 only the body itself, 2 an independent report, 3 figures compared in
    /// an independent source, 4 a formal evaluation. Computed from the sources and what cites them, never typed.
    pub fn evidence(&self) -> u8 {
        let kind_of = |id: &String| self.sources.iter().find(|s| s.id == *id).and_then(|s| s.kind);
        if self.sources.is_empty() {
            return 0;
        }
        if self.sources.iter().any(|s| s.kind == Some(SourceKind::Evaluation)) {
            return 4;
        }
        let compares = |fact: &Fact| {
            fact.kind == Some(FactKind::Result)
                && figures(&fact.text) >= 2
                && fact
                    .sources
                    .iter()
                    .filter_map(kind_of)
                    .any(|kind| matches!(kind, SourceKind::Paper | SourceKind::Statistics))
        };
        if self.writeups.iter().flat_map(|writeup| &writeup.facts).any(compares) {
            return 3;
        }
        // A page of unknown kind proves no independence.
        if self.sources.iter().any(|s| !matches!(s.kind, None | Some(SourceKind::Official | SourceKind::Web))) {
            return 2;
        }
        1
    }
}

/// How many numbers in digits a text holds, a year not counted.
fn figures(text: &str) -> usize {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .map(|run| run.trim_matches(['.', ',']))
        .filter(|run| !run.is_empty())
        .filter(|run| !(run.len() == 4 && (run.starts_with("19") || run.starts_with("20"))))
        .count()
}
