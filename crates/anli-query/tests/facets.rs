//! Totals, hits, pages and facet counts of random corpora under random questions and filters, against brute force.
//!
//! The cases are made here, so the reference knows what each one is without reading an index.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use anli_case::{Area, Lang, Level, Region, Stage};
use anli_query::{Answer, Facet, Filters, MAX_PER_PAGE, Question, Sort};
use common::{Library, Random, ids, seed};
use serde_json::{Value, json};

const SEED: u64 = 0x66_6163_6574_7301;

/// Words that no label of an area and no name of a place has, and none of which is a translation of another; the English ones also stand in
/// another form.
const WORDS: &[(&str, &str)] = &[
    ("苹果", "苹果"),
    ("算盘", "算盘"),
    ("琵琶", "琵琶"),
    ("鲸", "鲸"),
    ("violin", "violins"),
    ("saffron", "saffron"),
];

/// A case as the reference knows it.
struct Model {
    id: String,
    regions: Vec<Region>,
    areas: Vec<Area>,
    level: Option<Level>,
    stage: Stage,
    started: Option<u16>,
    reported: Option<u16>,
    evidence: u8,
    /// The words of each write-up, by position in [`WORDS`].
    writeups: Vec<(Lang, Vec<usize>)>,
}

impl Model {
    fn random(at: usize, random: &mut Random, regions: &[Region], areas: &[Area]) -> Self {
        let some = |random: &mut Random, most: usize| random.below(most + 1);
        let year =
            |random: &mut Random| (!random.once_in(3)).then(|| 2000 + u16::try_from(random.below(8)).expect("small"));
        let langs: &[&[Lang]] = &[&[Lang::Zh], &[Lang::En], &[Lang::Zh, Lang::En], &[Lang::En, Lang::Zh]];
        let writeups = random.pick(langs).iter().map(|lang| {
            let words = (0..some(random, 5)).map(|_| random.below(WORDS.len())).collect();
            (*lang, words)
        });
        let writeups = writeups.collect();
        Self {
            id: format!("case-{at}"),
            regions: (0..some(random, 3)).map(|_| *random.pick(regions)).collect(),
            areas: if areas.is_empty() {
                Vec::new()
            } else {
                (0..some(random, 3)).map(|_| *random.pick(areas)).collect()
            },
            level: (!random.once_in(4)).then(|| *random.pick(Level::ALL)),
            stage: *random.pick(Stage::ALL),
            started: year(random),
            reported: year(random),
            evidence: u8::try_from(random.below(5)).expect("small"),
            writeups,
        }
    }

    fn year(&self) -> Option<u16> {
        self.started.or(self.reported)
    }

    /// As a line of a corpus. Words stand in the title or under a heading.
    fn line(&self, random: &mut Random) -> Value {
        let text = |words: &[usize], random: &mut Random| -> (String, String) {
            let (mut title, mut body) = (String::from("甲"), String::new());
            for word in words {
                let (word, other) = WORDS[*word];
                let form = if random.once_in(2) { word } else { other };
                match random.below(3) {
                    0 => title.push_str(&format!("，{form}")),
                    1 => body.push_str(&format!("\n## 成效\n\n{form}乙。\n")),
                    _ => body.push_str(&format!("\n丙 {form}\n")),
                }
            }
            (title, body)
        };
        let (title, body) = text(&self.writeups[0].1, random);
        let mut line = json!({"id": self.id, "lang": self.writeups[0].0.as_str(), "title": title, "body": body,
            "stage": self.stage.as_str(),
            "region": self.regions.iter().map(|region| region.code()).collect::<Vec<_>>(),
            "areas": self.areas.iter().map(|area| area.slug()).collect::<Vec<_>>()});
        if let Some(level) = self.level {
            line["level"] = json!(level.as_str());
        }
        if let Some(year) = self.started {
            line["started"] = json!(format!("{year}/.."));
        }
        if let Some(year) = self.reported {
            line["reported"] = json!(format!("{year}-03"));
        }
        let kind = match self.evidence {
            0 => None,
            1 => Some("official"),
            2 => Some("press"),
            3 => Some("statistics"),
            _ => Some("evaluation"),
        };
        if let Some(kind) = kind {
            line["sources"] = json!([{"id": "1", "title": "丁", "kind": kind}]);
        }
        if self.evidence == 3 {
            let body = format!("{body}\n## 成效\n\n由12升到34。[^1]\n");
            line["body"] = json!(body);
        }
        if let Some((lang, words)) = self.writeups.get(1) {
            let (title, body) = text(words, random);
            line["translations"] = json!({lang.as_str(): {"title": title, "body": body}});
        }
        line
    }

