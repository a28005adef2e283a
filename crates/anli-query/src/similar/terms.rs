//! The informative words of a text, by the index's own statistics.

use std::collections::HashMap;

use anli_case::{Area, Case, FactKind, Lang};
use anli_indexer::schema::TextPair;
use anli_text::{Mode, Script, Translation, chinese_for, english_for, fold, is_stop_word, script, symbols, words};
use tantivy::Term as IndexTerm;

use crate::engine::Snapshot;
use crate::labels::{names_in, names_of_area};

/// Most words that are asked for, over all languages of a text.
const WORDS: usize = 60;
/// Most pairs of characters, and most single ones, by which the best cases are ranked again.
const CHARACTERS: usize = 200;
/// Weight of single characters beside words and pairs.
const SINGLE: f32 = 1.5;
/// Most translations of a word.
const TRANSLATIONS: usize = 3;
/// Words at the beginning of a draft count up to twice; after so many that has all but faded.
const FADES: f32 = 40.0;
/// Longest first line, in characters, that is taken for the title of a draft.
const LONGEST_TITLE: usize = 60;
/// What so few cases say is never too common, however small the collection.
const NEVER_COMMON: u64 = 10;

/// A term with what it weighs.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The term of the index.
    pub(super) term: IndexTerm,
    /// In its indexed form.
    pub(super) text: String,
    /// As the text writes it.
    pub(super) surface: String,
    /// tf·idf.
    pub(super) weight: f32,
    /// What a case scores by it that says it about once.
    ideal: f32,
    /// How many cases say it.
    found: u64,
}

/// The terms of a text in one language.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) lang: Lang,
    /// Words that are asked for.
    pub(super) words: Vec<Told>,
    /// Pairs of characters and single ones, by which the best are ranked again.
    pub(super) characters: Vec<Told>,
}

impl Group {
    /// What a perfect match could score, by words alone or by everything; apart from a factor that all texts share.
    pub(super) fn ideal(&self, with_characters: bool) -> f32 {
        let of = |terms: &[Told]| terms.iter().map(|told| told.ideal).sum::<f32>();
        of(&self.words) + if with_characters { of(&self.characters) } else { 0.0 }
    }
}

/// What a text is about, in the languages it is in, and for cases that are in none of them, in the other one.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    pub(super) own: Vec<Group>,
    pub(super) translated: Option<Group>,
}

/// How often a text says something, weighed by where.
#[derive(Debug, Clone, Default)]
struct Count {
    times: f32,
    surface: String,
}

impl Profile {
    /// What a case is about: title and how it works before summary before the rest.
    pub(super) fn of_case(case: &Case, areas: &[Area], state: &Snapshot) -> tantivy::Result<Self> {
        let mut passages: Vec<(Lang, f32, &str)> = Vec::new();
        for writeup in &case.writeups {
            passages.push((writeup.lang, 4.0, &writeup.title));
            passages.push((writeup.lang, 1.5, &writeup.summary));
            for fact in &writeup.facts {
                let weight = if fact.kind == Some(FactKind::Mechanism) { 2.0 } else { 1.0 };
                passages.push((writeup.lang, weight, &fact.text));
            }
        }
        // What only this case says finds no other.
        Self::of(&passages, areas, (false, 2), state)
    }

    /// What a draft is about: its first line before the rest, and what stands near the beginning before what comes later.
    pub(super) fn of_text(text: &str, areas: &[Area], state: &Snapshot) -> tantivy::Result<Self> {
        let mut passages: Vec<(Lang, f32, &str)> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let title = passages.is_empty() && line.chars().count() <= LONGEST_TITLE;
            passages.push((language_of(line), if title { 3.0 } else { 1.0 }, line));
        }
        Self::of(&passages, areas, (true, 1), state)
    }

    fn of(
        passages: &[(Lang, f32, &str)],
        areas: &[Area],
        (fades, rarest): (bool, u64),
        state: &Snapshot,
    ) -> tantivy::Result<Self> {
        let mut own = Vec::new();
        let weights: HashMap<Lang, usize> = passages.iter().fold(HashMap::new(), |mut sizes, (lang, _, text)| {
            *sizes.entry(*lang).or_default() += size(text, *lang);
            sizes
        });
        let whole: usize = weights.values().sum();
        for lang in Lang::ALL {
            let Some(size) = weights.get(lang).filter(|size| **size > 0) else { continue };
            let texts = passages.iter().filter(|(of, ..)| of == lang).map(|(_, weight, text)| (*weight, *text));
            let most = (WORDS * size).div_ceil(whole);
            own.push(group(*lang, texts, fades, most, rarest, state)?);
        }
        // What no case says in the language of the text, one may say in the other.
        let translated = match own.as_slice() {
            [only] if state.lacking.lacking(only.lang) > 0 => translated(only, areas, state)?,
            _ => None,
        };
        for group in &mut own {
            group.words.retain(|told| told.found > 0);
        }
        own.retain(|group| !group.words.is_empty());
        Ok(Self { own, translated })
    }

    /// Whether there is less to go by than `fewest` words.
    pub(super) fn says_less_than(&self, fewest: usize) -> bool {
        self.terms().count().max(self.translated.as_ref().map_or(0, |group| group.words.len())) < fewest
    }

    /// The words asked for, with the language of the text.
    pub(super) fn terms(&self) -> impl Iterator<Item = (Lang, &Told)> {
        self.own.iter().flat_map(|group| group.words.iter().map(|told| (group.lang, told)))
    }
}

