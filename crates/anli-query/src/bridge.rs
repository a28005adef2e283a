//! From a word of a question to what it may be called in the other language.
//!
//! A case that has a write-up in the language of the question is asked in that language, where a translator has chosen the words. Only
//! a case that has none is asked through the dictionary, so that twenty translations of a word neither find nor rank what can be found
//! by the word itself.

use anli_case::Lang;
use anli_text::{Mode, Translation, chinese_for, english_for, phrase, stem, stemmed, words, written};
use tantivy::Term as IndexTerm;
use tantivy::query::{Bm25StatisticsProvider, Query};
use tantivy::schema::Field;

use crate::engine::Snapshot;
use crate::plan::span;
use crate::question::Term;
use crate::span::Span;
use crate::statistics::Statistics;
use crate::synonyms::{Form, Spelling, SynonymQuery, idf};

/// Most words of a phrase that is looked up as a whole.
const PHRASE: usize = 5;
/// Weight of a single character: it means too much.
const CHARACTER: f32 = 0.4;
/// Weight of a dictionary's translations beside names that the vocabulary gives for the same words.
const BESIDE_NAMES: f32 = 0.5;

/// Words of a question in the other language.
pub(crate) struct Crossing {
    /// How many words of the question it stands for.
    pub(crate) count: usize,
    /// One for each word that was looked up; mostly one.
    pub(crate) parts: Vec<Part>,
    /// The language of the question.
    pub(crate) from: Lang,
}

/// A word with its translations.
pub(crate) struct Part {
    forms: Vec<Form>,
    weight: f32,
    /// How telling it is; what a perfect match of it could score.
    pub(crate) ideal: f32,
    /// As people write them, the best first.
    pub(crate) shown: Vec<String>,
}

/// Translates for the cases of an index.
#[derive(Clone, Copy)]
pub(crate) struct Bridge<'a>(pub(crate) &'a Snapshot);

impl Bridge<'_> {
    /// The longest run of words from `terms[0]` on that a dictionary knows, in a question that is asked in `from`; `None` when no case has to be
    /// asked in another language, or the words can only be there as they are written.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn crossing(&self, terms: &[Term], from: Lang) -> tantivy::Result<Option<Crossing>> {
        if self.0.lacking.lacking(from) == 0 {
            return Ok(None);
        }
        if from == Lang::Zh && !terms[0].literal {
            // English words in a Chinese question are names, which stay what they are.
            let part = self.part(Vec::new(), self.itself(&terms[..1], from), 1.0, Vec::new())?;
            return Ok(part.map(|part| Crossing { count: 1, parts: vec![part], from }));
        }
        let most = terms.iter().take(PHRASE).take_while(|term| term.literal == terms[0].literal).count();
        for count in (1..=most).rev() {
            if count > 1 && (terms[0].stop || terms[count - 1].stop) {
                continue;
            }
            let found = self.translated(&key(&terms[..count]), self.itself(&terms[..count], from), from)?;
            // A phrase is taken as one where some case has it as one; else its words are looked up for themselves.
            if let Some(part) = found
                && (count == 1 || part.ideal > 0.0)
            {
                return Ok(Some(Crossing { count, parts: vec![part], from }));
            }
        }
        let mut parts = Vec::new();
        if terms[0].literal {
            for piece in known_pieces(&terms[0].text) {
                parts.extend(self.translated(piece, None, from)?);
            }
        } else {
            parts.extend(self.part(Vec::new(), self.itself(&terms[..1], from), 1.0, Vec::new())?);
        }
        Ok((!parts.is_empty()).then_some(Crossing { count: 1, parts, from }))
    }

    /// English words as they are, which may stand in a Chinese write-up or in that of another language.
    fn itself(&self, terms: &[Term], from: Lang) -> Option<Form> {
        if terms.iter().any(|term| term.literal) {
            return None;
        }
        let fields = &self.0.fields;
        let spelling = match (terms, from) {
            ([one], Lang::Zh) => Spelling::Word(IndexTerm::from_field_text(fields.en.words, &one.text)),
            ([one], Lang::En) => Spelling::Word(IndexTerm::from_field_text(fields.zh.words, &one.text)),
            _ => {
                let typed: Vec<&str> = terms.iter().map(|term| term.surface.as_str()).collect();
                Spelling::Span(fields.zh.symbols, span(fields.zh, &typed.join(" "))?)
            }
        };
        Some(Form { spelling, weight: 1.0 })
    }

    fn part(
        &self,
        mut forms: Vec<Form>,
        itself: Option<Form>,
        weight: f32,
        shown: Vec<String>,
    ) -> tantivy::Result<Option<Part>> {
        forms.extend(itself);
        if forms.is_empty() {
            return Ok(None);
        }
        let ideal = weight * idf(&forms, &Statistics::lenient(self.0))?.unwrap_or(0.0);
        Ok(Some(Part { forms, weight, ideal, shown }))
    }

    /// The words of `run` by what the vocabulary calls them, and by the dictionary beside.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn named(&self, run: &[Term], names: &[&str], from: Lang) -> tantivy::Result<Option<Crossing>> {
        if self.0.lacking.lacking(from) == 0 {
            return Ok(None);
        }
        let mut forms = Vec::new();
        let mut shown = Vec::new();
        for name in names.iter().filter(|name| is_chinese(name) == (from == Lang::En)) {
            forms.extend(self.form(name, from, 1.0));
            shown.push((*name).to_owned());
        }
        for translation in translations(&key(run), from) {
            forms.extend(self.form(translation.text, from, translation.weight * BESIDE_NAMES));
        }
        let part = self.part(forms, self.itself(run, from), 1.0, shown)?;
        Ok(part.map(|part| Crossing { count: run.len(), parts: vec![part], from }))
    }

    /// A word by its translations, and by `itself`; `None` when the dictionary does not know it.
    fn translated(&self, key: &str, itself: Option<Form>, from: Lang) -> tantivy::Result<Option<Part>> {
        let mut forms = Vec::new();
        let mut shown = Vec::new();
        for translation in translations(key, from) {
            forms.extend(self.form(translation.text, from, translation.weight));
            shown.push(translation.text.to_owned());
        }
        if forms.is_empty() {
            return Ok(None);
        }
        let weight = if from == Lang::Zh && key.chars().count() == 1 { CHARACTER } else { 1.0 };
        self.part(forms, itself, weight, shown)
    }

    fn form(&self, text: &str, from: Lang, weight: f32) -> Option<Form> {
        let spelling = match from {
            Lang::En => Spelling::Span(self.0.fields.zh.symbols, span(self.0.fields.zh, text)?),
            Lang::Zh => {
                let mut stems: Vec<String> =
                    words(text).into_iter().filter(|word| !word.part).map(|word| word.text).collect();
                match stems.len() {
                    0 => return None,
                    1 => Spelling::Word(IndexTerm::from_field_text(self.0.fields.en.words, &stems.remove(0))),
                    _ => Spelling::Span(self.0.fields.en.symbols, stems_in_a_row(self.0.fields.en.symbols, text)?),
                }
            }
        };
        Some(Form { spelling, weight })
    }

    /// For each part, its weight and the cases without a write-up in the language of the words that have it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn queries(&self, crossing: &Crossing) -> tantivy::Result<Vec<(f32, Box<dyn Query>)>> {
        let length = match crossing.from {
            Lang::En => self.0.fields.zh.words,
            Lang::Zh => self.0.fields.en.words,
        };
        let statistics = Statistics::even(self.0);
        let cases = statistics.total_num_docs()?.max(1) as f32;
        let average = (statistics.total_num_tokens(length)? as f32 / cases).max(1.0);
        let query = |part: &Part| {
            let query = SynonymQuery {
                forms: part.forms.clone(),
                length,
                average,
                lacks: crossing.from,
                lacking: self.0.lacking.clone(),
            };
            (part.weight, Box::new(query) as Box<dyn Query>)
        };
        Ok(crossing.parts.iter().map(query).collect())
    }
}

