//! What an index of cases holds, and how one is opened.
//!
//! A case is one document. Its text stands in three pairs of fields: Chinese write-up, English write-up, and the names around them
//! (areas, bodies, places). In each pair one field holds words for ranking and one holds symbols with positions for exact
//! matches; parts are marked inside them (see [`Section`]), so a question reads one posting list a word and field.
//! Facets are numbers in fast fields. The case itself is stored whole.

use std::fs;
use std::path::{Path, PathBuf};

use anli_case::FactKind;
use anli_text::{Mode, SymbolTokenizer, WordTokenizer};
use serde::{Deserialize, Serialize};
use tantivy::Index;
use tantivy::schema::{BytesOptions, FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;

/// Changes whenever an older index can no longer be read as this version writes it.
pub const FORMAT: u32 = 2;

/// Name of the file in an index folder that names the generation in use.
pub const CURRENT: &str = "current";

/// A pair of text fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextPair {
    /// Words for ranking, with frequencies.
    pub words: Field,
    /// Symbols with positions.
    pub symbols: Field,
    /// How positions are counted in `symbols`.
    pub mode: Mode,
}

/// The fields of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// Identifier of the case, one term.
    pub id: Field,
    /// Retired identifiers that lead to it.
    pub alias: Field,
    /// Hash of the files the case was read from (fast).
    pub hash: Field,
    /// Breaks ties between equal scores, the same in every index (fast).
    pub tie: Field,
    /// The Chinese write-up.
    pub zh: TextPair,
    /// The English write-up.
    pub en: TextPair,
    /// Areas, bodies and places, in both languages.
    pub names: TextPair,
    /// Regions, by [`anli_case::Region::index`] (fast, several).
    pub regions: Field,
    /// Areas, by [`anli_case::Area::index`] (fast, several).
    pub areas: Field,
    /// Year, level, stage, languages and evidence, packed by [`Marks`] (fast).
    pub marks: Field,
    /// Length of the write-ups, packed by [`Lengths`] (fast).
    pub lengths: Field,
    /// The case as JSON (stored).
    pub case: Field,
}

/// What a part of a text field is; confines a question such as `result:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The title of a write-up.
    Title,
    /// Its summary.
    Summary,
    /// Facts of one kind; `None` for those under any other heading.
    Facts(Option<FactKind>),
    /// Labels and other names of the areas.
    Areas,
    /// Names of the bodies that took part.
    Organizations,
    /// Names of the places.
    Places,
}

impl Section {
    /// The letter that marks such parts in the index.
    pub fn letter(self) -> char {
        match self {
            Self::Title => 't',
            Self::Summary => 's',
            Self::Areas => 'A',
            Self::Organizations => 'O',
            Self::Places => 'P',
            Self::Facts(kind) => match kind {
                None => 'o',
                Some(FactKind::Motivation) => 'm',
                Some(FactKind::Context) => 'c',
                Some(FactKind::Mechanism) => 'h',
                Some(FactKind::Resources) => 'u',
                Some(FactKind::Scale) => 'n',
                Some(FactKind::Result) => 'r',
                Some(FactKind::Difficulty) => 'd',
                Some(FactKind::Critique) => 'q',
                Some(FactKind::Condition) => 'k',
                Some(FactKind::Spread) => 'p',
                Some(FactKind::Lesson) => 'l',
            },
        }
    }

    /// How often its words count: title before area labels before summary before facts.
    pub fn weight(self) -> u8 {
        match self {
            Self::Title => 4,
            Self::Areas => 3,
            Self::Summary | Self::Places => 2,
            Self::Organizations | Self::Facts(_) => 1,
        }
    }
}

/// The single-valued facets of a case, packed into one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Year, 0 when unknown.
    pub year: u16,
    /// Position in [`anli_case::Level::ALL`] plus one; 0 when unknown.
    pub level: u8,
    /// Position in [`anli_case::Stage::ALL`].
    pub stage: u8,
    /// One bit a language, by position in [`anli_case::Lang::ALL`].
    pub langs: u8,
    /// 0 to 4.
    pub evidence: u8,
    /// How much it tells of what a reader who plans a reform must know, in hundredths; see [`anli_case::Case::evidence`] for what it
    /// is not: how well that is supported.
    pub depth: u8,
}

impl Marks {
    /// As stored.
    pub fn pack(self) -> u64 {
        u64::from(self.year)
            | u64::from(self.level) << 16
            | u64::from(self.stage) << 24
            | u64::from(self.langs) << 32
            | u64::from(self.evidence) << 40
            | u64::from(self.depth) << 48
    }

