//! Finds regions by anything they are or were called.
//!
//! A name is looked up by its key: lower case, half width, simplified script, no accents, spaces or punctuation, and `v` for
//! ü. So Wéifāng, "Wei Fang" and weifang are one key, and so are 濰坊 and 潍坊. The keys are gathered at the first question
//! that needs them, not with the table: reading a corpus needs codes only.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{Row, table};
use super::{NameKind, Region, RegionKind, RegionMatch};

/// Longer texts are no names; they are not even folded.
const LONGEST: usize = 200;

static TODAY: LazyLock<Today> = LazyLock::new(Today::gather);
/// Full names and codes that are no more.
static FORMER: LazyLock<Former> = LazyLock::new(Former::gather);
/// Short names and pinyin of the same: 江干, jianggan. Asked only when nothing else is called so.
static FORMER_SHORT: LazyLock<Former> = LazyLock::new(Former::gather_short);
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(read_traditional);

/// What [`Region::find`] returns.
pub(super) fn find(text: &str) -> Vec<RegionMatch> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let key = key(text);
    let mut found = TODAY.find(&key);
    let mut former = FORMER.find(&key);
    // The county-level 潍坊市 of old lies in the 潍坊市 of today; who asks for that name means the latter.
    former.retain(|former| former.region.path().iter().all(|over| found.iter().all(|found| found.region != *over)));
    found.append(&mut former);
    if found.is_empty() {
        found = FORMER_SHORT.find(&key);
    }
    found.sort_by_key(|found| (found.by == NameKind::Retired, rank(found.region), found.region.code()));
    found
}

/// Names and codes of today.
struct Today(HashMap<String, Vec<(Region, NameKind)>>);

impl Today {
    fn gather() -> Self {
        let mut names = Today(HashMap::with_capacity(40_000));
        for (region, row) in Region::all().zip(&table().rows) {
            names.add_row(region, row);
        }
        names
    }

    fn find(&self, key: &str) -> Vec<RegionMatch> {
        let named = self.0.get(key).into_iter().flatten();
        named.map(|&(region, by)| RegionMatch { region, by, former: None }).collect()
    }

    fn add_row(&mut self, region: Region, row: &Row) {
        self.add(key(row.code), region, NameKind::Code);
        self.add(key(row.zh), region, NameKind::Full);
        self.add(key(row.zh_short), region, NameKind::Short);
        if let Some(ending) = spoken_ending(row.zh) {
            self.add(key(row.zh_short) + ending, region, NameKind::Short);
        }
        self.add_latin(row.en, region, NameKind::English);
        let stem = stem_pinyin(row.pinyin, row.zh_short);
        if is_division(row.kind) {
            for word in english_words(row.zh).iter().filter(|word| !row.en.ends_with(**word)) {
                self.add_latin(&format!("{} {word}", row.en), region, NameKind::English);
            }
            for word in english_words(row.zh) {
                self.add_latin(&format!("{stem} {word}"), region, NameKind::English);
            }
        }
        for other in row.others.split(';') {
            if other.chars().all(is_latin) {
                self.add_latin(other, region, NameKind::English);
            } else {
                self.add(key(other), region, NameKind::Short);
            }
        }
        self.add_latin(&stem, region, NameKind::Pinyin);
        self.add_latin(&row.pinyin.replace('v', "ü"), region, NameKind::Pinyin);
    }

    fn add_latin(&mut self, text: &str, region: Region, by: NameKind) {
        for key in latin_keys(text) {
            self.add(key, region, by);
        }
    }

    /// Adds a name of `region`. Where two of its names have one key, the sort of the first counts.
    fn add(&mut self, key: String, region: Region, by: NameKind) {
        if key.is_empty() {
            return;
        }
        let named = self.0.entry(key).or_default();
        if named.last().is_none_or(|(last, _)| *last != region) {
            named.push((region, by));
        }
    }
}

/// Names and codes of the past, with their places in `Table::retired`.
struct Former(HashMap<String, Vec<usize>>);

impl Former {
    fn gather() -> Self {
        let mut names = Former(HashMap::with_capacity(8_000));
        for (at, retired) in table().retired.iter().enumerate() {
            names.add(key(retired.zh), at);
            if !table().codes.contains_key(retired.code) {
                names.add(retired.code.to_owned(), at);
            }
        }
        names
    }

    fn gather_short() -> Self {
        let mut names = Former(HashMap::with_capacity(16_000));
        for (at, retired) in table().retired.iter().enumerate() {
            names.add(key(retired.zh_short), at);
            let stem = stem_pinyin(retired.pinyin, retired.zh_short);
            let words = english_words(retired.zh).iter().map(|word| format!("{stem} {word}"));
            for text in words.chain([stem.clone(), retired.pinyin.replace('v', "ü")]) {
                latin_keys(&text).into_iter().for_each(|key| names.add(key, at));
            }
        }
        names
    }