/// The stems of English words at the places of the words as written.
pub(crate) fn stems_in_a_row(field: Field, text: &str) -> Option<Span> {
    let phrase = phrase(text, Mode::Words);
    let symbols: Vec<(u32, Vec<IndexTerm>)> = phrase
        .symbols
        .iter()
        .map(|(offset, symbol)| {
            let stem = stem(symbol.trim_start_matches('='));
            let terms = [written(&stem), stemmed(&stem)].map(|symbol| IndexTerm::from_field_text(field, &symbol));
            (u32::try_from(*offset).unwrap_or(u32::MAX), terms.to_vec())
        })
        .collect();
    let length = u32::try_from(phrase.length).unwrap_or(u32::MAX);
    (!symbols.is_empty()).then_some(Span { symbols, length })
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| anli_text::script(c) == Some(anli_text::Script::Han))
}

fn key(terms: &[Term]) -> String {
    let forms: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
    if terms.iter().all(|term| term.literal) { forms.concat() } else { forms.join(" ") }
}

fn translations(key: &str, from: Lang) -> Vec<Translation> {
    match from {
        Lang::En => chinese_for(key).collect(),
        Lang::Zh => english_for(key).collect(),
    }
}

/// `text` cut from the left into the longest words that the dictionary knows; characters it does not know are passed over.
fn known_pieces(text: &str) -> Vec<&str> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at + 1 < starts.len() {
        let ends = (at + 1..starts.len().min(at + 8)).rev();
        let known = ends
            .map(|end| (end, &text[starts[at]..starts[end]]))
            .find(|(_, piece)| english_for(piece).next().is_some());
        match known {
            Some((end, piece)) => {
                pieces.push(piece);
                at = end;
            }
            None => at += 1,
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_are_cut_into_known_ones() {
        assert_eq!(known_pieces("教师倦怠"), ["教师", "倦怠"]);
        assert_eq!(known_pieces("𰻞校长𰻞"), ["校长"], "what it does not know is passed over");
        assert_eq!(known_pieces(""), Vec::<&str>::new());
    }
}
