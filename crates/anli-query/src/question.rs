//! What is asked: the tree that a typed question becomes, its filters and its order.

use anli_case::{Area, FactKind, Lang, Level, Region, Stage};
use anli_indexer::schema::Section;

/// Longest question, in characters.
pub const MAX_CHARACTERS: usize = 1_000;
/// Most operands in a question; words that stand together count as one.
pub const MAX_CLAUSES: usize = 64;
/// Deepest nesting of brackets, negations and fields.
pub const MAX_DEPTH: usize = 16;
/// Most parts of a quote that asks for nearness.
pub const MAX_NEAR: usize = 8;
/// Most hits on one page.
pub const MAX_PER_PAGE: usize = 100;
/// Up to so many words must all be there when nothing else is asked for.
pub const AUTO_ALL_WORDS: usize = 6;

/// A question, ready to be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// As it was typed.
    pub text: String,
    /// What it means; `None` asks for every case.
    pub expr: Option<Expr>,
    /// What could not be understood as it was meant.
    pub notes: Vec<Note>,
    /// How many of its loose words must be there.
    pub matching: Match,
    /// Narrows the cases.
    pub filters: Filters,
    /// Order of hits.
    pub sort: Sort,
    /// Page, from 1.
    pub page: usize,
    /// Hits a page, at most [`MAX_PER_PAGE`].
    pub per_page: usize,
    /// Facets to count.
    pub facets: Vec<Facet>,
    /// Whether labels of the vocabulary are added to the words that name them.
    pub expand: bool,
}

impl Question {
    /// Reads a typed question, with every setting at its default.
    ///
    /// # Errors
    /// [`crate::ParseError`] when it is longer, wider or deeper than the caps.
    pub fn parse(text: &str) -> Result<Self, crate::ParseError> {
        let (expr, notes) = crate::parse::parse(text)?;
        Ok(Self {
            text: text.to_owned(),
            expr,
            notes,
            matching: Match::Auto,
            filters: Filters::default(),
            sort: Sort::Relevance,
            page: 1,
            per_page: 10,
            facets: Facet::ALL.to_vec(),
            expand: true,
        })
    }
}

/// A part of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Operands that stand side by side: loose words, of which [`Match`] says how many must be there, among others that always must.
    Group(Vec<Expr>),
    /// Joined by AND: every one.
    And(Vec<Expr>),
    /// Joined by OR: any of them.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// Only in these sections.
    In(Field, Box<Expr>),
    /// A loose word.
    Word(Term),
    /// A quote, to be found as it stands.
    Quote(String),
    /// Parts of a quote within so many characters (Chinese) or words (English) of each other, in any order.
    Near(Vec<String>, u32),
    /// Words that begin so.
    Prefix(String),
    /// Nothing that could be searched; matches no case.
    Nothing,
}

/// A loose word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it was typed.
    pub surface: String,
    /// Its indexed form.
    pub text: String,
    /// Whether it is matched as a literal string of characters (Han and other scripts without spaces).
    pub literal: bool,
    /// Words that may stand for it together when it is not there itself: 农业 and 银行 for 农业银行.
    pub pieces: Vec<String>,
    /// Words inside it, which help to rank.
    pub inner: Vec<String>,
    /// Whether it says so little that it is not required beside others.
    pub stop: bool,
    /// Where in the question it stands, in characters.
    pub at: usize,
}

/// Where a part of a question is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Titles.
    Title,
    /// Everything of a write-up but its title.
    Body,
    /// Summaries.
    Summary,
    /// Areas: labels, in both languages.
    Area,
    /// Names of bodies.
    Organization,
    /// Names of places.
    Place,
    /// Facts of one kind.
    Facts(FactKind),
}