    fn says(&self, word: usize) -> bool {
        self.writeups.iter().any(|(_, words)| words.contains(&word))
    }

    fn lies_in(&self, region: Region) -> bool {
        self.regions.iter().any(|own| std::iter::successors(Some(*own), |at| at.parent()).any(|at| at == region))
    }

    fn is_about(&self, area: Area) -> bool {
        self.areas.iter().any(|own| *own == area || own.parent() == Some(area))
    }

    /// Whether it passes every filter but that of one facet.
    fn passes(&self, filters: &Filters, but: Option<Facet>) -> bool {
        let year = self.year();
        Facet::ALL.iter().filter(|facet| Some(**facet) != but).all(|facet| match facet {
            Facet::Region => filters.regions.is_empty() || filters.regions.iter().any(|region| self.lies_in(*region)),
            Facet::Area => filters.areas.is_empty() || filters.areas.iter().any(|area| self.is_about(*area)),
            Facet::Level => {
                filters.levels.is_empty() || self.level.is_some_and(|level| filters.levels.contains(&level))
            }
            Facet::Stage => filters.stages.is_empty() || filters.stages.contains(&self.stage),
            Facet::Lang => {
                filters.langs.is_empty() || self.writeups.iter().any(|(lang, _)| filters.langs.contains(lang))
            }
            Facet::Evidence => filters.evidence.is_empty() || filters.evidence.contains(&self.evidence),
            Facet::Year => match (filters.year_from, filters.year_to) {
                (None, None) => true,
                (from, to) => {
                    year.is_some_and(|year| from.is_none_or(|from| from <= year) && to.is_none_or(|to| year <= to))
                }
            },
        })
    }

    /// Its values in a facet, with what lies above them.
    fn values(&self, facet: Facet) -> BTreeSet<String> {
        match facet {
            Facet::Region => {
                Region::all().filter(|region| self.lies_in(*region)).map(|region| region.code().to_owned()).collect()
            }
            Facet::Area => Area::all().filter(|area| self.is_about(*area)).map(|area| area.slug().to_owned()).collect(),
            Facet::Level => self.level.iter().map(|level| level.as_str().to_owned()).collect(),
            Facet::Stage => [self.stage.as_str().to_owned()].into(),
            Facet::Lang => self.writeups.iter().map(|(lang, _)| lang.as_str().to_owned()).collect(),
            Facet::Evidence => [self.evidence.to_string()].into(),
            Facet::Year => self.year().iter().map(u16::to_string).collect(),
        }
    }
}

/// What a question asks, as set algebra.
enum Ask {
    Every,
    Word(usize),
    Not(Box<Ask>),
    And(Box<Ask>, Box<Ask>),
    Or(Box<Ask>, Box<Ask>),
}

impl Ask {
    fn random(random: &mut Random, depth: usize) -> Self {
        let inner = |random: &mut Random| Box::new(Self::random(random, depth - 1));
        match random.below(if depth == 0 { 1 } else { 5 }) {
            1 => Self::Not(inner(random)),
            2 => Self::And(inner(random), inner(random)),
            3 => Self::Or(inner(random), inner(random)),
            _ => Self::Word(random.below(WORDS.len())),
        }
    }

