//! What somebody who is typing may mean: areas, places, bodies, titles and terms, by their beginning, by what stands in them, or by their
//! sound.
//!
//! Every suggestion says how many cases it leads to, counted as a search counts them; what leads to none is not suggested.

pub(crate) mod pinyin;
mod table;
pub(crate) mod terms;

use anli_case::{Lang, Region};

pub(crate) use self::table::{SuggestionTable, quoted};
use crate::propose::Characters;
use crate::{Engine, EngineError, Question};

/// Something that what was typed may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The name to show: the one that was matched, or the one in the language that was asked for.
    pub text: String,
    /// Its language.
    pub lang: Lang,
    /// What it names.
    pub kind: SuggestionKind,
    /// Preferred Chinese name.
    pub zh: Option<String>,
    /// Preferred English name.
    pub en: Option<String>,
    /// Chinese and English name of the place it lies in, for places: there are several 鼓楼区.
    pub within: Option<(String, String)>,
    /// What leads to its cases: slug of an area, code of a place, question for a body or a term, id of a case.
    pub value: String,
    /// How many cases that are.
    pub cases: usize,
}

/// What a suggestion names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SuggestionKind {
    /// A reform area.
    Area,
    /// A place.
    Region,
    /// A body that took part in a case.
    Organization,
    /// A case, by its title.
    Title,
    /// A term.
    Term,
}

impl SuggestionKind {
    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Region => "region",
            Self::Organization => "organization",
            Self::Title => "title",
            Self::Term => "term",
        }
    }

    /// The parameter of a search that takes its value; `None` for a title, whose value is the id of its case.
    pub fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Area => Some("area"),
            Self::Region => Some("region"),
            Self::Organization | Self::Term => Some("q"),
            Self::Title => None,
        }
    }
}

impl Engine {
    /// What `typed` may be the beginning of, at most `limit` suggestions, the best first: beginnings before strings inside before pinyin,
    /// then by how many cases there are. Names are shown in `lang` where they have one in it, else as they were matched.
    ///
    /// # Errors
    /// [`EngineError`] when the index cannot be read.
    pub fn suggest(&self, typed: &str, limit: usize, lang: Option<Lang>) -> Result<Vec<Suggestion>, EngineError> {
        let state = self.snapshot();
        let table = state.suggestions.get_or_make(|| SuggestionTable::make(&state))?;
        let found = table.find(&state, typed, limit)?;
        Ok(found.into_iter().map(|found| suggestion(&found, lang)).collect())
    }

    /// Makes what answers, suggestions and proposals need, so that the first who asks or types does not wait for it.
    ///
    /// # Errors
    /// [`EngineError`] when the index cannot be read.
    pub fn prepare(&self) -> Result<(), EngineError> {
        // Dictionaries and vocabularies of either language are read when they are first used.
        for text in ["教师轮岗", "teacher rotation"] {
            if let Ok(question) = Question::parse(text) {
                self.answer(&question)?;
            }
        }
        let state = self.snapshot();
        state.characters.get_or_make(|| Characters::make(&state))?;
        state.suggestions.get_or_make(|| SuggestionTable::make(&state)).map(|_| ())
    }
}

fn suggestion(found: &table::Found<'_>, lang: Option<Lang>) -> Suggestion {
    // A term is counted by the name that was matched, and stays with it.
    let wanted = lang.filter(|_| found.kind != SuggestionKind::Term);
    let named = |lang: Lang| if lang == Lang::Zh { found.zh } else { found.en };
    let (text, lang) = match wanted {
        Some(wanted) if wanted != found.lang => named(wanted).map_or((found.shown, found.lang), |name| (name, wanted)),
        _ => (found.shown, found.lang),
    };
    let parent = (found.kind == SuggestionKind::Region).then(|| Region::from_code(found.value)?.parent()).flatten();
    let value = match found.kind {
        SuggestionKind::Term => table::quoted(found.shown),
        _ => found.value.to_owned(),
    };
    Suggestion {
        text: text.to_owned(),
        lang,
        kind: found.kind,
        zh: found.zh.map(str::to_owned),
        en: found.en.map(str::to_owned),
        within: parent.map(|parent| (parent.name(Lang::Zh).to_owned(), parent.name(Lang::En).to_owned())),
        value,
        cases: found.cases,
    }
}
