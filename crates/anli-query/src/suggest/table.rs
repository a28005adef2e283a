//! Everything that can be suggested over one state of the index, and how it is looked through.
//!
//! The folded names stand one after the other in one text, which is searched whole for every key that is typed: 200,000 names are some
//! 20 MB, less than a few milliseconds of a substring search, and nothing has to be sorted by prefix, by suffix and by sound. Pinyin is
//! never stored: a name is compared with what was typed when the initial of its first character agrees.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anli_case::{Area, Lang, Region};
use anli_text::{Script, fold, script};
use memchr::memmem;
use serde::Deserialize;
use tantivy::TantivyDocument;
use tantivy::query::AllQuery;
use tantivy::schema::Value;

use super::{SuggestionKind, pinyin, terms};
use crate::EngineError;
use crate::collect::Pass;
use crate::engine::Snapshot;
use crate::facets::ValueCounts;
use crate::question::{Filters, Question, Sort};

/// Cases whose titles are suggested. Beyond so many a title typed by heart is better searched for, and memory stays bounded.
const MAX_TITLES: usize = 200_000;

/// Stands before each name; no folded name has one.
const BEFORE: char = '\n';

/// What can be suggested.
pub(crate) struct SuggestionTable {
    /// The flat names, each after [`BEFORE`].
    text: String,
    /// Where each name begins in the text.
    starts: Vec<u32>,
    /// Letters that may begin each name in pinyin, a bit each; see [`initials`].
    initials: Vec<u32>,
    names: Vec<Name>,
    /// The first name of a title. Titles come last, each counts one case, so they are in order already.
    titles: usize,
    things: Vec<Thing>,
}

/// A name of a thing. Those of one thing stand together, the preferred one of each language before its others.
struct Name {
    thing: u32,
    lang: Lang,
    shown: Box<str>,
    /// Cases of the thing; of a term, those that say this name.
    cases: u32,
}

/// What a suggestion leads to.
struct Thing {
    kind: SuggestionKind,
    /// Its first name.
    first: u32,
    value: Box<str>,
    /// How many cases a question for this body finds; [`UNKNOWN`] until somebody sees it suggested.
    exact: AtomicU32,
}

const UNKNOWN: u32 = u32::MAX;

/// How a name was matched; the better way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Prefix,
    Inner,
    Pinyin,
}

type Key = (Way, Reverse<u32>, u32, u32);

/// A thing with the name that was matched.
pub(super) struct Found<'a> {
    pub(super) kind: SuggestionKind,
    pub(super) value: &'a str,
    pub(super) shown: &'a str,
    pub(super) lang: Lang,
    pub(super) zh: Option<&'a str>,
    pub(super) en: Option<&'a str>,
    pub(super) cases: usize,
}

/// What of a stored case is suggested.
#[derive(Deserialize)]
struct Stored {
    id: String,
    writeups: Vec<Titled>,
    #[serde(default)]
    organizations: Vec<Body>,
}

#[derive(Deserialize)]
struct Titled {
    lang: Lang,
    title: String,
}

#[derive(Deserialize)]
struct Body {
    name: String,
    #[serde(default)]
    name_en: Option<String>,
}

/// A text as it is compared: folded, letters, digits and characters alone, with one space for what separates them.
pub(super) fn flat(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    let mut gap = false;
    for c in fold(text).chars() {
        if script(c).is_some() {
            if gap && !flat.is_empty() {
                flat.push(' ');
            }
            flat.push(c);
            gap = false;
        } else if c != '\'' {
            gap = true;
        }
    }
    flat
}

/// A text in quotation marks, as a question has it. A mark inside it would end the quote, and a space asks for the same.
pub(crate) fn quoted(text: &str) -> String {
    let marks = ['"', '“', '”', '„', '‟', '「', '」', '『', '』', '«', '»', '＂'];
    format!("\"{}\"", text.replace(marks, " ").trim())
}

/// The bit of any Chinese name. What was typed may begin with a character or a figure, which has no letter.
const CHINESE: u32 = 1 << 31;

fn letter(c: char) -> Option<u32> {
    c.is_ascii_lowercase().then(|| 1 << (c as u8 - b'a'))
}