    /// As it is typed, with one of the signs for each operator.
    fn text(&self, random: &mut Random) -> String {
        match self {
            Self::Every => String::new(),
            Self::Word(word) => {
                let (word, other) = WORDS[*word];
                match random.below(3) {
                    0 if word == other => format!("\"{word}\""),
                    1 => word.to_uppercase(),
                    _ => other.to_owned(),
                }
            }
            Self::Not(inner) => {
                let inner = inner.text(random);
                format!("{}({inner})", random.pick(&["NOT ", "-", "非 "]))
            }
            Self::And(left, right) => {
                let (left, right) = (left.text(random), right.text(random));
                format!("({left}) {} （{right}）", random.pick(&["AND", "与", ""]))
            }
            Self::Or(left, right) => {
                let (left, right) = (left.text(random), right.text(random));
                format!("({left}) {} ({right})", random.pick(&["OR", "或", "|"]))
            }
        }
    }

    fn matches(&self, model: &Model) -> bool {
        match self {
            Self::Every => true,
            Self::Word(word) => model.says(*word),
            Self::Not(inner) => !inner.matches(model),
            Self::And(left, right) => left.matches(model) && right.matches(model),
            Self::Or(left, right) => left.matches(model) || right.matches(model),
        }
    }
}

/// Places at every depth, so few that they share what lies above them.
fn places(random: &mut Random) -> Vec<Region> {
    let all: Vec<Region> = Region::all().collect();
    let mut places: Vec<Region> = ["000000", "370000"].iter().filter_map(|code| Region::from_code(code)).collect();
    for _ in 0..4 {
        places.extend(random.pick(&all).path());
    }
    let counties: Vec<Region> = all.iter().copied().filter(|region| region.code().starts_with("3707")).collect();
    places.extend((0..3).map(|_| *random.pick(&counties)));
    places.extend(all.iter().rev().take(12).nth(random.below(12)));
    places.sort_unstable();
    places.dedup();
    places
}

fn filters(random: &mut Random, regions: &[Region], areas: &[Area]) -> Filters {
    fn some<T: Copy>(random: &mut Random, of: &[T]) -> Vec<T> {
        let count = if of.is_empty() || !random.once_in(4) { 0 } else { 1 + random.below(2) };
        (0..count).map(|_| *random.pick(of)).collect()
    }
    let above: Vec<Region> = regions.iter().flat_map(|region| region.path()).collect();
    let parents: Vec<Area> = areas.iter().flat_map(|area| area.parent().into_iter().chain([*area])).collect();
    let year = |random: &mut Random| random.once_in(5).then(|| 1999 + u16::try_from(random.below(10)).expect("small"));
    Filters {
        regions: some(random, &above),
        areas: some(random, &parents),
        levels: some(random, Level::ALL),
        stages: some(random, Stage::ALL),
        langs: some(random, Lang::ALL),
        evidence: some(random, &[0, 1, 2, 3, 4]),
        year_from: year(random),
        year_to: year(random),
    }
}

struct World {
    models: Vec<Model>,
    lines: Vec<Value>,
    regions: Vec<Region>,
    areas: Vec<Area>,
}

fn world(random: &mut Random) -> World {
    let regions = places(random);
    let all: Vec<Area> = Area::all().collect();
    let mut areas: Vec<Area> = if all.is_empty() { Vec::new() } else { (0..8).map(|_| *random.pick(&all)).collect() };
    areas.extend(areas.clone().iter().filter_map(|area| area.parent()));
    let models: Vec<Model> = (0..20 + random.below(41)).map(|at| Model::random(at, random, &regions, &areas)).collect();
    let lines = models.iter().map(|model| model.line(random)).collect();
    World { models, lines, regions, areas }
}

fn question(random: &mut Random, world: &World) -> (Ask, Question) {
    let ask = if random.once_in(4) {
        Ask::Every
    } else {
        let depth = random.below(4);
        Ask::random(random, depth)
    };
    let mut question = Question::parse(&ask.text(random)).expect("a question within the caps");
    question.expand = random.once_in(2);
    question.filters = filters(random, &world.regions, &world.areas);
    question.sort = *random.pick(Sort::ALL);
    question.per_page = MAX_PER_PAGE;
    (ask, question)
}

