//! An explanation says what the search does: over the project's own corpus and over odd cases, for questions of every sort.

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use anli_case::{Area, Level, Region};
use anli_query::{Explanation, Filters, MAX_PER_PAGE, Match, Part, PartKind, Question};
use common::{Library, Random, hostile, seed};

const SEED: u64 = 0x6578_706c_6169_6e00;

/// Words, quotes and fields that the corpus has and that it has not.
const OPERANDS: &[&str] = &[
    "校长职级制",
    "教师轮岗",
    "县管校聘",
    "学区制",
    "集团化办学",
    "寄宿制学校",
    "农业银行",
    "听课",
    "留守儿童",
    "教師交流",
    "的",
    "principal ranks",
    "principal",
    "rotation of teachers",
    "school districts",
    "boarding",
    "the",
    "xyzzyx",
    "龘",
    "\"段简\"",
    "\"县管校聘\"",
    "\"teacher rotation\"",
    "\"教师 轮岗\"~6",
    "\"school teachers\"~4",
    "princip*",
    "rot*",
    "title:校长",
    "题名:轮岗",
    "成效:提高",
    "result:schools",
    "place:山东",
    "org:教育局",
    "area:\"principal ranks\"",
    "正文:教师",
];

fn real() -> &'static Library {
    static REAL: OnceLock<Library> = OnceLock::new();
    REAL.get_or_init(|| Library::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus"), 2))
}

/// Ids and scores of all hits of `question`.
fn hits(library: &Library, question: &Question) -> BTreeMap<String, f32> {
    let mut found = BTreeMap::new();
    let mut question = Question { per_page: MAX_PER_PAGE, page: 1, facets: Vec::new(), ..question.clone() };
    loop {
        let answer = library.answer(&question);
        found.extend(answer.hits.iter().map(|hit| (hit.case.id.clone(), hit.score)));
        if answer.hits.len() < MAX_PER_PAGE {
            return found;
        }
        question.page += 1;
    }
}

#[track_caller]
fn explain(library: &Library, id: &str, question: &Question) -> Explanation {
    library.engine.explain(id, question).expect("an index").unwrap_or_else(|| panic!("no case {id}"))
}

/// Every case of `ids` explained, and held against the hits.
fn check(library: &Library, ids: &[String], question: &Question) {
    let found = hits(library, question);
    for id in ids {
        let explanation = explain(library, id, question);
        let asked = format!("{:?} {:?} {:?} of {id}", question.text, question.matching, question.filters);
        assert_eq!(explanation.matches, found.contains_key(id), "{asked}");
        assert_eq!(explanation.because.is_none(), explanation.matches, "{asked}: {:?}", explanation.because);
        if let (Some(score), Some(expected), Some(_)) = (explanation.score, found.get(id), &question.expr) {
            assert!((score - expected).abs() <= expected.abs() * 1e-4 + 1e-4, "{asked}: {score} for {expected}");
        }
        if let Some(because) = &explanation.because {
            assert!(!because.zh.is_empty() && !because.en.is_empty(), "{asked}");
            assert!(!because.en.contains("as a whole"), "{asked}: {}", because.en);
        }
        if let Some(part) = &explanation.question {
            check_part(part, &asked);
        }
    }
}

fn check_part(part: &Part, asked: &str) {
    assert!((0.0..=1.0001).contains(&part.share), "{asked}: {}", part.share);
    for form in &part.forms {
        let times: usize = form.places.iter().map(|place| place.times).sum();
        assert!(part.satisfied && form.times == times && times > 0, "{asked}: {form:?}");
    }
    let all = |wanted: fn(&Part) -> bool| part.parts.iter().all(wanted);
    match part.kind {
        PartKind::And => assert_eq!(part.satisfied, all(|part| part.satisfied), "{asked}: {}", part.text),
        PartKind::Or => assert_eq!(part.satisfied, !all(|part| !part.satisfied), "{asked}: {}", part.text),
        PartKind::Not => assert_eq!(part.satisfied, !part.parts[0].satisfied, "{asked}: {}", part.text),
        _ => {}
    }
    part.parts.iter().for_each(|part| check_part(part, asked));
}

/// Every case that a search may show, thinned.
fn some_ids(library: &Library, random: &mut Random, every: usize) -> Vec<String> {
    let all = hits(library, &Question::parse("").expect("every case"));
    all.into_keys().filter(|_| random.once_in(every)).collect()
}

