//! The sentences that break other engines, each through a real index; see the table in the engine notes.
//!
//! A document is tried as a title and as a fact, in a Chinese and in an English write-up: what is found in one of
//! them is found in all.

mod common;

use anli_query::{Answer, Hit, MAX_CHARACTERS, Question};
use common::{Library, ids, marked};
use serde_json::{Value, json};

/// Where a text can stand: language of the write-up, and whether it is the title or a fact.
const PLACES: &[(&str, bool)] = &[("zh", true), ("zh", false), ("en", true), ("en", false)];

/// `documents` (named `a`, `b`, …) in every place; the id of a case is its document and its place: `a0`.
fn everywhere(documents: &[&str]) -> Library {
    let mut lines: Vec<Value> = Vec::new();
    for (place, (lang, as_title)) in PLACES.iter().enumerate() {
        for (text, name) in documents.iter().zip(["a", "b"]) {
            let id = format!("{name}{place}");
            lines.push(match as_title {
                true => json!({"id": id, "lang": lang, "title": text}),
                false => json!({"id": id, "lang": lang, "title": "x0", "body": text}),
            });
        }
    }
    Library::of_lines(&lines, 1)
}

/// The hits in one place, in their order, by document.
fn in_place(answer: &Answer, place: usize) -> Vec<&Hit> {
    answer.hits.iter().filter(|hit| hit.case.id.ends_with(&place.to_string())).collect()
}

fn documents(hits: &[&Hit]) -> Vec<String> {
    hits.iter().map(|hit| hit.case.id[..1].to_owned()).collect()
}

/// Asks `question` of `texts`: the hits in any order, and, where given, what is marked in them.
#[track_caller]
fn check(texts: &[&str], question: &str, expected: &[&str], marks: Option<&[&str]>) {
    let answer = everywhere(texts).ask(question);
    assert_eq!(answer.total, expected.len() * PLACES.len(), "total of {question:?} in {texts:?}");
    assert_eq!(answer.notes, [], "notes on {question:?}");
    for (place, name) in PLACES.iter().enumerate() {
        let hits = in_place(&answer, place);
        let mut found = documents(&hits);
        found.sort();
        assert_eq!(found, expected, "{question:?} in {texts:?} as {name:?}");
        let mut marked: Vec<String> = hits.iter().flat_map(|hit| marked(hit)).collect();
        marked.sort();
        if let Some(marks) = marks {
            let mut marks = marks.to_vec();
            marks.sort_unstable();
            assert_eq!(marked, marks, "marks of {question:?} in {texts:?} as {name:?}");
        }
        for hit in hits {
            assert_eq!(hit.titles[0].text, hit.case.writeups[0].title, "title of {question:?} as {name:?}");
        }
    }
}

#[test]
fn a_word_before_punctuation() {
    check(&["安装简单，没有复杂的配置：省心"], "简单", &["a"], Some(&["简单"]));
}

#[test]
fn a_word_that_the_sentence_cuts_otherwise() {
    check(&["在建工程", "待处理"], "工程", &["a"], Some(&["工程"]));
    check(&["在建工程", "待处理"], "处理", &["b"], Some(&["处理"]));
    check(&["在建工程 / 待处理"], "工程", &["a"], Some(&["工程"]));
    check(&["在建工程 / 待处理"], "处理", &["a"], Some(&["处理"]));
}

#[test]
fn parts_of_a_name_but_no_false_phrase() {
    check(&["中国农业发展银行"], "农业", &["a"], Some(&["农业"]));
    check(&["中国农业发展银行"], "银行", &["a"], Some(&["银行"]));
    check(&["中国农业发展银行"], "农业银行", &["a"], Some(&["农业", "银行"]));
    check(&["中国农业发展银行"], "\"农业银行\"", &[], None);
}

#[test]
fn a_quote_across_words_and_a_single_character() {
    check(&["小化妆包"], "\"小化妆\"", &["a"], Some(&["小化妆"]));
    check(&["小化妆包"], "包", &["a"], Some(&["包"]));
}

#[test]
fn repeated_and_overlapping_words() {
    let text = "永永远远是龙的传人";
    check(&[text], "远远", &["a"], Some(&["远远"]));
    check(&[text], "传人", &["a"], Some(&["传人"]));
    check(&[text], "龙的传人", &["a"], Some(&["龙的传人"]));
}

#[test]
fn any_substring() {
    check(&["这是一段简单的测试文本"], "\"段简\"", &["a"], Some(&["段简"]));
    check(&["这是一段简单的测试文本"], "是一段", &["a"], None);
    check(&["这是一段简单的测试文本"], "\"是一段\"", &["a"], Some(&["是一段"]));
}

