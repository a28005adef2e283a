//! Makes the bilingual dictionary from its two sources and prints how large it became:
//! `cargo run --release -p anli-text --example derive_dictionary -- ecdict.csv cedict_ts.u8`.
//!
//! A translation weighs by its place among the translations that ECDICT gives for a word, and more when CC-CEDICT says the same from the
//! other side. Entries are kept when the English is one word, is ranked in a frequency list, is a name (written with a capital), or
//! stands in CC-CEDICT: technical phrases of several words besides these double the size and were seen to add nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::path::Path;

use anli_text::{Folded, Script, alphanumeric_words, fold, script, stem};

/// Most translations of an entry.
const MOST: usize = 12;
/// Least weight of a translation, in ninths of the best one.
const LEAST: f32 = 2.0;
/// Longest translation in characters, and longest English entry in words.
const CHARACTERS: usize = 8;
const WORDS: usize = 4;
/// Rank in a frequency list beyond which a word counts as rare.
const RARE: u32 = 20_000;

type Weights<K> = HashMap<String, HashMap<K, f32>>;

/// One English entry with its translations, in the order of the source.
struct Entry {
    key: String,
    words: String,
    rank: u32,
    chinese: Vec<(String, f32)>,
    name: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ecdict, cedict] = arguments.as_slice() else {
        return Err("give the paths of ecdict.csv and of CC-CEDICT".into());
    };
    let from_chinese = read_cedict(&std::fs::read_to_string(cedict)?);
    let known: HashSet<String> = from_chinese.iter().map(|(_, english)| key(english)).collect();
    let entries = read_ecdict(Path::new(ecdict), &known)?;

    // The most usual spelling of each key, for people to read.
    let mut spelling: HashMap<&str, (u32, &str)> = HashMap::new();
    for entry in &entries {
        let seen = spelling.entry(&entry.key).or_insert((entry.rank, &entry.words));
        if entry.rank < seen.0 {
            *seen = (entry.rank, &entry.words);
        }
    }
    let keyed: Vec<(String, &str, &str)> =
        from_chinese.iter().map(|(chinese, english)| (key(english), chinese.as_str(), english.as_str())).collect();
    for (key, _, english) in &keyed {
        spelling.entry(key).or_insert((u32::MAX, english));
    }

    let mut to_chinese: Weights<String> = HashMap::new();
    let mut to_english: Weights<String> = HashMap::new();
    for entry in &entries {
        let usual = if entry.rank < RARE { 1.0 } else { 0.5 };
        for (place, (chinese, trust)) in entry.chinese.iter().enumerate() {
            let weight = trust / (1.0 + place as f32).sqrt();
            let single = if chinese.chars().count() == 1 { 0.3 } else { 1.0 };
            raise(&mut to_chinese, &entry.key, chinese, weight * single);
            raise(&mut to_english, chinese, &entry.key, weight * usual);
        }
    }
    let mut said: HashSet<(&str, &str)> = HashSet::new();
    for (key, chinese, _) in &keyed {
        if said.insert((key, chinese)) {
            let single = if chinese.chars().count() == 1 { 0.3 } else { 1.0 };
            *to_chinese.entry(key.clone()).or_default().entry((*chinese).to_owned()).or_default() += single;
            *to_english.entry((*chinese).to_owned()).or_default().entry(key.clone()).or_default() += 1.0;
        }
    }
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    write(&data.join("en-zh.tsv"), to_chinese, |chinese| chinese.to_owned())?;
    write(&data.join("zh-en.tsv"), to_english, |key| spelling.get(key).map_or(key, |(_, words)| words).to_owned())?;
    Ok(())
}

fn raise(weights: &mut Weights<String>, key: &str, translation: &str, weight: f32) {
    let of = weights.entry(key.to_owned()).or_default().entry(translation.to_owned()).or_default();
    *of = of.max(weight);
}

/// The stems of an English entry.
fn key(english: &str) -> String {
    english.split(' ').map(stem).collect::<Vec<_>>().join(" ")
}

/// English words as they are written, folded; empty when something else stands there too.
fn plain_english(text: &str) -> String {
    let folded = fold(text);
    if folded.chars().filter_map(script).any(|script| script != Script::Alphanumeric) {
        return String::new();
    }
    let words = alphanumeric_words(&Folded::new(&folded));
    let spelled = words
        .iter()
        .filter(|word| !word.part)
        .map(|word| folded[word.range.clone()].trim_end_matches("'s").replace('\'', ""));
    spelled.collect::<Vec<_>>().join(" ")
}

fn is_chinese(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| script(c) == Some(Script::Han))
}