fn compose(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.once_in(3) {
        return (*random.pick(OPERANDS)).to_owned();
    }
    let (one, other) = (compose(random, depth - 1), compose(random, depth - 1));
    match random.below(6) {
        0 => format!("({one}) AND ({other})"),
        1 => format!("({one}) OR ({other})"),
        2 => format!("({one}) NOT ({other})"),
        3 => format!("title:({one})"),
        4 => format!("{one} -{other}"),
        _ => format!("{one} {other}"),
    }
}

fn narrow(random: &mut Random) -> Filters {
    let mut filters = Filters::default();
    if random.once_in(6) {
        filters.regions.extend(Region::from_code(random.pick::<&str>(&["370000", "110000", "000000"])));
    }
    if random.once_in(6) {
        filters.areas.extend(Area::from_slug(random.pick::<&str>(&["teachers", "principal-ranks", "rural-education"])));
    }
    if random.once_in(6) {
        filters.levels.extend([*random.pick(Level::ALL), *random.pick(Level::ALL)]);
    }
    if random.once_in(8) {
        filters.evidence.push(2);
    }
    if random.once_in(8) {
        (filters.year_from, filters.year_to) = (Some(2005), random.once_in(2).then_some(2015));
    }
    filters
}

#[test]
fn the_verdict_is_the_search_s() {
    for number in 0..80 {
        let mut random = Random::new(seed(SEED) + number);
        let mut question = Question::parse(&compose(&mut random, 2)).expect("a question");
        question.matching = *random.pick(Match::ALL);
        question.expand = !random.once_in(4);
        question.filters = narrow(&mut random);
        let mut ids = some_ids(real(), &mut random, 20);
        ids.extend(hits(real(), &question).into_keys().take(4));
        check(real(), &ids, &question);
    }
}

#[test]
fn odd_questions_have_verdicts_too() {
    let library = hostile::library();
    for number in 0..300 {
        let mut random = Random::new(seed(SEED) + 10_000 + number);
        let text: String = hostile::question(&mut random).chars().take(120).collect();
        let Ok(question) = Question::parse(&text) else { continue };
        let ids = some_ids(&library, &mut random, 8);
        check(&library, &ids, &question);
    }
}

#[track_caller]
fn check_because(id: &str, text: &str, zh: &str, en: &str) {
    let because = explain(real(), id, &Question::parse(text).expect("a question")).because.expect("no match");
    assert_eq!((because.zh.as_str(), because.en.as_str()), (zh, en), "{text}");
}

#[test]
fn what_keeps_a_case_out_is_said_plainly() {
    let id = "shandong-weifang-principal-ranks";
    check_because(id, "\"段简\"", "没有原样的\"段简\"", "\"段简\" is not there word for word");
    check_because(
        id,
        "校长 -听课",
        "不应出现的“听课”出现了（成效 f6）",
        "“听课” must not be there, but is (result f6)",
    );
    check_because(id, "title:听课", "标题中没有“听课”", "“听课” is not there in title");
    check_because(id, "校长 AND 龘", "没有“龘”", "“龘” is not there");
    check_because(id, "龘 OR xyzzyx", "没有其中任何一个：龘、xyzzyx", "none of these is there: 龘, xyzzyx");
    check_because(id, "xyz*", "没有“xyz*”", "“xyz*” is not there");
    check_because(
        id,
        "校长 龘 xyzzyx",
        "没有“龘”（3个词中有1个，缺：龘、xyzzyx）",
        "“龘” is not there (1 of 3 words are there; missing: 龘, xyzzyx)",
    );
    check_because(id, "，", "问题中没有可检索的词", "the question has no word to search for");
}

#[test]
fn forms_and_places_are_named() {
    let id = "shandong-weifang-principal-ranks";
    let forms = |text: &str| {
        let part = explain(real(), id, &Question::parse(text).expect("a question")).question.expect("a part");
        let inner = part.parts.iter().flat_map(|part| &part.forms);
        part.forms.iter().chain(inner).map(|form| (form.kind, form.text.clone())).collect::<Vec<_>>()
    };
    assert_eq!(forms("听课"), [("as-written", "听课".to_owned())]);
    assert!(forms("principal").iter().any(|(kind, text)| *kind == "stem" && text.to_lowercase() == "principals"));
    assert!(forms("rank principals").contains(&("as-written", "principals".to_owned())));
    assert!(forms("校长职级制").contains(&("label", "principal ranks".to_owned())));
    assert_eq!(forms("\"行政级别\"")[0].0, "as-written");
    let part = explain(real(), id, &Question::parse("result:听课").expect("a question")).question.expect("a part");
    let place = &part.parts[0].forms[0].places[0];
    assert_eq!((place.section, place.anchor.as_deref(), place.times), ("result", Some("f6"), 1));
}