#[test]
fn traditional_script_and_english_in_one_title() {
    let text = "超快速蕃茄牛肉麵食譜 beef noodle";
    check(&[text], "快速番茄牛肉面", &["a"], Some(&["快速蕃茄牛肉麵"]));
    check(&[text], "\"快速番茄牛肉面\"", &["a"], Some(&["快速蕃茄牛肉麵"]));
    check(&[text], "beef", &["a"], Some(&["beef"]));
}

#[test]
fn one_character_of_a_word() {
    check(&["大灯"], "灯", &["a"], Some(&["灯"]));
}

#[test]
fn the_word_itself_comes_before_its_characters() {
    let first = |texts: &[&str], question: &str, count: usize| {
        let answer = everywhere(texts).ask(question);
        for (place, name) in PLACES.iter().enumerate() {
            let found = documents(&in_place(&answer, place));
            assert_eq!(found.first().map(String::as_str), Some("b"), "{question:?} in {texts:?} as {name:?}");
            assert_eq!(found.len(), count, "{question:?} in {texts:?} as {name:?}");
        }
    };
    first(&["本地的田野，本地的产业", "本田汽车，本田工厂"], "本田", 1);
    first(&["本地的田野，本地的产业", "本田汽车，本田工厂"], "\"本田\"", 1);
    // Where both have the characters, the one that has the word comes first.
    first(&["这本田野调查的手册，写本地的事", "本田汽车"], "本田", 2);
}

#[test]
fn words_of_one_sound_are_two_words() {
    check(&["景点", "经典"], "景点", &["a"], Some(&["景点"]));
    check(&["景点", "经典"], "经典", &["b"], Some(&["经典"]));
    check(&["经典"], "景点", &[], None);
}

#[test]
fn marks_stand_on_the_word_alone() {
    check(&["大卫到了扫罗那里"], "大卫", &["a"], Some(&["大卫"]));
    check(&["香港貿發局香港國際春季燈飾展 2016"], "香港", &["a"], Some(&["香港", "香港"]));
}

#[test]
fn the_marked_text_is_unchanged() {
    for hit in everywhere(&["大卫到了扫罗那里"]).ask("大卫").hits {
        let passages = hit.passages.iter().map(|passage| &passage.marked);
        let texts: Vec<&str> = hit.titles.iter().chain(passages).map(|marked| marked.text.as_str()).collect();
        assert!(texts.contains(&"大卫到了扫罗那里"), "{}: {texts:?}", hit.case.id);
    }
}

#[test]
fn a_word_in_a_long_sentence() {
    check(&["选择对冲基金的3个考虑"], "对冲基金", &["a"], Some(&["对冲基金"]));
}

#[test]
fn both_scripts_find_both() {
    check(&["中國", "中国"], "中国", &["a", "b"], Some(&["中國", "中国"]));
    check(&["中國", "中国"], "中國", &["a", "b"], Some(&["中國", "中国"]));
    check(&["中國", "中国"], "\"中國\"", &["a", "b"], Some(&["中國", "中国"]));
}

#[test]
fn the_beginning_of_a_long_word() {
    check(&["北京大学附属中学", "义务教育法"], "北京大学", &["a"], Some(&["北京大学"]));
    check(&["北京大学附属中学", "义务教育法"], "义务教育", &["b"], Some(&["义务教育"]));
}

#[test]
fn a_quote_across_a_line_break() {
    check(&["curriculum\n  reform"], "\"curriculum reform\"", &["a"], Some(&["curriculum reform"]));
}

#[test]
fn either_apostrophe_finds_both() {
    for quote in ["\"teacher's home\"", "\"teacher’s home\""] {
        check(&["the teacher's home", "the teacher’s home"], quote, &["a", "b"], None);
    }
}

#[test]
fn the_same_sentences_in_markdown_files() {
    let library = Library::of_files(&[
        ("simple.md", "---\ntitle: 甲\nlang: zh\n---\n安装简单，没有复杂的配置：省心\n"),
        ("reform.md", "---\ntitle: 乙\nlang: zh\n---\n乙\n"),
        ("reform.en.md", "---\ntitle: b\n---\nA new curriculum\n  reform began.\n"),
    ]);
    let found = |question: &str| -> Vec<(String, Vec<String>)> {
        library.ask(question).hits.iter().map(|hit| (hit.case.id.clone(), marked(hit))).collect()
    };
    assert_eq!(found("简单"), [("simple".to_owned(), vec!["简单".to_owned()])]);
    assert_eq!(found("\"curriculum reform\""), [("reform".to_owned(), vec!["curriculum reform".to_owned()])]);
}

