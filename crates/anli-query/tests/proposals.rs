//! Proposals and suggestions over the project's own corpus: a count is that of the question it stands beside.

mod common;

use std::path::Path;
use std::sync::OnceLock;

use anli_case::{Area, Level, Region};
use anli_query::{Filters, Question, SuggestionKind};
use common::{Library, Random, seed};

const SEED: u64 = 0x7375_6767_6573_7421;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus"), 1))
}

/// What people ask, and what they mean by it when it is spelt wrong.
const PARTS: &[&str] = &[
    "学区只",
    "校涨",
    "教帅",
    "轮刚",
    "维坊",
    "校长职级制",
    "集团化",
    "火箭",
    "teachr",
    "principle",
    "rotation",
    "shcool",
    "of",
    "\"学区只\"",
    "\"near teachers\"~3",
    "title:校长",
    "result:火箭",
    "schoo*",
    "(学区制 OR 火箭)",
    "-教师",
    "NOT 学校",
    "與",
    "職級",
];
const JOINS: &[&str] = &[" ", " ", " ", "", " AND ", " OR ", "，", "-"];

fn question(random: &mut Random) -> Option<Question> {
    let mut text = String::new();
    for at in 0..1 + random.below(4) {
        if at > 0 {
            text.push_str(random.pick::<&str>(JOINS));
        }
        text.push_str(random.pick::<&str>(PARTS));
    }
    let mut question = Question::parse(&text).ok()?;
    if random.once_in(3) {
        let regions: Vec<Region> = Region::all().take(40).collect();
        let areas: Vec<Area> = Area::all().collect();
        question.filters = Filters {
            regions: vec![*random.pick(&regions)],
            areas: if random.once_in(2) { vec![*random.pick(&areas)] } else { Vec::new() },
            levels: if random.once_in(3) { vec![*random.pick::<Level>(Level::ALL)] } else { Vec::new() },
            year_from: random.once_in(4).then_some(2019),
            ..Filters::default()
        };
    }
    question.expand = !random.once_in(4);
    Some(question)
}

#[test]
fn a_proposal_finds_exactly_what_it_promises_and_more_than_was_found() {
    let mut random = Random::new(seed(SEED));
    let mut seen = 0;
    for _ in 0..150 {
        let Some(question) = question(&mut random) else { continue };
        let total = library().answer(&question).total;
        let proposals = library().engine.proposals(&question, total).expect("an index");
        assert!(proposals.len() <= 5, "{:?}", question.text);
        for proposal in proposals {
            let Question { text, expr, notes, .. } = Question::parse(&proposal.q).expect("within the caps");
            let changed = Question { text, expr, notes, filters: proposal.filters.clone(), ..question.clone() };
            assert_eq!(library().answer(&changed).total, proposal.total, "{proposal:?} of {:?}", question.text);
            assert!(proposal.total > total, "{proposal:?} of {:?}", question.text);
            assert_eq!(proposal.parameter.is_none(), proposal.filters == question.filters, "{proposal:?}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn a_suggestion_leads_to_as_many_cases_as_it_says() {
    let mut seen = 0;
    for typed in ["学", "x", "教育局", "b", "school", "zj", "山", "北京", "w", "重"] {
        for suggestion in library().engine.suggest(typed, 20, None).expect("an index") {
            let mut question = Question::parse("").expect("every case");
            match suggestion.kind {
                SuggestionKind::Area => question.filters.areas.extend(Area::from_slug(&suggestion.value)),
                SuggestionKind::Region => question.filters.regions.extend(Region::from_code(&suggestion.value)),
                SuggestionKind::Organization | SuggestionKind::Term => {
                    question = Question::parse(&suggestion.value).expect("within the caps");
                    question.expand = false;
                }
                SuggestionKind::Title => {
                    let case = library().engine.case(&suggestion.value).expect("an index").expect("a case");
                    assert!(case.writeups.iter().any(|writeup| writeup.title == suggestion.text), "{suggestion:?}");
                    continue;
                }
            }
            assert_eq!(library().answer(&question).total, suggestion.cases, "{suggestion:?}");
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn no_text_is_too_strange_to_propose_or_suggest_for() {
    let mut random = Random::new(seed(SEED + 1));
    for _ in 0..200 {
        let text = common::hostile::question(&mut random);
        let short: String = text.chars().take(100).collect();
        library().engine.suggest(&short, 8, None).expect("an index");
        if let Ok(question) = Question::parse(&text) {
            let total = library().answer(&question).total;
            library().engine.proposals(&question, total).expect("an index");
        }
    }
}