impl Field {
    /// The field of a name that a person types before a colon, in any case: ours in English and Chinese, and the codes of CNKI.
    pub fn from_name(name: &str) -> Option<Self> {
        let field = match name {
            "title" | "题名" | "标题" | "篇名" | "ti" => Self::Title,
            "body" | "正文" | "全文" | "text" | "ft" => Self::Body,
            "summary" | "abstract" | "摘要" | "ab" => Self::Summary,
            "area" | "descriptor" | "领域" | "关键词" | "主题词" | "ky" | "su" | "主题" => Self::Area,
            "org" | "author" | "单位" | "机构" | "作者" | "au" | "af" => Self::Organization,
            "place" | "地点" | "地区" | "地名" => Self::Place,
            _ => {
                let kind =
                    FactKind::ALL.iter().copied().find(|kind| kind.as_str() == name || kind.label(Lang::Zh) == name);
                return kind.map(Self::Facts);
            }
        };
        Some(field)
    }

    /// The sections of the index it covers.
    pub fn sections(self) -> Vec<Section> {
        match self {
            Self::Title => vec![Section::Title],
            Self::Summary => vec![Section::Summary],
            Self::Area => vec![Section::Areas],
            Self::Organization => vec![Section::Organizations],
            Self::Place => vec![Section::Places],
            Self::Facts(kind) => vec![Section::Facts(Some(kind))],
            Self::Body => {
                let kinds = FactKind::ALL.iter().map(|kind| Section::Facts(Some(*kind)));
                kinds.chain([Section::Summary, Section::Facts(None)]).collect()
            }
        }
    }

    /// Its name in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Summary => "summary",
            Self::Area => "area",
            Self::Organization => "org",
            Self::Place => "place",
            Self::Facts(kind) => kind.as_str(),
        }
    }
}

/// Something about a question that its asker should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Stable name.
    pub code: &'static str,
    /// Where in the question, in characters.
    pub at: Option<usize>,
    /// In Chinese words.
    pub zh: String,
    /// In English words.
    pub message: String,
}

impl Note {
    /// A note in both languages.
    pub fn new(code: &'static str, at: Option<usize>, zh: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, at, zh: zh.into(), message: message.into() }
    }
}

/// How many loose words must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Match {
    /// All of up to [`AUTO_ALL_WORDS`], else any.
    Auto,
    /// All.
    All,
    /// Two thirds, rounded up.
    Most,
    /// One.
    Any,
}

impl Match {
    /// Every value.
    pub const ALL: &'static [Self] = &[Self::Auto, Self::All, Self::Most, Self::Any];

    /// The word used in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::All => "all",
            Self::Most => "most",
            Self::Any => "any",
        }
    }
}

/// Order of hits; what is equal in it is ordered the same in every answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Best first; newest first where no words are asked for.
    Relevance,
    /// Latest year first, unknown years last.
    Newest,
    /// Earliest year first, unknown years last.
    Oldest,
}

impl Sort {
    /// Every value.
    pub const ALL: &'static [Self] = &[Self::Relevance, Self::Newest, Self::Oldest];

    /// The word used in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }
}

/// Filters: values of one facet are alternatives, facets narrow each other. An empty list filters nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// In or under one of these places.
    pub regions: Vec<Region>,
    /// Of or under one of these areas.
    pub areas: Vec<Area>,
    /// Of one of these levels.
    pub levels: Vec<Level>,
    /// At one of these stages.
    pub stages: Vec<Stage>,
    /// With a write-up in one of these languages.
    pub langs: Vec<Lang>,
    /// Of one of these grades of evidence.
    pub evidence: Vec<u8>,
    /// Of this year or later.
    pub year_from: Option<u16>,
    /// Of this year or earlier.
    pub year_to: Option<u16>,
}

/// A facet of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Places, as a tree.
    Region,
    /// Areas, as a tree.
    Area,
    /// Years.
    Year,
    /// Levels.
    Level,
    /// Stages.
    Stage,
    /// Languages of write-ups.
    Lang,
    /// Grades of evidence.
    Evidence,
}

impl Facet {
    /// Every facet.
    pub const ALL: &'static [Self] =
        &[Self::Region, Self::Area, Self::Year, Self::Level, Self::Stage, Self::Lang, Self::Evidence];

    /// The word used in addresses and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Area => "area",
            Self::Year => "year",
            Self::Level => "level",
            Self::Stage => "stage",
            Self::Lang => "lang",
            Self::Evidence => "evidence",
        }
    }
}