    fn add(&mut self, key: String, at: usize) {
        let named = self.0.entry(key).or_default();
        if named.last() != Some(&at) {
            named.push(at);
        }
    }

    /// What became of the places with that name, each region once.
    fn find(&self, key: &str) -> Vec<RegionMatch> {
        let mut found: Vec<RegionMatch> = Vec::new();
        for retired in self.0.get(key).into_iter().flatten().map(|at| &table().retired[*at]) {
            let former = if key == retired.code { retired.code } else { retired.zh };
            for &region in &retired.successors {
                if found.iter().all(|found| found.region != region) {
                    found.push(RegionMatch { region, by: NameKind::Retired, former: Some(former.to_owned()) });
                }
            }
        }
        found
    }
}

/// How high a region stands; the lower the number, the higher.
fn rank(region: Region) -> u8 {
    match (region.kind(), region.parent()) {
        (RegionKind::Nationwide, _) => 0,
        (RegionKind::Province | RegionKind::Country, _) | (RegionKind::Zone, None) => 1,
        (RegionKind::Prefecture, _) => 2,
        (RegionKind::County | RegionKind::Zone, _) => 3,
    }
}

fn is_division(kind: RegionKind) -> bool {
    matches!(kind, RegionKind::Province | RegionKind::Prefecture | RegionKind::County)
}

/// What people say for the official ending: 延边州, 石柱县, 管城区.
fn spoken_ending(name: &str) -> Option<&'static str> {
    const ENDINGS: [(&str, &str); 4] = [("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("族区", "区")];
    ENDINGS.iter().find(|(official, _)| name.ends_with(official)).map(|(_, spoken)| *spoken)
}

/// The English words for the ending of a Chinese name.
fn english_words(name: &str) -> &'static [&'static str] {
    const ENDINGS: [(&str, &[&str]); 10] = [
        ("自治区", &["Autonomous Region"]),
        ("州", &["Prefecture", "Autonomous Prefecture"]),
        ("地区", &["Prefecture"]),
        ("盟", &["League"]),
        ("省", &["Province"]),
        ("市", &["City", "Municipality"]),
        ("自治县", &["County", "Autonomous County"]),
        ("县", &["County"]),
        ("区", &["District"]),
        ("旗", &["Banner"]),
    ];
    ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map_or(&[], |(_, words)| words)
}

/// The pinyin of the short name: as many syllables as it has characters.
fn stem_pinyin(pinyin: &str, short: &str) -> String {
    let syllables = pinyin.split(' ').take(short.chars().count());
    syllables.collect::<String>().replace('v', "ü")
}

/// The keys of a name in Latin letters: ü is also written u and, in passports, yu.
fn latin_keys(text: &str) -> Vec<String> {
    let plain = key(text);
    if !text.contains(['ü', 'Ü']) {
        return vec![plain];
    }
    let others = ["u", "yu"].map(|letters| plain.replace('v', letters));
    [plain].into_iter().chain(others).collect()
}

fn is_latin(c: char) -> bool {
    c < '\u{250}'
}

/// What two spellings of one name have in common.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match narrow(c) {
            '&' => key.push_str("and"),
            // The two dots of a decomposed ü.
            '\u{308}' if key.ends_with('u') => {
                key.pop();
                key.push('v');
            }
            c if c.is_ascii_alphanumeric() => key.push(c.to_ascii_lowercase()),
            c if c.is_alphabetic() && is_latin(c) => key.extend(c.to_lowercase().map(without_accent)),
            c if c.is_alphabetic() => key.push(SIMPLIFIED.get(&c).copied().unwrap_or(c)),
            _ => {}
        }
    }
    key
}

/// The ASCII sign for a full-width one.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn without_accent(c: char) -> char {
    match c {
        'ā' | 'á' | 'ǎ' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ē' | 'é' | 'ě' | 'è' | 'ê' | 'ë' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' | 'î' | 'ï' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' | 'û' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        'ç' => 'c',
        'ñ' | 'ń' | 'ň' => 'n',
        _ => c,
    }
}

/// The pairs of `data/traditional.txt`: 濰潍 and so on, for the characters in names of regions.
fn read_traditional() -> HashMap<char, char> {
    let pairs = include_str!("../../data/traditional.txt").lines();
    pairs.filter_map(|pair| pair.chars().next().zip(pair.chars().nth(1))).collect()
}