/// The whole answer against brute force.
fn check(world: &World, ask: &Ask, question: &Question, answer: &Answer) {
    let asked = format!("{:?} under {:?}", question.text, question.filters);
    assert_eq!(answer.notes, [], "{asked}");
    let expected: BTreeSet<&str> = world
        .models
        .iter()
        .filter(|model| ask.matches(model) && model.passes(&question.filters, None))
        .map(|model| model.id.as_str())
        .collect();
    let found = ids(answer);
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected, "hits of {asked}");
    assert_eq!((answer.total, found.len()), (expected.len(), expected.len()), "total of {asked}");
    for counts in &answer.facets {
        let mut expected: BTreeMap<String, u32> = BTreeMap::new();
        for model in &world.models {
            if ask.matches(model) && model.passes(&question.filters, Some(counts.facet)) {
                for value in model.values(counts.facet) {
                    *expected.entry(value).or_default() += 1;
                }
            }
        }
        let found: BTreeMap<String, u32> = counts
            .values
            .iter()
            .filter(|value| value.count > 0)
            .map(|value| (value.value.clone(), value.count))
            .collect();
        assert_eq!(found, expected, "{:?} of {asked}", counts.facet);
        for (at, value) in counts.values.iter().enumerate() {
            let before = &counts.values[..at];
            let hangs =
                value.count > 0 && value.parent.iter().any(|parent| !before.iter().any(|other| other.value == *parent));
            assert!(!hangs, "{value:?} before its parent in {asked}");
            assert!(!before.iter().any(|other| other.value == value.value), "{value:?} twice in {asked}");
            assert!(!value.zh.is_empty() && !value.en.is_empty(), "{value:?} without label");
        }
        selection(counts, question);
    }
}

/// What is filtered by is shown as selected, and nothing else is.
fn selection(counts: &anli_query::FacetCounts, question: &Question) {
    let filters = &question.filters;
    let selected: BTreeSet<&str> =
        counts.values.iter().filter(|value| value.selected).map(|value| value.value.as_str()).collect();
    let grades: Vec<String> = filters.evidence.iter().map(u8::to_string).collect();
    let expected: BTreeSet<&str> = match counts.facet {
        Facet::Region => filters.regions.iter().map(|region| region.code()).collect(),
        Facet::Area => filters.areas.iter().map(|area| area.slug()).collect(),
        Facet::Level => filters.levels.iter().map(|level| level.as_str()).collect(),
        Facet::Stage => filters.stages.iter().map(|stage| stage.as_str()).collect(),
        Facet::Lang => filters.langs.iter().map(|lang| lang.as_str()).collect(),
        Facet::Evidence => grades.iter().map(String::as_str).collect(),
        Facet::Year => {
            let within = |year: u16| {
                filters.year_from.is_none_or(|from| from <= year) && filters.year_to.is_none_or(|to| year <= to)
            };
            let filtered = filters.year_from.is_some() || filters.year_to.is_some();
            let years = counts.values.iter().map(|value| value.value.as_str());
            years.filter(|year| filtered && year.parse().is_ok_and(within)).collect()
        }
    };
    assert_eq!(selected, expected, "selected {:?}", counts.facet);
}

/// The order is the one asked for.
fn order(world: &World, question: &Question, answer: &Answer) {
    let by_id: BTreeMap<&str, &Model> = world.models.iter().map(|model| (model.id.as_str(), model)).collect();
    let years: Vec<Option<u16>> = answer.hits.iter().map(|hit| by_id[hit.case.id.as_str()].year()).collect();
    let sort = match (question.sort, question.expr.is_some()) {
        (Sort::Relevance, false) => Sort::Newest,
        (sort, _) => sort,
    };
    let sorted = match sort {
        Sort::Relevance => answer.hits.windows(2).all(|pair| pair[0].score >= pair[1].score),
        Sort::Newest => years.is_sorted_by(|a, b| a >= b),
        Sort::Oldest => years.is_sorted_by_key(|year| year.unwrap_or(u16::MAX)),
    };
    assert!(sorted, "{:?} by {:?}: {years:?}", question.text, question.sort);
}

