//! Concordances against brute force over the project's own corpus: totals, pages, order and contexts.

mod common;

use std::path::Path;
use std::sync::OnceLock;

use anli_case::{Case, Lang};
use anli_query::{Concordance, ConcordanceQuestion, Engine, Extent, Line, LineSort, MAX_PER_PAGE, Question};
use anli_text::fold;
use common::{Library, Random, hostile, seed};
use serde_json::json;

fn real() -> &'static (Library, Vec<Case>) {
    static REAL: OnceLock<(Library, Vec<Case>)> = OnceLock::new();
    REAL.get_or_init(|| {
        let library = Library::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus"), 2);
        let read = |entry| library.corpus.read(entry).0.expect("a case");
        let cases = library.corpus.entries.iter().map(read).collect();
        (library, cases)
    })
}

fn asked(text: &str) -> ConcordanceQuestion {
    let question = Question { expand: false, facets: Vec::new(), ..Question::parse(text).expect("a question") };
    ConcordanceQuestion { question, sort: LineSort::Relevance, width: 30 }
}

#[track_caller]
fn all(engine: &Engine, asked: &ConcordanceQuestion) -> Concordance {
    engine.concordance(asked, Extent::All).expect("a concordance")
}

/// Title, summary and facts of a case with their anchors.
fn texts(case: &Case) -> impl Iterator<Item = (Lang, &str, &str)> {
    case.writeups.iter().flat_map(|writeup| {
        let facts = writeup.facts.iter().map(|fact| (fact.anchor.as_str(), fact.text.as_str()));
        let head = [("title", writeup.title.as_str()), ("summary", writeup.summary.as_str())];
        head.into_iter().chain(facts).map(|(anchor, text)| (writeup.lang, anchor, text))
    })
}

/// A quote of Han characters that stand together, counted in folded text.
fn count(cases: &[Case], quote: &str) -> usize {
    let quote = fold(quote);
    cases.iter().flat_map(texts).map(|(_, _, text)| fold(text).match_indices(&quote).count()).sum()
}

#[track_caller]
fn check_quote(quote: &str) {
    let (library, cases) = real();
    let found = all(&library.engine, &asked(&format!("\"{quote}\"")));
    let expected = count(cases, quote);
    assert!(expected > 0, "{quote} is in the corpus");
    assert_eq!((found.total, found.lines.len()), (expected, expected), "lines of {quote}");
    for line in &found.lines {
        assert_eq!(fold(&line.keyword), fold(quote), "{line:?}");
        let case = cases.iter().find(|case| case.id == line.id).expect("a case of the corpus");
        let (_, _, text) = texts(case)
            .find(|(lang, anchor, _)| *lang == line.lang && *anchor == line.anchor)
            .expect("a text of the case");
        let shown: String = [&*line.left, &line.keyword, &line.right].concat();
        assert!(text.contains(&shown), "{shown:?} is no part of {text:?}");
        let whole = |side: &str| side.chars().count() == 30;
        assert!(whole(&line.left) || line.lang == Lang::En || text.starts_with(&line.left), "{line:?}");
        assert!(whole(&line.right) || line.lang == Lang::En || text.ends_with(&line.right), "{line:?}");
        assert_eq!((line.year, &line.regions), (case.year(), &case.regions));
    }
}

#[test]
fn every_place_that_says_it_is_a_line_and_no_other() {
    for quote in ["学校", "教师", "校长职级制", "的", "改革", "留守儿童", "一", "教師", "教育局"]
    {
        check_quote(quote);
    }
}

#[test]
fn pages_give_every_line_once_in_every_order() {
    let engine = &real().0.engine;
    for sort in LineSort::ALL {
        let mut asked = ConcordanceQuestion { sort: *sort, ..asked("教师 OR teacher*") };
        let whole = all(engine, &asked).lines;
        assert!(whole.len() > 2 * MAX_PER_PAGE, "{} lines", whole.len());
        asked.question.per_page = 37;
        let mut pages: Vec<Line> = Vec::new();
        loop {
            let page = engine.concordance(&asked, Extent::Page).expect("a page");
            assert_eq!(page.total, whole.len());
            if page.lines.is_empty() {
                break;
            }
            pages.extend(page.lines);
            asked.question.page += 1;
        }
        assert_eq!(pages, whole, "{sort:?}");
    }
}

#[test]
fn lines_stand_in_the_order_asked_for() {
    let engine = &real().0.engine;
    let sorted = |sort| all(engine, &ConcordanceQuestion { sort, width: 60, ..asked("\"校长\"") }).lines;
    let zh = |lines: Vec<Line>| lines.into_iter().filter(|line| line.lang == Lang::Zh).collect::<Vec<_>>();
    let outward = |text: &str, backward: bool| -> String {
        let folded = fold(text);
        let chars: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
        let chars: Vec<char> = if backward { chars.into_iter().rev().collect() } else { chars };
        chars.into_iter().take(50).collect()
    };
    assert!(zh(sorted(LineSort::Left)).is_sorted_by_key(|line| outward(&line.left, true)));
    assert!(zh(sorted(LineSort::Right)).is_sorted_by_key(|line| outward(&line.right, false)));
    assert!(sorted(LineSort::Year).is_sorted_by_key(|line| line.year.unwrap_or(u16::MAX)));
    let code = |line: &Line| line.regions.first().map_or("~", |region| region.code());
    assert!(sorted(LineSort::Region).is_sorted_by_key(code));
}

