//! A bilingual corpus of any size, drawn word by word.
//!
//! Words come as often as they do in real text: Chinese ones by the frequencies of jieba's dictionary, English ones by those of
//! this project's own write-ups, carried on by Zipf's law. Each case is drawn from the seed and its number alone, so that a
//! corpus of 10,000 cases is the beginning of one of 100,000 and any case can be made again without its file.

use std::collections::HashSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anli_case::{Area, FactKind, Lang, Level, Region, RegionKind, SourceKind, Stage};
use serde_json::{Value, json};

const CHINESE: &str = include_str!("frequencies/chinese.txt");
const ENGLISH: &str = include_str!("frequencies/english.txt");

/// English words, those that are made up included.
const ENGLISH_WORDS: usize = 40_000;

/// What stands between two clauses.
const CHINESE_JOINTS: &[&str] = &["，", "，", "。", "；"];
const ENGLISH_JOINTS: &[&str] = &[", ", ", ", ". ", "; "];

/// A case, as far as the bench looks at it again.
pub struct Case<'a> {
    /// A line of a `.jsonl` corpus.
    pub json: Value,
    /// Where it happened.
    pub region: Region,
    /// Its areas.
    pub areas: Vec<Area>,
    /// Its level.
    pub level: Level,
    /// About when it began.
    pub year: u16,
    /// The Chinese write-up.
    pub zh: Text<'a>,
    /// The English write-up.
    pub en: Text<'a>,
}

/// The text of a write-up.
#[derive(Default)]
pub struct Text<'a> {
    /// Title.
    pub title: String,
    /// Abstract.
    pub summary: String,
    /// Paragraphs without headings and footnotes.
    pub facts: Vec<String>,
    /// Markdown of the facts, as in a file.
    pub body: String,
    /// The words that were drawn for the facts, in order.
    pub words: Vec<&'a str>,
}

/// Draws cases.
pub struct Generator {
    seed: u64,
    chinese: Frequencies,
    english: Frequencies,
    nationwide: Region,
    counties: Vec<Region>,
    prefectures: Vec<Region>,
    provinces: Vec<Region>,
    areas: Vec<Area>,
}

impl Generator {
    /// A generator of the corpus of that seed.
    pub fn new(seed: u64) -> Self {
        let of_kind = |kind| Region::all().filter(|region| region.kind() == kind).collect::<Vec<_>>();
        Self {
            seed,
            chinese: Frequencies::read(CHINESE),
            english: Frequencies::read(ENGLISH).carried_on(ENGLISH_WORDS),
            nationwide: Region::from_code("000000").expect("a region of its own"),
            counties: of_kind(RegionKind::County),
            prefectures: of_kind(RegionKind::Prefecture),
            provinces: of_kind(RegionKind::Province),
            areas: Area::all().collect(),
        }
    }