/// Pages of any size give every hit once, in one order.
fn pages(library: &Library, question: &Question, whole: &[String], per_page: usize) {
    let mut question = Question { per_page, page: 1, ..question.clone() };
    let mut found = Vec::new();
    loop {
        let answer = library.answer(&question);
        assert_eq!(answer.total, whole.len(), "total on page {}", question.page);
        if answer.hits.is_empty() {
            break;
        }
        assert!(answer.hits.len() <= per_page);
        found.extend(ids(&answer));
        question.page += 1;
    }
    assert_eq!(found, whole, "{:?} by {:?}, {per_page} a page", question.text, question.sort);
    question.page = usize::MAX;
    assert_eq!(library.answer(&question).hits.len(), 0, "far behind the last page");
}

#[test]
fn the_words_of_the_test_are_no_names() {
    let names = Region::all().flat_map(|region| Lang::ALL.iter().map(move |lang| region.name(*lang)));
    let labels = Area::all().flat_map(|area| {
        Lang::ALL.iter().flat_map(move |lang| {
            std::iter::once(area.label(*lang)).chain(area.synonyms(*lang).iter().map(String::as_str))
        })
    });
    for name in names.chain(labels).map(str::to_lowercase) {
        assert!(WORDS.iter().all(|(word, _)| !name.contains(word)), "{name}");
    }
}

#[test]
fn answers_equal_brute_force() {
    for round in 0..40 {
        let mut random = Random::new(seed(SEED) + round);
        let world = world(&mut random);
        let library = Library::of_lines(&world.lines, 1 + random.below(3));
        for asked in 0..30 {
            let (ask, question) = question(&mut random, &world);
            let answer = library.answer(&question);
            // Shown only when something fails.
            println!("seed {:#x}, question {asked}: {:?}", seed(SEED) + round, question.text);
            check(&world, &ask, &question, &answer);
            order(&world, &question, &answer);
        }
    }
}

#[test]
fn a_selected_place_without_cases_hangs_under_its_parents() {
    let library = Library::of_lines(&[json!({"id": "a", "title": "甲", "region": "110000"})], 1);
    let mut question = Question::parse("").expect("every case");
    question.filters.regions.extend(Region::from_code("441402"));
    let answer = library.answer(&question);
    let region = answer.facets.iter().find(|counts| counts.facet == Facet::Region).expect("counts of places");
    let values: Vec<(&str, Option<&str>, u32, bool)> = region
        .values
        .iter()
        .map(|value| (value.value.as_str(), value.parent.as_deref(), value.count, value.selected))
        .collect();
    let expected = [
        ("110000", None, 1, false),
        ("440000", None, 0, false),
        ("441400", Some("440000"), 0, false),
        ("441402", Some("441400"), 0, true),
    ];
    assert_eq!(values, expected);
}

#[test]
fn pages_give_every_hit_once_in_one_order() {
    for round in 1_000..1_012 {
        let mut random = Random::new(seed(SEED) + round);
        let world = world(&mut random);
        let library = Library::of_lines(&world.lines, 3);
        for asked in 0..15 {
            let (_, question) = question(&mut random, &world);
            println!("seed {:#x}, question {asked}: {:?}", seed(SEED) + round, question.text);
            let whole = ids(&library.answer(&question));
            assert_eq!(ids(&library.answer(&question)), whole, "the same question twice");
            for per_page in [1, 3, 10, 64] {
                pages(&library, &question, &whole, per_page);
            }
        }
    }
}

#[test]
fn an_index_built_by_more_threads_gives_the_same_answers() {
    for round in 2_000..2_012 {
        let mut random = Random::new(seed(SEED) + round);
        let world = world(&mut random);
        let (one, many) = (Library::of_lines(&world.lines, 1), Library::of_lines(&world.lines, 4));
        assert_eq!(one.engine.version(), many.engine.version());
        for asked in 0..40 {
            let (_, question) = question(&mut random, &world);
            println!("seed {:#x}, question {asked}: {:?}", seed(SEED) + round, question.text);
            let (left, right) = (one.answer(&question), many.answer(&question));
            assert_eq!(ids(&left), ids(&right), "{:?} by {:?}", question.text, question.sort);
            for (left, right) in left.facets.iter().zip(&right.facets) {
                assert_eq!(left.values, right.values, "{:?}", question.text);
            }
        }
    }
}