#[test]
fn hopeless_input_has_an_answer_or_an_error_with_a_position() {
    let library = Library::of_lines(
        &[
            json!({"id": "a", "lang": "zh", "title": "2014年的改革", "body": "学校（试点）：“名校”办分校😀"}),
            json!({"id": "b", "lang": "en", "title": "The 2014 reform", "body": "Schools: a (pilot) *study*"}),
        ],
        1,
    );
    let long = "教育改革 school ".repeat(500);
    let full = "教".repeat(MAX_CHARACTERS);
    for text in [
        "\"",
        "(((",
        "*",
        ":",
        ")",
        "()",
        "\"\"",
        "\"\"\"",
        "“",
        "：",
        "（（（",
        "~",
        "~3",
        "\"a\"~",
        "-",
        "--",
        "NOT",
        "OR OR",
        "AND",
        "或",
        "title:",
        "title:title:title:",
        "题名：",
        "a:b",
        "http://example.org/?q=(a)",
        "*a",
        "a*b*",
        "\"a b\"~999999999999999999999",
        "😀",
        "👩‍👩‍👧‍👦",
        "🇨🇳",
        "\u{200b}",
        "\u{200b}\u{feff}\u{ad}",
        "\u{0}",
        "\u{1e}t9",
        "\u{10ffff}",
        "２０１４",
        "＂",
        "\r\n\t",
        "\u{3000}",
        "e\u{301}\u{301}\u{301}",
        "ﷺ",
        "㎡…",
        "İ",
        long.as_str(),
        full.as_str(),
    ] {
        let length = text.chars().count();
        match Question::parse(text) {
            Ok(question) => {
                let answer = library.answer(&question);
                assert!(answer.total <= 2, "{text:?}");
                for note in &answer.notes {
                    assert!(note.at.is_some_and(|at| at <= length), "{note:?} on {text:?}");
                }
            }
            Err(error) => {
                assert!(error.at() <= length, "{error} at {} of {text:?}", error.at());
                assert!(!error.code().is_empty());
            }
        }
    }
    assert!(Question::parse(&long).is_err_and(|error| error.at() == MAX_CHARACTERS));
    assert!(Question::parse(&full).is_ok(), "as long as it may be");
    assert_eq!(library.ask("２０１４").total, 2);
    assert!(library.ask("２０１４").hits.iter().all(|hit| marked(hit) == ["2014"]));
    for nothing in ["\"", "(((", "*", ":", "😀", "\u{200b}"] {
        let answer = library.ask(nothing);
        assert_eq!(answer.total, 0, "{nothing:?} has nothing to search for");
        assert!(answer.notes.iter().any(|note| note.code == "nothing-to-search"), "{nothing:?}: {:?}", answer.notes);
    }
}

#[test]
fn the_vocabulary_leads_to_the_other_language_and_says_so() {
    let library = Library::of_lines(
        &[
            json!({"id": "county", "lang": "zh", "title": "甲县推行县管校聘", "body": "教师由县里统一管理。"}),
            json!({"id": "ranks", "lang": "zh", "title": "乙市推行校长职级制", "body": "校长不再有行政级别。"}),
            json!({"id": "ladder", "lang": "en", "title": "A principal rank system in a western city", "body": "Grades went."}),
            json!({"id": "teachers", "lang": "en", "title": "County-managed school-employed teachers", "body": "They move."}),
        ],
        1,
    );
    let check = |question: &str, expected: &[&str], added: &str| {
        let answer = library.ask(question);
        let mut found = ids(&answer);
        found.sort();
        assert_eq!(found, expected, "hits of {question:?}, expanded {:?}", answer.expanded);
        assert!(
            answer.expanded.iter().any(|expanded| expanded.with.iter().any(|label| label == added)),
            "{question:?} does not name {added:?}: {:?}",
            answer.expanded
        );
        let mut literal = Question::parse(question).expect("a question");
        literal.expand = false;
        let answer = library.answer(&literal);
        assert!(answer.expanded.is_empty() && answer.total < expected.len(), "{question:?} taken literally");
    };
    check("principal ranks", &["ladder", "ranks"], "校长职级制");
    check("principal rank", &["ladder", "ranks"], "校长职级制");
    check("校长职级制", &["ladder", "ranks"], "principal rank system");
    check("县管校聘", &["county", "teachers"], "county-managed school-employed teachers");
}