/// `text` without what stands in brackets of any kind.
fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' | '<' | '〈' | '{' => depth += 1,
            ')' | '）' | ']' | '】' | '>' | '〉' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn read_ecdict(path: &Path, known: &HashSet<String>) -> Result<Vec<Entry>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name).ok_or(format!("no column {name}"));
    let (word, translation, bnc, frq) = (column("word")?, column("translation")?, column("bnc")?, column("frq")?);
    let mut entries = Vec::new();
    for record in reader.records() {
        let record = record?;
        let words = plain_english(&record[word]);
        let count = words.split(' ').count();
        if words.is_empty() || count > WORDS {
            continue;
        }
        let rank =
            [&record[bnc], &record[frq]].iter().filter_map(|rank| rank.parse().ok()).filter(|rank| *rank > 0).min();
        let key = key(&words);
        let name = record[word].starts_with(char::is_uppercase);
        let kept = count == 1 || rank.is_some() || name || known.contains(&key);
        let chinese = chinese_of(&record[translation]);
        // What only the web says is taken for words that stand elsewhere too.
        if !kept || chinese.iter().all(|(_, trust)| *trust < 1.0) {
            continue;
        }
        entries.push(Entry { key, words, rank: rank.unwrap_or(u32::MAX), chinese, name });
    }
    // Names after words: `China` before `china` would give porcelain the weight of the country.
    entries.sort_by_key(|entry| (entry.rank, entry.name));
    Ok(entries)
}

/// The translations in a field of ECDICT, each with how far it is trusted.
fn chinese_of(field: &str) -> Vec<(String, f32)> {
    const FORMS: [&str; 8] =
        ["的过去式", "的过去分词", "的现在分词", "的复数", "的第三人称", "的比较级", "的最高级", "的名词复数"];
    let mut found: Vec<(String, f32)> = Vec::new();
    for line in field.split("\\n").filter(|line| !FORMS.iter().any(|form| line.contains(form))) {
        let trust = if line.starts_with("[网络]") { 0.5 } else { 1.0 };
        let line = without_brackets(line);
        let line = line.trim_start_matches(|c: char| c.is_ascii_alphabetic() || " .&".contains(c));
        for part in line.split([',', ';', '，', '；', '、', '/', '。', ':', '：', '|', ' ']) {
            let part = fold(part.trim_matches(|c: char| "…《》“”\".".contains(c)));
            let length = part.chars().count();
            let part = if length > 2 { part.trim_end_matches(['的', '地']).to_owned() } else { part };
            if is_chinese(&part) && length <= CHARACTERS && !found.iter().any(|(chinese, _)| *chinese == part) {
                found.push((part, trust));
            }
        }
    }
    found
}

/// Pairs of Chinese and English from CC-CEDICT.
fn read_cedict(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with(['#', '%'])) {
        let Some((head, glosses)) = line.split_once("] /") else { continue };
        let Some(chinese) = head.split(' ').nth(1).map(fold) else { continue };
        if !is_chinese(&chinese) {
            continue;
        }
        for gloss in glosses.trim_end_matches('/').split(['/', ';']) {
            let gloss = without_brackets(gloss);
            let gloss = gloss.trim();
            let is_remark =
                ["CL:", "variant of", "old variant", "see ", "abbr. for", "also written", "surname", "used in"]
                    .iter()
                    .any(|remark| gloss.contains(remark) && (*remark == "CL:" || gloss.starts_with(remark)));
            if gloss.is_empty() || is_remark {
                continue;
            }
            // After a comma a name is explained and a word is given another way.
            let parts = if gloss.starts_with(char::is_uppercase) { 1 } else { 2 };
            for part in gloss.split(',').take(parts) {
                let words = plain_english(part);
                let words = ["to ", "a ", "an ", "the ", "be ", "sb ", "sth "]
                    .iter()
                    .fold(words.as_str(), |words, lead| words.strip_prefix(lead).unwrap_or(words));
                if !words.is_empty() && words.split(' ').count() <= WORDS {
                    pairs.push((chinese.clone(), words.to_owned()));
                }
            }
        }
    }
    pairs
}

/// A line an entry, sorted by bytes: the key, then translations with their weight in ninths before them, the best first.
fn write(path: &Path, weights: Weights<String>, show: impl Fn(&str) -> String) -> Result<(), Box<dyn Error>> {
    let sorted: BTreeMap<String, HashMap<String, f32>> = weights.into_iter().collect();
    let mut lines = String::new();
    let mut count = 0;
    for (key, translations) in &sorted {
        let best = translations.values().copied().fold(0.0, f32::max);
        let mut kept: Vec<(f32, &String)> = translations
            .iter()
            .map(|(translation, weight)| (weight / best * 9.0, translation))
            .filter(|(weight, translation)| *weight >= LEAST && !anli_text::is_stop_word(translation))
            .collect();
        kept.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        kept.truncate(MOST);
        if key.is_empty() || kept.is_empty() {
            continue;
        }
        count += 1;
        lines.push_str(key);
        for (weight, translation) in kept {
            lines.push_str(&format!("\t{}{}", weight.round().max(1.0) as u8, show(translation)));
        }
        lines.push('\n');
    }
    println!("{}: {count} entries, {} bytes", path.display(), lines.len());
    std::fs::write(path, lines)?;
    Ok(())
}
