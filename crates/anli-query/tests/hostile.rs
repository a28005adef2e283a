//! Four thousand questions at random: every one has an answer or an error that says where.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use anli_query::{Facet, MAX_PER_PAGE, Match, ParseError, Question, Sort};
use common::{Library, Random, hostile, seed};

const SEED: u64 = 0x686f_7374_696c_6501;

/// Settings at random too.
fn settings(random: &mut Random, question: &mut Question) {
    question.matching = *random.pick(Match::ALL);
    question.sort = *random.pick(Sort::ALL);
    question.expand = random.once_in(2);
    question.page = *random.pick(&[1, 1, 1, 2, 1_000, usize::MAX]);
    question.per_page = *random.pick(&[1, 10, MAX_PER_PAGE]);
    if random.once_in(2) {
        question.facets = vec![*random.pick(Facet::ALL)];
    }
}

/// Asks; gives what is wrong with the answer.
fn fault(library: &Library, text: &str, random: &mut Random) -> Option<String> {
    let length = text.chars().count();
    let mut question = match Question::parse(text) {
        Ok(question) => question,
        Err(error) => {
            let wrong = error.at() > length || matches!(error, ParseError::TooLong { found } if found != length);
            return wrong.then(|| format!("{error:?} in {length} characters"));
        }
    };
    settings(random, &mut question);
    let answer = match library.engine.answer(&question) {
        Ok(answer) => answer,
        Err(error) => return Some(error.to_string()),
    };
    if let Some(note) = answer.notes.iter().find(|note| note.at.is_some_and(|at| at > length)) {
        return Some(format!("{note:?} in {length} characters"));
    }
    if answer.matching == Match::Auto || answer.hits.len() > answer.total.min(question.per_page) {
        return Some(format!("{:?}, {} of {} hits", answer.matching, answer.hits.len(), answer.total));
    }
    for hit in &answer.hits {
        let passages = hit.passages.iter().map(|passage| &passage.marked);
        for marked in hit.titles.iter().chain(&hit.summaries).chain(passages) {
            let length = marked.text.chars().count();
            let mut end = 0;
            for mark in &marked.marks {
                if mark.start >= mark.end || mark.end > length || mark.start < end {
                    return Some(format!("marks {:?} in {:?}", marked.marks, marked.text));
                }
                end = mark.end;
            }
        }
    }
    None
}

/// The questions of one thread of the test.
fn ask(part: u64) {
    let library = hostile::library();
    let mut faults = Vec::new();
    for number in 0..5_000 {
        let seed = seed(SEED) + part * 1_000_000 + number;
        // A seed for each question: any of them can be asked alone.
        let mut random = Random::new(seed);
        let text = hostile::question(&mut random);
        let found = catch_unwind(AssertUnwindSafe(|| fault(&library, &text, &mut random)));
        match found {
            Ok(None) => {}
            Ok(Some(fault)) => faults.push(format!("seed {seed:#x}: {text:?}: {fault}")),
            Err(_) => faults.push(format!("seed {seed:#x}: {text:?}: a panic, see above")),
        }
    }
    let shown = faults.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} questions:\n{shown}", faults.len());
}

#[test]
fn random_questions_are_answered_1() {
    ask(0);
}

#[test]
fn random_questions_are_answered_2() {
    ask(1);
}

#[test]
fn random_questions_are_answered_3() {
    ask(2);
}

#[test]
fn random_questions_are_answered_4() {
    ask(3);
}

/// Questions at the caps, and such as make a careless engine try every order of their words.
#[test]
fn the_worst_of_their_sort() {
    let library = hostile::library();
    let letters = "学 校 教 师 a b c d e";
    for text in [
        "\"".to_owned() + &"a ".repeat(498) + "\"~40",
        format!("\"{letters} 末\"~40"),
        format!("\"{letters}\"~40"),
        "(".repeat(1_000),
        ")".repeat(1_000),
        "-".repeat(1_000),
        "NOT ".repeat(250),
        "title:".repeat(166),
        "题名：".repeat(333),
        "a* ".repeat(333),
        ":".repeat(1_000),
        "'".repeat(1_000),
        "ab:'".repeat(250),
        "\"a\"".repeat(64),
        "\"ab\" OR ".repeat(63) + "\"ab\"",
        "农业银行".repeat(250),
        "校长职级制".repeat(200),
        "principal ranks ".repeat(62),
        "a".repeat(1_000),
        "a-".repeat(500),
        "1,".repeat(500),
        "e\u{301}".repeat(500),
        "ﷺ".repeat(1_000),
        "😀".repeat(1_000),
    ] {
        let mut random = Random::new(SEED);
        assert_eq!(fault(&library, &text, &mut random), None, "{text:?}");
    }
}