    /// Case `number` of the corpus.
    pub fn case(&self, number: usize) -> Case<'_> {
        let mut random = Random::new(self.seed, number as u64);
        let (region, level) = self.place(&mut random);
        let areas = self.areas_of(&mut random);
        let plan = Plan::draw(&mut random);
        let zh = self.chinese_text(&mut random, region, &areas, &plan);
        let en = self.english_text(&mut random, region, &areas, &plan);
        let year = 1998 + u16::try_from(random.skewed(28)).unwrap_or(0);
        let json = json!({
            "id": format!("case-{number:07}"),
            "lang": "zh",
            "title": zh.title,
            "summary": zh.summary,
            "region": region.code(),
            "level": level.as_str(),
            "started": (random.below(10) > 0).then_some(year),
            "reported": year + 1,
            "stage": random.pick(Stage::ALL).as_str(),
            "areas": areas.iter().map(|area| area.slug()).collect::<Vec<_>>(),
            "organizations": [{
                "name": format!("{}教育局", region.name(Lang::Zh)),
                "name_en": format!("{} Education Bureau", region.name(Lang::En)),
                "role": "lead",
            }],
            "sources": (1..=plan.sources).map(|source| self.source(&mut random, source, year)).collect::<Vec<_>>(),
            "body": zh.body,
            "translations": {"en": {"title": en.title, "summary": en.summary, "body": en.body}},
        });
        Case { json, region, areas, level, year, zh, en }
    }

    fn place(&self, random: &mut Random) -> (Region, Level) {
        match random.below(100) {
            0..4 => (self.nationwide, Level::Nationwide),
            4..20 => (*random.pick(&self.provinces), Level::Province),
            20..40 => (*random.pick(&self.prefectures), Level::Prefecture),
            40..85 => (*random.pick(&self.counties), Level::County),
            _ => (*random.pick(&self.counties), Level::School),
        }
    }

    /// One to three areas, the first of the vocabulary more often than the last.
    fn areas_of(&self, random: &mut Random) -> Vec<Area> {
        let last = self.areas.len() - 1;
        let mut areas: Vec<Area> =
            (0..=random.below(3)).map(|_| self.areas[last - random.skewed(self.areas.len())]).collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }

    fn source(&self, random: &mut Random, id: usize, year: u16) -> Value {
        let title: String = (0..5).map(|_| self.chinese.draw(random)).collect();
        json!({
            "id": id.to_string(),
            "title": title,
            "url": format!("https://example.org/{}", random.next()),
            "publisher": "教育报",
            "date": format!("{}-{:02}-{:02}", year + 1, 1 + random.below(12), 1 + random.below(28)),
            "lang": "zh",
            "kind": random.pick(SourceKind::ALL).as_str(),
        })
    }

    fn chinese_text(&self, random: &mut Random, region: Region, areas: &[Area], plan: &Plan) -> Text<'_> {
        let (place, label) = (region.short_name(Lang::Zh), areas[0].label(Lang::Zh));
        let mut run = |count| self.chinese.run(random, count).concat();
        let title = format!("{}{label}：{}", region.name(Lang::Zh), run(5));
        let summary = format!("{place}推行{label}，{}，{}。", run(12), run(14));
        let mut text = Text { title, summary, ..Text::default() };
        for kind in &plan.facts {
            let mut fact = String::new();
            while fact.len() < plan.chinese {
                if !fact.is_empty() {
                    let joint = random.pick(CHINESE_JOINTS);
                    fact.push_str(joint);
                }
                match random.below(12) {
                    0 => fact.push_str(&format!("{}年", 1998 + random.below(28))),
                    1 => fact.push_str(&format!("{}%的", random.below(1_000) as f64 / 10.0)),
                    2 => fact.push_str(place),
                    3 => fact.push_str(random.pick(areas).label(Lang::Zh)),
                    _ => {}
                }
                let clause = 4 + random.below(5);
                let words = self.chinese.run(random, clause);
                fact.push_str(&words.concat());
                text.words.extend(words);
            }
            text.add(*kind, Lang::Zh, fact + "。", 1 + random.below(plan.sources));
        }
        text
    }

    fn english_text(&self, random: &mut Random, region: Region, areas: &[Area], plan: &Plan) -> Text<'_> {
        let (place, label) = (region.name(Lang::En), areas[0].label(Lang::En));
        let mut run = |count| self.english.run(random, count).join(" ");
        let title = format!("{place}: {label}, {}", run(5));
        let summary = format!("{label} in {place}: {}.", run(25));
        let mut text = Text { title, summary, ..Text::default() };
        for kind in &plan.facts {
            let mut fact = String::new();
            while fact.len() < plan.english {
                if !fact.is_empty() {
                    let joint = random.pick(ENGLISH_JOINTS);
                    fact.push_str(joint);
                }
                match random.below(12) {
                    0 => fact.push_str(&format!("in {} ", 1998 + random.below(28))),
                    1 => fact.push_str(&format!("{}% of ", random.below(1_000) as f64 / 10.0)),
                    2 => fact.push_str(&format!("{place} ")),
                    3 => fact.push_str(&format!("{} ", random.pick(areas).label(Lang::En))),
                    _ => {}
                }
                let clause = 6 + random.below(8);
                let words = self.english.run(random, clause);
                fact.push_str(&words.join(" "));
                text.words.extend(words);
            }
            text.add(*kind, Lang::En, fact + ".", 1 + random.below(plan.sources));
        }
        text
    }
}

impl Text<'_> {
    /// Adds a fact that cites a source.
    fn add(&mut self, kind: FactKind, lang: Lang, fact: String, source: usize) {
        let heading = format!("## {}\n\n", kind.label(lang));
        if !self.body.contains(&heading) {
            self.body.push_str(&heading);
        }
        self.body.push_str(&format!("{fact}[^{source}]\n\n"));
        self.facts.push(fact);
    }
}