/// Han characters count as half a word.
fn size(text: &str, lang: Lang) -> usize {
    match lang {
        Lang::Zh => text.chars().filter(|c| script(*c) == Some(Script::Han)).count().div_ceil(2),
        Lang::En => text.split_whitespace().count(),
    }
}

/// The language of a line: a few foreign words do not change it.
fn language_of(line: &str) -> Lang {
    let han = line.chars().filter(|c| script(*c) == Some(Script::Han)).count();
    let letters = line.chars().filter(char::is_ascii_alphabetic).count();
    if han * 4 >= letters { Lang::Zh } else { Lang::En }
}

/// Cases with a write-up in `lang`.
pub(super) fn pair(lang: Lang, state: &Snapshot) -> TextPair {
    match lang {
        Lang::Zh => state.fields.zh,
        Lang::En => state.fields.en,
    }
}

fn group<'t>(
    lang: Lang,
    texts: impl Iterator<Item = (f32, &'t str)>,
    fades: bool,
    most: usize,
    rarest: u64,
    state: &Snapshot,
) -> tantivy::Result<Group> {
    let (mut said, mut pairs, mut singles) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut before = 0.0;
    for (weight, text) in texts {
        for word in words(text) {
            let weight = if fades { weight * (1.0 + f32::exp(-before / FADES)) } else { weight };
            before += 1.0;
            let surface = &text[word.range.clone()];
            if tells(&word.text, surface) {
                count(&mut said, word.text, surface, weight);
            }
        }
        if lang == Lang::Zh {
            for symbol in symbols(text, Mode::Characters) {
                let is_han = |c: char| script(c) == Some(Script::Han);
                let into = match symbol.text.chars().count() {
                    1 => &mut singles,
                    2 => &mut pairs,
                    _ => continue,
                };
                if symbol.text.chars().all(is_han) {
                    count(into, symbol.text, &text[symbol.range], weight);
                }
            }
        }
    }
    let pair = pair(lang, state);
    let having = state.lacking.having(lang);
    let common = (having / 3).max(NEVER_COMMON);
    let pick = |said: HashMap<String, Count>, field, most, from, to, scale| -> tantivy::Result<Vec<Told>> {
        heaviest(said, field, most, from..=to, scale, having, state)
    };
    // Words that no case says are kept to be translated.
    let (mut words, mut unsaid): (Vec<Told>, Vec<Told>) =
        pick(said, pair.words, usize::MAX, 0, common, 1.0)?.into_iter().partition(|told| told.found > 0);
    words.retain(|told| told.found >= rarest);
    words.truncate(most);
    unsaid.truncate(most);
    words.extend(unsaid);
    let mut characters = pick(pairs, pair.symbols, CHARACTERS, rarest, common, 1.0)?;
    characters.extend(pick(singles, pair.symbols, CHARACTERS, rarest, u64::MAX, SINGLE)?);
    Ok(Group { lang, words, characters })
}

/// Whether a word says something: no numbers, which agree by chance, and none of the words that stand in every text.
fn tells(word: &str, surface: &str) -> bool {
    let written = fold(surface);
    !word.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !is_stop_word(&written)
        && !FUNCTION_WORDS.contains(&written.as_str())
}

/// English words that hold sentences together. A question may mean them; of a draft they tell nothing, yet few short cases may say one.
const FUNCTION_WORDS: &[&str] = &[
    "about", "after", "all", "also", "another", "any", "because", "been", "before", "being", "between", "both", "but",
    "can", "could", "during", "each", "either", "every", "get", "gets", "gives", "given", "her", "his", "if", "less",
    "many", "may", "more", "most", "much", "must", "no", "not", "now", "only", "other", "others", "our", "out", "over",
    "own", "per", "same", "she", "should", "since", "so", "some", "such", "than", "them", "then", "there", "these",
    "those", "through", "towards", "under", "until", "up", "very", "we", "while", "within", "without", "would", "you",
    "your",
];

fn count(said: &mut HashMap<String, Count>, text: String, surface: &str, weight: f32) {
    let count = said.entry(text).or_insert_with(|| Count { surface: surface.to_owned(), ..Count::default() });
    count.times += weight;
}