/// The lines of `text` as a fact of one case: left, keyword and right between bars.
#[track_caller]
fn check(lang: &str, text: &str, question: &str, expected: &[&str]) {
    let line = json!({"id": "a", "lang": lang, "title": "x0", "body": text});
    let found = all(&Library::of_lines(&[line], 1).engine, &asked(question));
    let lines: Vec<String> =
        found.lines.iter().map(|line| [&*line.left, &line.keyword, &line.right].join("|")).collect();
    assert_eq!(lines, expected, "{question:?} in {text:?}");
}

#[test]
fn words_quotes_and_prefixes_are_lines_and_what_is_excluded_is_not() {
    check("zh", "教师教师", "教师", &["|教师|教师", "教师|教师|"]);
    check("zh", "推行教師輪崗制度", "教师轮岗", &["推行|教師輪崗|制度"]);
    check("zh", "教师轮岗", "教师 OR 教师轮岗", &["|教师轮岗|"]);
    check(
        "en",
        "Reform, reforms and forms.",
        "reform",
        &["|Reform|, reforms and forms.", "Reform, |reforms| and forms."],
    );
    check("en", "Reform and reformers.", "reformer*", &["Reform and |reformers|."]);
    check("zh", "甲地改革，乙地试点", "改革 -丙地", &["甲地|改革|，乙地试点"]);
    // What is asked of a field has lines there alone: `x0` is the title.
    check("zh", "x0 改革", "title:x0 改革", &["|x0|", "x0 |改革|"]);
    check("zh", "教师轮岗教师轮岗", "教师轮岗", &["|教师轮岗|教师轮岗", "教师轮岗|教师轮岗|"]);
    check("zh", "教师，轮岗", "教师轮岗", &["|教师|，轮岗", "教师，|轮岗|"]);
}

#[test]
fn what_has_no_line_is_told() {
    let lines = [
        json!({"id": "a", "lang": "zh", "title": "甲", "body": "## 苹果\n\n乙"}),
        json!({"id": "b", "lang": "zh", "title": "苹果", "body": "苹果苹果"}),
    ];
    let library = Library::of_lines(&lines, 1);
    let found = all(&library.engine, &asked("苹果"));
    assert_eq!((found.total, found.cases, found.cases_with_lines), (3, 2, 1));
    assert_eq!(found.notes[0].code, "cases-without-lines");
    let none = all(&library.engine, &asked("-苹果"));
    assert_eq!((none.total, none.cases, none.notes[0].code), (0, 0, "nothing-to-show"));
    let near = all(&library.engine, &asked("\"苹 果\"~2"));
    assert!(near.notes.iter().any(|note| note.code == "near-parts"), "{:?}", near.notes);
}

#[test]
fn names_of_the_vocabulary_have_lines_only_when_asked_for() {
    let engine = &real().0.engine;
    let literal = all(engine, &asked("校长职级制"));
    let mut expanded = asked("校长职级制");
    expanded.question.expand = true;
    let expanded = all(engine, &expanded);
    let english = |found: &Concordance| found.lines.iter().any(|line| line.lang == Lang::En);
    assert!(literal.expanded.is_empty() && !english(&literal));
    assert!(!expanded.expanded.is_empty() && english(&expanded) && expanded.total > literal.total);
}

#[test]
fn one_language_has_the_lines_of_its_own_write_ups() {
    let engine = &real().0.engine;
    let mut both = asked("校长职级制");
    both.question.expand = true;
    let lines = |langs: &[Lang]| {
        let mut asked = both.clone();
        asked.question.filters.langs = langs.to_vec();
        all(engine, &asked).lines
    };
    let (zh, en) = (lines(&[Lang::Zh]), lines(&[Lang::En]));
    assert!(!zh.is_empty() && zh.iter().all(|line| line.lang == Lang::Zh));
    assert!(!en.is_empty() && en.iter().all(|line| line.lang == Lang::En));
    // Every case of the corpus has both.
    assert_eq!(lines(&[]).len(), zh.len() + en.len());
    assert_eq!(lines(&[Lang::Zh, Lang::En]).len(), zh.len() + en.len());
}

#[test]
fn any_question_has_a_concordance_or_a_reason() {
    let lines = [
        json!({"id": "a", "lang": "zh", "title": "学校教师轮岗", "body": "½㎡ 👩\u{200d}🏫e\u{301}學校，𠮷学校\n\nteacher’s co-operation 1,234"}),
        json!({"id": "b", "lang": "en", "title": "School", "summary": "İstanbul’s schools…", "body": "## Results\n\nA principal’s 学校 ﬁne"}),
    ];
    let library = Library::of_lines(&lines, 1);
    let mut random = Random::new(seed(0x6b77_6963));
    for _ in 0..1_000 {
        let text = hostile::question(&mut random);
        let Ok(question) = Question::parse(&text) else { continue };
        let question = Question { expand: random.once_in(2), ..question };
        let (sort, width) = (*random.pick(LineSort::ALL), random.below(4));
        let found = all(&library.engine, &ConcordanceQuestion { question, sort, width });
        assert_eq!(found.total, found.lines.len(), "{text:?}");
        assert!(found.cases_with_lines <= found.cases && found.cases_with_lines <= found.total, "{text:?}");
        assert!(found.lines.iter().all(|line| !line.keyword.is_empty()), "{text:?}");
    }
}