    /// From what was stored.
    pub fn unpack(packed: u64) -> Self {
        let [y0, y1, level, stage, langs, evidence, depth, _] = packed.to_le_bytes();
        Self { year: u16::from_le_bytes([y0, y1]), level, stage, langs, evidence, depth }
    }
}

/// How long the write-ups of a case are, each in the unit of its language, packed into one number; 0 for one that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lengths {
    /// Characters of the Chinese one.
    pub zh: u32,
    /// Words of the English one.
    pub en: u32,
}

impl Lengths {
    /// As stored.
    pub fn pack(self) -> u64 {
        u64::from(self.zh) | u64::from(self.en) << 32
    }

    /// From what was stored.
    pub fn unpack(packed: u64) -> Self {
        let [a, b, c, d, e, f, g, h] = packed.to_le_bytes();
        Self { zh: u32::from_le_bytes([a, b, c, d]), en: u32::from_le_bytes([e, f, g, h]) }
    }
}

const WORDS: &str = "anli_words";
const CHARACTERS: &str = "anli_characters";
const WRITTEN: &str = "anli_written";

/// The schema and its fields.
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let mut pair = |name: &str, mode: Mode| {
        let field = |tokenizer: &str, record| {
            TextOptions::default()
                .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record))
        };
        let symbols = if mode == Mode::Characters { CHARACTERS } else { WRITTEN };
        TextPair {
            words: builder.add_text_field(&format!("words_{name}"), field(WORDS, IndexRecordOption::WithFreqs)),
            symbols: builder
                .add_text_field(&format!("symbols_{name}"), field(symbols, IndexRecordOption::WithFreqsAndPositions)),
            mode,
        }
    };
    let (zh, en, names) = (pair("zh", Mode::Characters), pair("en", Mode::Words), pair("names", Mode::Characters));
    let fields = Fields {
        id: builder.add_text_field("id", STRING | FAST),
        alias: builder.add_text_field("alias", STRING),
        hash: builder.add_u64_field("hash", FAST),
        tie: builder.add_u64_field("tie", FAST),
        zh,
        en,
        names,
        regions: builder.add_u64_field("regions", FAST),
        areas: builder.add_u64_field("areas", FAST),
        marks: builder.add_u64_field("marks", FAST),
        lengths: builder.add_u64_field("lengths", FAST),
        case: builder.add_bytes_field("case", BytesOptions::default().set_stored()),
    };
    (builder.build(), fields)
}

/// Tells the engine how the text fields are cut.
pub(crate) fn register_tokenizers(index: &Index) {
    let tokenizers = index.tokenizers();
    tokenizers.register(WORDS, TextAnalyzer::from(WordTokenizer));
    tokenizers.register(CHARACTERS, TextAnalyzer::from(SymbolTokenizer { mode: Mode::Characters }));
    tokenizers.register(WRITTEN, TextAnalyzer::from(SymbolTokenizer { mode: Mode::Words }));
}

/// What a commit says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// [`FORMAT`] of the writer.
    pub format: u32,
    /// Hash of the analyser's lexicon and of the vocabularies.
    pub vocabulary: String,
    /// Hash of the corpus.
    pub corpus: String,
    /// Step-by-step updates since the index was built whole.
    pub updates: u32,
}

impl Payload {
    /// Names the state of the collection: the same version gives the same answers. A rebuilt index of the same corpus has the
    /// same version; one that was brought up to date step by step says so, since deleted cases still weigh in its statistics.
    pub fn version(&self) -> String {
        let hash = blake3::hash(format!("{} {} {}", self.format, self.vocabulary, self.corpus).as_bytes()).to_hex();
        match self.updates {
            0 => hash[..12].to_owned(),
            updates => format!("{}.{updates}", &hash[..12]),
        }
    }
}

/// Hash of everything besides the corpus that decides what is in an index.
pub fn vocabulary_hash() -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(hash_vocabulary)
}