/// Letters that may begin a name in pinyin, and the bit of Chinese names; nothing for names that are not.
fn initials(flat: &str, lang: Lang) -> u32 {
    let Some(first) = flat.chars().next().filter(|_| lang == Lang::Zh) else { return 0 };
    let sounds = pinyin::sounds(first);
    let sounds = sounds.iter().filter_map(|sound| sound.chars().next());
    sounds.chain([first]).filter_map(letter).fold(CHINESE, |all, bit| all | bit)
}

fn language(name: &str) -> Lang {
    if fold(name).chars().any(|c| script(c) == Some(Script::Han)) { Lang::Zh } else { Lang::En }
}

impl SuggestionTable {
    /// The table over `state`, without what no case has.
    pub(super) fn make(state: &Snapshot) -> Result<Self, EngineError> {
        let mut table = Self::empty();
        let (bodies, titles) = stored(state)?;
        let counts = counts(state)?;
        table.add_areas(&counts);
        table.add_regions(&counts);
        for (name, name_en, cases) in bodies.into_values() {
            let names = [(language(&name), name.as_str()), (Lang::En, name_en.as_deref().unwrap_or_default())];
            let value = format!("org:{}", quoted(&name));
            table.add(SuggestionKind::Organization, &value, names, |_| cases);
        }
        table.add_terms(state)?;
        table.titles = table.names.len();
        for (id, titled) in titles.into_iter().take(MAX_TITLES) {
            let names = titled.iter().map(|titled| (titled.lang, titled.title.as_str()));
            table.add(SuggestionKind::Title, &id, names, |_| 1);
        }
        table.text.push(BEFORE);
        Ok(table)
    }

    fn empty() -> Self {
        Self {
            text: String::new(),
            starts: Vec::new(),
            initials: Vec::new(),
            names: Vec::new(),
            titles: 0,
            things: Vec::new(),
        }
    }

    /// Adds a thing, if a name of it has cases.
    fn add<'a>(
        &mut self,
        kind: SuggestionKind,
        value: &str,
        names: impl IntoIterator<Item = (Lang, &'a str)>,
        cases: impl Fn(&str) -> u32,
    ) {
        let (thing, first) = (position(self.things.len()), self.names.len());
        let mut seen: Vec<String> = Vec::new();
        for (lang, shown) in names {
            let (flat, cases) = (flat(shown), cases(shown));
            if flat.is_empty() || cases == 0 || seen.contains(&flat) {
                continue;
            }
            self.text.push(BEFORE);
            self.starts.push(position(self.text.len()));
            self.text.push_str(&flat);
            self.initials.push(initials(&flat, lang));
            self.names.push(Name { thing, lang, shown: shown.into(), cases });
            seen.push(flat);
        }
        if self.names.len() > first {
            let thing = Thing { kind, first: position(first), value: value.into(), exact: AtomicU32::new(UNKNOWN) };
            self.things.push(thing);
        }
    }

    fn add_areas(&mut self, counts: &ValueCounts) {
        for area in Area::all() {
            let names = Lang::ALL.iter().flat_map(|lang| {
                std::iter::once(area.label(*lang))
                    .chain(area.synonyms(*lang).iter().map(String::as_str))
                    .map(|name| (*lang, name))
            });
            self.add(SuggestionKind::Area, area.slug(), names, |_| counts.areas[area.index()]);
        }
    }

    fn add_regions(&mut self, counts: &ValueCounts) {
        for region in Region::all() {
            let names = [
                (Lang::Zh, region.name(Lang::Zh)),
                (Lang::Zh, region.short_name(Lang::Zh)),
                (Lang::En, region.name(Lang::En)),
            ];
            self.add(SuggestionKind::Region, region.code(), names, |_| counts.regions[region.index()]);
        }
    }

    fn add_terms(&mut self, state: &Snapshot) -> Result<(), EngineError> {
        for (zh, en) in terms::terms() {
            let names: Vec<(Lang, &str)> = zh
                .into_iter()
                .map(|name| (Lang::Zh, name))
                .chain(en.into_iter().map(|name| (Lang::En, name)))
                .collect();
            let mut cases = BTreeMap::new();
            for (_, name) in &names {
                cases.insert(*name, said_by(state, &quoted(name))?);
            }
            let value = names.first().map_or_else(String::new, |(_, name)| quoted(name));
            self.add(SuggestionKind::Term, &value, names, |name| cases.get(name).copied().unwrap_or(0));
        }
        Ok(())
    }