fn heaviest(
    said: HashMap<String, Count>,
    field: tantivy::schema::Field,
    most: usize,
    spread: std::ops::RangeInclusive<u64>,
    scale: f32,
    having: u64,
    state: &Snapshot,
) -> tantivy::Result<Vec<Told>> {
    let mut told = Vec::new();
    for (text, count) in said {
        let term = IndexTerm::from_field_text(field, &text);
        let found = state.searcher.doc_freq(&term)?;
        if !spread.contains(&found) {
            continue;
        }
        let idf = rarity(found.max(1), having);
        let weight = (1.0 + count.times.max(1.0).ln()) * idf * scale;
        told.push(Told { term, text, surface: count.surface, weight, ideal: weight * idf, found });
    }
    // The order of a map is arbitrary; that of an answer is not.
    told.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
    told.truncate(most);
    Ok(told)
}

fn rarity(found: u64, all: u64) -> f32 {
    let (found, all) = (found as f32, all.max(found) as f32);
    (1.0 + (all - found + 0.5) / (found + 0.5)).ln()
}

/// The words of `group`, and the names of the areas of the text, in the other language.
fn translated(group: &Group, areas: &[Area], state: &Snapshot) -> tantivy::Result<Option<Group>> {
    let lang = if group.lang == Lang::Zh { Lang::En } else { Lang::Zh };
    let field = pair(lang, state).words;
    let having = state.lacking.having(lang);
    let heaviest = group.words.iter().map(|told| told.weight).fold(0.0, f32::max);
    let of_areas = areas.iter().flat_map(|area| {
        names_of_area(*area, lang).map(move |name| (name.to_owned(), heaviest, area.label(group.lang).to_owned()))
    });
    let of_words = group.words.iter().flat_map(|told| {
        translations(&told.text, group.lang)
            .into_iter()
            .map(|(name, usual)| (name, usual * told.weight, told.surface.clone()))
    });
    let mut words_there: HashMap<String, Told> = HashMap::new();
    for (translation, weight, surface) in of_areas.chain(of_words) {
        let parts: Vec<_> = words(&translation)
            .into_iter()
            .filter(|word| !word.part && tells(&word.text, &translation[word.range.clone()]))
            .collect();
        for word in &parts {
            let term = IndexTerm::from_field_text(field, &word.text);
            let found = state.searcher.doc_freq(&term)?;
            if found == 0 || found > (having / 3).max(NEVER_COMMON) {
                continue;
            }
            let idf = rarity(found, having);
            let weight = weight / parts.len() as f32;
            let text = word.text.clone();
            let new = Told { term, text, surface: surface.clone(), weight, ideal: weight * idf, found };
            let known = words_there.entry(word.text.clone()).or_insert_with(|| new.clone());
            if known.weight < new.weight {
                *known = new;
            }
        }
    }
    let mut words: Vec<Told> = words_there.into_values().collect();
    words.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
    words.truncate(WORDS);
    Ok((!words.is_empty()).then_some(Group { lang, words, characters: Vec::new() }))
}

/// What an indexed word of `from` is called in the other language, and how usual that is: by the vocabularies, then by the dictionary.
fn translations(word: &str, from: Lang) -> Vec<(String, f32)> {
    let to = if from == Lang::Zh { Lang::En } else { Lang::Zh };
    let known: Vec<Translation> = match from {
        Lang::Zh => english_for(word).collect(),
        Lang::En => chinese_for(word).collect(),
    };
    let named = names_in(word, to).into_iter().map(|name| (name.to_owned(), 1.0));
    let known = known.into_iter().map(|translation| (translation.text.to_owned(), translation.weight));
    named.chain(known).take(TRANSLATIONS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_in_the_language_of_most_of_it() {
        for (line, lang) in [
            ("教师轮岗 (AI)", Lang::Zh),
            ("Teachers rotate 轮岗 between schools", Lang::En),
            ("推进 STEM 教育", Lang::Zh),
            ("2014", Lang::Zh),
        ] {
            assert_eq!(language_of(line), lang, "{line}");
        }
    }

    #[test]
    fn words_that_say_nothing_are_none() {
        for (word, surface, expected) in [
            ("学校", "学校", true),
            ("菌", "菌", true),
            ("2014", "2014", false),
            ("3.5", "3.5", false),
            ("the", "The", false),
            ("everi", "Every", false),
            ("school", "Schools", true),
        ] {
            assert_eq!(tells(word, surface), expected, "{word}");
        }
    }

    #[test]
    fn a_word_is_carried_over_by_the_vocabulary() {
        assert_eq!(translations("校长职级制", Lang::Zh)[0].0, "principal ranks");
        assert_eq!(translations("天气", Lang::Zh)[0].0, "weather");
        assert_eq!(translations("𰻞𰻞", Lang::Zh), []);
    }
}