fn hash_vocabulary() -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(anli_text::LEXICON.as_bytes());
    for area in anli_case::Area::all() {
        hasher.update(format!("{area:?} {}", area.slug()).as_bytes());
        for lang in anli_case::Lang::ALL {
            hasher.update(area.label(*lang).as_bytes());
            area.synonyms(*lang).iter().chain(area.hidden_labels(*lang)).for_each(|name| {
                hasher.update(name.as_bytes());
            });
        }
    }
    // Nothing of it is in the index, but the same version promises the same answer.
    for term in anli_case::GlossaryTerm::all() {
        for lang in anli_case::Lang::ALL {
            term.names(*lang).chain(term.hidden_labels(*lang).iter().map(String::as_str)).for_each(|name| {
                hasher.update(name.as_bytes());
            });
        }
    }
    for region in anli_case::Region::all() {
        hasher.update(
            format!("{} {} {}", region.code(), region.name(anli_case::Lang::Zh), region.name(anli_case::Lang::En))
                .as_bytes(),
        );
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// An index that can be searched.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The engine's index.
    pub index: Index,
    /// Its fields.
    pub fields: Fields,
    /// What its last commit says of itself.
    pub payload: Payload,
    /// The folder of this generation.
    pub path: PathBuf,
}

/// Why an index cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is none.
    #[error("{}: no index here; run `anli index`", .0.display())]
    Missing(PathBuf),
    /// It was written by another version, with another lexicon or vocabulary.
    #[error("{}: index of format {found}, this anli reads format {FORMAT}; run `anli index`", .path.display())]
    Format {
        /// The index folder.
        path: PathBuf,
        /// What was found, `unknown` when that cannot be read.
        found: String,
    },
    /// The vocabularies or the lexicon have changed since.
    #[error("{}: index made with other vocabularies than this anli has; run `anli index`", .0.display())]
    Vocabulary(PathBuf),
    /// The engine cannot read it.
    #[error("{}: damaged index ({cause}); delete the folder and run `anli index`", .path.display())]
    Engine {
        /// The index folder.
        path: PathBuf,
        /// What the engine says.
        cause: tantivy::TantivyError,
    },
}

/// The generation in use of the index folder `dir`.
pub fn current_generation(dir: &Path) -> Option<PathBuf> {
    let name = fs::read_to_string(dir.join(CURRENT)).ok()?;
    let name = name.trim();
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| dir.join(name)).filter(|path| path.is_dir())
}

/// Opens the index in `dir`, if it is of this format and vocabulary. Its corpus may have changed since.
///
/// # Errors
/// [`OpenError`], which says what to do.
pub fn open(dir: &Path) -> Result<Opened, OpenError> {
    let path = current_generation(dir).ok_or_else(|| OpenError::Missing(dir.to_owned()))?;
    let damaged = |cause| OpenError::Engine { path: dir.to_owned(), cause };
    let index = Index::open_in_dir(&path).map_err(damaged)?;
    let payload = index.load_metas().map_err(damaged)?.payload.unwrap_or_default();
    let format =
        serde_json::from_str::<serde_json::Value>(&payload).ok().and_then(|payload| payload["format"].as_u64());
    if format != Some(u64::from(FORMAT)) {
        let found = format.map_or_else(|| "unknown".to_owned(), |format| format.to_string());
        return Err(OpenError::Format { path: dir.to_owned(), found });
    }
    let payload: Payload = serde_json::from_str(&payload)
        .map_err(|_| OpenError::Format { path: dir.to_owned(), found: "unknown".to_owned() })?;
    let (schema, fields) = schema();
    if payload.vocabulary != vocabulary_hash() || index.schema() != schema {
        return Err(OpenError::Vocabulary(dir.to_owned()));
    }
    register_tokenizers(&index);
    Ok(Opened { index, fields, payload, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_survive_packing() {
        let marks = Marks { year: 2019, level: 7, stage: 4, langs: 3, evidence: 4, depth: 23 };
        assert_eq!(Marks::unpack(marks.pack()), marks);
        let lengths = Lengths { zh: 1_234_567, en: u32::MAX };
        assert_eq!(Lengths::unpack(lengths.pack()), lengths);
    }

    #[test]
    fn every_section_has_a_letter_of_its_own() {
        let mut sections = vec![
            Section::Title,
            Section::Summary,
            Section::Areas,
            Section::Organizations,
            Section::Places,
            Section::Facts(None),
        ];
        sections.extend(FactKind::ALL.iter().map(|kind| Section::Facts(Some(*kind))));
        let letters: std::collections::BTreeSet<char> = sections.iter().map(|section| section.letter()).collect();
        assert_eq!(letters.len(), sections.len());
    }

    #[test]
    fn a_version_tells_updates_apart() {
        let payload = |updates| Payload { format: FORMAT, vocabulary: "v".into(), corpus: "c".into(), updates };
        assert_ne!(payload(0).version(), payload(1).version());
    }
}