    /// The best `limit` things with a name that `typed` may be the beginning of.
    pub(super) fn find(&self, state: &Snapshot, typed: &str, limit: usize) -> Result<Vec<Found<'_>>, EngineError> {
        let mut found = Vec::new();
        for (way, Reverse(_), thing, name) in self.best(typed, limit) {
            let cases = self.cases(state, thing, name)?;
            if cases > 0 {
                found.push(((way, Reverse(cases), thing, name), self.found(thing, name, cases)));
            }
        }
        // A body may be named in more cases than it is listed in, as a part of the name of another one.
        found.sort_by_key(|(key, _)| *key);
        Ok(found.into_iter().map(|(_, found)| found).collect())
    }

    /// The best things, looked for in the order of their rank, so that the most of a large library is seldom looked at.
    fn best(&self, typed: &str, limit: usize) -> Vec<Key> {
        let mut best = Best { keys: Vec::new(), worst: None, limit };
        let flat = flat(typed);
        let letters = pinyin::typed(&fold(typed));
        let (others, titles) = (0..self.titles, self.titles..self.names.len());
        for names in [others.clone(), titles.clone()] {
            self.find_beginnings(&flat, names, &mut best);
        }
        for names in [others.clone(), titles.clone()] {
            self.find_inside(&flat, names, &mut best);
        }
        for names in [others, titles] {
            self.find_spoken(letters.as_deref().unwrap_or_default(), names, &mut best);
        }
        best.cut();
        best.keys
    }

    fn find_beginnings(&self, flat: &str, names: Range<usize>, best: &mut Best) {
        let mut at = names.start;
        if flat.is_empty() || best.is_full(Way::Prefix) {
            return;
        }
        let text = &self.text.as_bytes()[..self.end(&names)];
        let needle = format!("{BEFORE}{flat}");
        let finder = memmem::Finder::new(needle.as_bytes());
        let from = self.start(at);
        for hit in finder.find_iter(&text[from..]) {
            at = self.name_at(at, from + hit + BEFORE.len_utf8());
            best.offer(self.key(Way::Prefix, at));
            if at >= self.titles && best.is_full(Way::Prefix) {
                return;
            }
        }
    }

    fn find_inside(&self, flat: &str, names: Range<usize>, best: &mut Best) {
        if flat.is_empty() || best.is_full(Way::Inner) {
            return;
        }
        let finder = memmem::Finder::new(flat.as_bytes());
        let is_letter = |c: Option<char>| c.is_some_and(|c| script(c) == Some(Script::Alphanumeric));
        let inside_word = is_letter(flat.chars().next());
        let text = &self.text.as_bytes()[..self.end(&names)];
        let (mut from, mut at) = (self.start(names.start), names.start);
        while let Some(hit) = finder.find(&text[from..]) {
            let hit = from + hit;
            at = self.name_at(at, hit);
            let begins = self.starts[at] as usize == hit;
            if !begins && inside_word && is_letter(self.text[..hit].chars().next_back()) {
                from = hit + 1;
                continue;
            }
            if !begins {
                best.offer(self.key(Way::Inner, at));
            }
            if at >= self.titles && best.is_full(Way::Inner) {
                return;
            }
            // One match a name is enough.
            at += 1;
            if at >= names.end {
                return;
            }
            from = self.start(at);
        }
    }

    fn find_spoken(&self, letters: &[char], names: Range<usize>, best: &mut Best) {
        let Some(first) = letters.first() else { return };
        let mask = letter(*first).unwrap_or(CHINESE);
        if best.is_full(Way::Pinyin) {
            return;
        }
        for at in names {
            if self.initials[at] & mask == 0 {
                continue;
            }
            let key = self.key(Way::Pinyin, at);
            if best.may_take(key) && pinyin::begins(self.flat_name(at), letters) {
                best.offer(key);
                if at >= self.titles && best.is_full(Way::Pinyin) {
                    return;
                }
            }
        }
    }

    fn key(&self, way: Way, at: usize) -> Key {
        let name = &self.names[at];
        (way, Reverse(name.cases), name.thing, position(at))
    }

    /// The name that the byte `hit` of the text lies in, which is `from` or one after it, mostly soon after.
    fn name_at(&self, from: usize, hit: usize) -> usize {
        let begins_before = |start: &u32| *start as usize <= hit;
        let mut reach = 1;
        while self.starts.get(from + reach).is_some_and(begins_before) {
            reach *= 2;
        }
        let end = self.starts.len().min(from + reach);
        from + self.starts[from..end].partition_point(begins_before) - 1
    }

    /// Where the mark before a name stands; the end of the text for none.
    fn start(&self, at: usize) -> usize {
        self.starts.get(at).map_or(self.text.len(), |start| *start as usize) - BEFORE.len_utf8()
    }

    fn end(&self, names: &Range<usize>) -> usize {
        self.start(names.end)
    }

    fn flat_name(&self, at: usize) -> &str {
        &self.text[self.starts[at] as usize..self.start(at + 1)]
    }

    fn cases(&self, state: &Snapshot, thing: u32, name: u32) -> Result<u32, EngineError> {
        let thing = &self.things[thing as usize];
        if thing.kind != SuggestionKind::Organization {
            return Ok(self.names[name as usize].cases);
        }
        let known = thing.exact.load(Ordering::Relaxed);
        if known != UNKNOWN {
            return Ok(known);
        }
        let exact = said_by(state, &thing.value)?;
        thing.exact.store(exact, Ordering::Relaxed);
        Ok(exact)
    }

    fn found(&self, thing: u32, name: u32, cases: u32) -> Found<'_> {
        let Thing { kind, first, value, .. } = &self.things[thing as usize];
        let names = self.names[*first as usize..].iter().take_while(|name| name.thing == thing);
        let in_language = |lang| names.clone().find(|name| name.lang == lang).map(|name| &*name.shown);
        let name = &self.names[name as usize];
        Found {
            kind: *kind,
            value,
            shown: &name.shown,
            lang: name.lang,
            zh: in_language(Lang::Zh),
            en: in_language(Lang::En),
            cases: cases as usize,
        }
    }
}

