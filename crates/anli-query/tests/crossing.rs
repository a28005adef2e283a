//! Questions in a language that a case is not written in.

mod common;

use anli_query::{Answer, Question};
use common::{Library, ids, marked};
use serde_json::json;

fn library() -> Library {
    let lines = [
        json!({"id": "zh", "lang": "zh", "title": "华沙", "body": "寄宿学校的老师很累。NFL 2015"}),
        json!({"id": "en", "lang": "en", "title": "Warsaw", "body": "The boarding schools had weary teachers. NFL 2015"}),
        json!({"id": "both", "lang": "zh", "title": "甲", "body": "教员乙。",
            "translations": {"en": {"title": "A", "body": "The masters of B."}}}),
    ];
    Library::of_lines(&lines, 1)
}

#[track_caller]
fn check(question: &str, expected: &[&str]) -> Answer {
    let answer = library().ask(question);
    let mut found = ids(&answer);
    found.sort();
    assert_eq!(found, expected, "{question:?} with {:?}", answer.expanded);
    answer
}

#[test]
fn a_word_finds_cases_in_the_other_language_and_says_by_what() {
    let answer = check("teachers", &["en", "zh"]);
    let added = answer.expanded.iter().find(|added| added.from == "dictionary").expect("what was added");
    assert_eq!(added.term, "teachers");
    assert!(added.with.contains(&"老师".to_owned()), "{added:?}");
    check("老师", &["en", "zh"]);
}

#[test]
fn names_and_phrases_cross() {
    check("Warsaw", &["en", "zh"]);
    check("华沙", &["en", "zh"]);
    check("boarding school", &["en", "zh"]);
    check("华沙 老师", &["en", "zh"]);
    check("NFL 老师 2015", &["en", "zh"]);
}

/// A translator has chosen its words.
#[test]
fn a_case_in_both_languages_is_asked_in_that_of_the_question() {
    check("教员", &["both", "en"]);
    check("老师 乙", &[]);
}

#[test]
fn what_is_asked_for_literally_stays_literal() {
    check("\"teachers\"", &["en"]);
    check("\"老师\"", &["zh"]);
    check("title:Warsaw", &["en"]);
    let literal = Question { expand: false, ..Question::parse("teachers").expect("a question") };
    let answer = library().answer(&literal);
    assert_eq!((ids(&answer), answer.expanded), (vec!["en".to_owned()], Vec::new()));
    check("NOT teachers", &["both", "zh"]);
}

#[test]
fn what_was_found_by_is_marked() {
    let answer = library().ask("teachers Warsaw");
    let of = |id: &str| answer.hits.iter().find(|hit| hit.case.id == id).map(marked).unwrap_or_default();
    assert_eq!(of("en"), ["Warsaw", "teachers"]);
    assert_eq!(of("zh"), ["华沙", "老师"]);
}

/// Nothing is looked up where every case has both languages.
#[test]
fn nothing_is_added_where_no_case_needs_it() {
    let lines = [json!({"id": "both", "lang": "zh", "title": "甲", "body": "老师乙。",
        "translations": {"en": {"title": "A", "body": "The teacher B."}}})];
    let answer = Library::of_lines(&lines, 1).ask("teachers");
    assert_eq!(answer.expanded, []);
}