/// What both write-ups of a case have in common, so that fact `f7` is the same one in both.
struct Plan {
    facts: Vec<FactKind>,
    /// Least bytes of a fact in Chinese.
    chinese: usize,
    /// Least bytes of a fact in English.
    english: usize,
    sources: usize,
}

impl Plan {
    fn draw(random: &mut Random) -> Self {
        let mut facts: Vec<FactKind> = (0..9 + random.below(7)).map(|_| *random.pick(FactKind::ALL)).collect();
        facts.sort_unstable();
        let of_all = |bytes: usize| bytes / facts.len();
        Self {
            chinese: of_all(2_300 + random.below(1_000)),
            english: of_all(1_200 + random.below(1_400)),
            sources: 1 + random.below(3),
            facts,
        }
    }
}

/// Words with how often each is drawn.
struct Frequencies {
    words: Vec<String>,
    /// Frequency of each word with those of all words before it.
    sums: Vec<u64>,
}

impl Frequencies {
    /// Reads lines of a frequency and its words, the most frequent first.
    fn read(list: &str) -> Self {
        let mut read = Self { words: Vec::new(), sums: Vec::new() };
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split(' ');
            let frequency = fields.next().and_then(|field| field.parse().ok()).expect("a line begins with a frequency");
            fields.for_each(|word| read.push(word.to_owned(), frequency));
        }
        read
    }

    /// Carries the list on to `count` words by Zipf's law, under which rank times frequency is constant. The new words are the
    /// head of one word with the tail of another.
    fn carried_on(mut self, count: usize) -> Self {
        const SCALE: u64 = 1_000;
        self.sums.iter_mut().for_each(|sum| *sum *= SCALE);
        let long: Vec<String> = self.words.iter().filter(|word| word.len() > 5).cloned().collect();
        let mut random = Random::new(0, 0);
        let mut known: HashSet<String> = self.words.iter().cloned().collect();
        let constant = self.words.len() as u64 * SCALE;
        while self.words.len() < count {
            let (head, tail) = (random.pick(&long).clone(), random.pick(&long).clone());
            let word = format!("{}{}", &head[..head.len() / 2], &tail[tail.len() / 2..]);
            if known.insert(word.clone()) {
                let rank = self.words.len() as u64 + 1;
                self.push(word, constant / rank);
            }
        }
        self
    }

    fn push(&mut self, word: String, frequency: u64) {
        self.words.push(word);
        self.sums.push(self.sums.last().copied().unwrap_or(0) + frequency);
    }

    fn draw(&self, random: &mut Random) -> &str {
        let all = self.sums.last().copied().unwrap_or(1);
        let at = random.next() % all;
        &self.words[self.sums.partition_point(|sum| *sum <= at)]
    }

    fn run(&self, random: &mut Random, count: usize) -> Vec<&str> {
        (0..count).map(|_| self.draw(random)).collect()
    }
}

/// A small generator of random numbers (splitmix64), the same on every machine and in every version.
pub struct Random(u64);

impl Random {
    /// A stream of its own for each number.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream.wrapping_mul(0xd134_2543_de82_ef95));
        random.next();
        random
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number less than `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or(0)
    }

    /// A number less than `end`, large ones more often.
    fn skewed(&mut self, end: usize) -> usize {
        self.below(end).max(self.below(end))
    }

    /// One of `values`.
    pub fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }
}

/// The `.jsonl` file of the first `cases` cases in `dir`, written unless it is there. Its name changes with everything that
/// decides what is in it.
pub fn write(generator: &Generator, cases: usize, dir: &Path) -> io::Result<PathBuf> {
    let path = dir.join(format!("cases-{cases}-seed-{}-{:016x}.jsonl", generator.seed, fingerprint()));
    if path.exists() {
        return Ok(path);
    }
    fs::create_dir_all(dir)?;
    let unfinished = path.with_extension("unfinished");
    let mut file = BufWriter::new(File::create(&unfinished)?);
    for number in 0..cases {
        serde_json::to_writer(&mut file, &generator.case(number).json)?;
        file.write_all(b"\n")?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&unfinished, &path)?;
    Ok(path)
}

fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    (include_str!("corpus.rs"), CHINESE, ENGLISH).hash(&mut hasher);
    Region::all().for_each(|region| (region.code(), region.name(Lang::Zh), region.name(Lang::En)).hash(&mut hasher));
    Area::all().for_each(|area| (area.slug(), area.label(Lang::Zh), area.label(Lang::En)).hash(&mut hasher));
    hasher.finish()
}