/// The best keys so far, one a thing.
struct Best {
    keys: Vec<Key>,
    /// No key after this one is among the best.
    worst: Option<Key>,
    limit: usize,
}

impl Best {
    fn may_take(&self, key: Key) -> bool {
        self.worst.is_none_or(|worst| key < worst)
    }

    fn offer(&mut self, key: Key) {
        if self.may_take(key) {
            self.keys.push(key);
            if self.keys.len() >= self.limit * 8 + 64 {
                self.cut();
            }
        }
    }

    /// Whether no further key of that way or a worse one, of a thing with fewer cases or that stands later, can be among the best.
    fn is_full(&mut self, way: Way) -> bool {
        if self.keys.len() < self.limit {
            return false;
        }
        self.cut();
        self.keys.len() == self.limit && self.worst.is_some_and(|worst| worst.0 <= way)
    }

    fn cut(&mut self) {
        let mut seen = BTreeSet::new();
        self.keys.sort_unstable();
        self.keys.retain(|(_, _, thing, _)| seen.len() < self.limit && seen.insert(*thing));
        if self.keys.len() == self.limit {
            self.worst = self.keys.last().copied();
        }
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How many cases a question finds, taken as it stands.
fn said_by(state: &Snapshot, text: &str) -> Result<u32, EngineError> {
    let Ok(question) = Question::parse(text) else { return Ok(0) };
    let count = state.count(&Question { expand: false, ..question })?;
    Ok(position(count))
}

/// How many cases have each value of each facet.
fn counts(state: &Snapshot) -> Result<ValueCounts, EngineError> {
    let filters = Arc::new(state.table.compile(&Filters::default()));
    let pass = Pass { table: &state.table, filters: &filters, sort: Sort::Newest, offset: 0, limit: 0 };
    let found = state.searcher.search(&AllQuery, &pass)?;
    Ok(state.table.expand(&found.counts))
}

/// Bodies by their folded name, with how many cases list them, and titles by id.
type FromCases = (BTreeMap<String, (String, Option<String>, u32)>, BTreeMap<String, Vec<Titled>>);

fn stored(state: &Snapshot) -> Result<FromCases, EngineError> {
    let mut bodies: BTreeMap<String, (String, Option<String>, u32)> = BTreeMap::new();
    let mut titles = BTreeMap::new();
    for segment in state.searcher.segment_readers() {
        let store = segment.get_store_reader(1).map_err(tantivy::TantivyError::from)?;
        for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
            let document = document?;
            let bytes = document.get_first(state.fields.case).and_then(|value| value.as_bytes()).unwrap_or_default();
            let case: Stored = serde_json::from_slice(bytes)?;
            let mut listed = BTreeSet::new();
            for body in case.organizations {
                let key = flat(&body.name);
                let new = listed.insert(key.clone());
                // Of several spellings of a name the same one is taken whatever the order of the cases.
                let known = bodies.entry(key).or_insert_with(|| (body.name.clone(), None, 0));
                known.0 = known.0.clone().min(body.name);
                known.1 = match (known.1.take(), body.name_en) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
                known.2 += u32::from(new);
            }
            titles.insert(case.id, case.writeups);
        }
    }
    Ok((bodies, titles))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> SuggestionTable {
        let mut table = SuggestionTable::empty();
        let names = [(Lang::Zh, "校长职级制"), (Lang::En, "Principal rank"), (Lang::En, "Career ladder")];
        table.add(SuggestionKind::Area, "principal-ranks", names, |_| 12);
        table.add(SuggestionKind::Area, "school-zones", [(Lang::Zh, "学区制"), (Lang::En, "School zones")], |_| 9);
        table.add(SuggestionKind::Region, "500000", [(Lang::Zh, "重庆市"), (Lang::En, "Chongqing")], |_| 5);
        table.titles = table.names.len();
        table.add(
            SuggestionKind::Title,
            "a",
            [(Lang::Zh, "北京市东城区“学区制”：大学区"), (Lang::En, "Dongcheng's Zones")],
            |_| 1,
        );
        table.add(SuggestionKind::Title, "none", [(Lang::Zh, "无案例")], |_| 0);
        table.text.push(BEFORE);
        table
    }

    #[track_caller]
    fn check(typed: &str, expected: &[&str]) {
        let table = table();
        let found: Vec<&str> = table
            .best(typed, 3)
            .iter()
            .map(|(_, Reverse(cases), thing, name)| table.found(*thing, *name, *cases).shown)
            .collect();
        assert_eq!(found, expected, "typing {typed:?}");
    }

    #[test]
    fn beginnings_before_inner_strings_before_pinyin() {
        check("学区", &["学区制", "北京市东城区“学区制”：大学区"]);
        check("學區", &["学区制", "北京市东城区“学区制”：大学区"]);
        check("职级", &["校长职级制"]);
        check("学区制大", &[]);
        check("学区制：大", &["北京市东城区“学区制”：大学区"]);
        check("c", &["Career ladder", "Chongqing"]);
        check("", &[]);
        check("！", &[]);
        check("无案例", &[]);
    }

    #[test]
    fn english_by_the_beginning_of_any_word() {
        check("PRINC", &["Principal rank"]);
        check("rank", &["Principal rank"]);
        check("ank", &[]);
        check("zones", &["School zones", "Dongcheng's Zones"]);
        check("dongchengs z", &["Dongcheng's Zones"]);
    }

    #[test]
    fn pinyin_whole_by_initials_and_mixed() {
        check("xzzjz", &["校长职级制"]);
        check("xiaozhangzjz", &["校长职级制"]);
        check("jjzz", &[]);
        check("chongq", &["Chongqing"]);
        check("cqs", &["重庆市"]);
        check("xqz", &["学区制"]);
    }

    #[test]
    fn a_quote_survives_marks_inside_it() {
        assert_eq!(quoted("“未来学校”研究院"), "\"未来学校 研究院\"");
        assert_eq!(flat("K12 教育（试点）"), "k12 教育 试点");
    }
}
