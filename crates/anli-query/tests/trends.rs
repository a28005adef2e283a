//! Trends against the project's own corpus, counted case by case, and against searches.

mod common;

use std::path::Path;
use std::sync::OnceLock;

use anli_case::{Area, Case, Lang, Region, RegionKind};
use anli_query::{
    Cell, ConcordanceQuestion, Direction, Engine, Extent, Facet, Filters, LineSort, Question, TrendTable, Trends,
    TrendsQuestion, YearCell, mann_kendall,
};
use common::Library;
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

fn asked(text: &str) -> TrendsQuestion {
    TrendsQuestion { question: Question::parse(text).expect("a question"), table: None }
}

#[track_caller]
fn trends(engine: &Engine, asked: &TrendsQuestion) -> Trends {
    engine.trends(asked).expect("trends")
}

fn sum(years: &[YearCell]) -> Cell {
    let add = |sum: u32, part: u32| sum + part;
    Cell {
        count: years.iter().map(|year| year.cell.count).fold(0, add),
        of: years.iter().map(|year| year.cell.of).fold(0, add),
    }
}

#[test]
fn counts_are_those_of_the_cases_one_by_one() {
    let (library, cases) = real();
    let found = trends(&library.engine, &asked(""));
    let count = |so: &dyn Fn(&Case) -> bool| u32::try_from(cases.iter().filter(|case| so(case)).count()).expect("few");
    let both = |count| Cell { count, of: count };
    assert_eq!(found.total, both(count(&|_| true)));
    assert_eq!(found.undated, both(count(&|case| case.year().is_none())));
    for year in &found.years {
        assert_eq!(year.cell, both(count(&|case| case.year() == Some(year.year))), "{year:?}");
    }
    let under = |case: &Case, area: Area| case.areas.iter().any(|of| *of == area || of.parent() == Some(area));
    let lies = |case: &Case, region: Region| case.regions.iter().any(|of| of.path().contains(&region));
    for (area, row) in found.areas.iter().zip(&found.gaps) {
        assert_eq!(area.total, both(count(&|case| under(case, area.area))), "{area:?}");
        for year in &area.years {
            let here = count(&|case| under(case, area.area) && case.year() == Some(year.year));
            assert_eq!(year.cell, both(here), "{:?} {year:?}", area.area);
        }
        for (province, cell) in found.provinces.iter().zip(row) {
            let here = count(&|case| under(case, area.area) && lies(case, *province));
            assert_eq!(*cell, both(here), "{:?} {province:?}", area.area);
        }
    }
    assert_eq!(found.areas.len(), Area::all().len());
    assert_eq!(found.provinces.len(), Region::all().filter(|region| region.kind() == RegionKind::Province).count());
    assert!(found.gaps.iter().flatten().any(|cell| cell.of == 0), "there are gaps");
    for region in &found.regions {
        assert_eq!(region.total, both(count(&|case| lies(case, region.region))), "{region:?}");
    }
    for level in &found.levels {
        assert_eq!(level.total, both(count(&|case| case.level == level.level)), "{level:?}");
    }
    let of_levels: u32 = found.levels.iter().map(|level| level.total.of).sum();
    assert_eq!(of_levels, found.total.of);
    assert_eq!((found.trend, found.terms), (None, None), "nothing is asked for");
}

#[test]
fn counts_of_a_question_are_those_of_a_search_and_denominators_forget_it() {
    let engine = &real().0.engine;
    let region = Region::from_code("370000").expect("Shandong");
    for filters in [Filters::default(), Filters { regions: vec![region], ..Filters::default() }] {
        for text in ["教师", "校长职级制", "teacher rotation", "result:教师 -校长", "\"绝无此词\""] {
            let mut asked = asked(text);
            asked.question.filters = filters.clone();
            let found = trends(engine, &asked);
            let answer = engine.answer(&asked.question).expect("an answer");
            assert_eq!(found.total.count as usize, answer.total, "{text}");
            let mut forgotten = asked.clone();
            (forgotten.question.expr, forgotten.question.text) = (None, String::new());
            assert_eq!(found.total.of, trends(engine, &forgotten).total.count, "{text}");
            let dated = sum(&found.years);
            assert_eq!(dated.count + found.undated.count, found.total.count, "{text}");
            assert_eq!(dated.of + found.undated.of, found.total.of, "{text}");
            for counts in answer.facets.iter().filter(|counts| matches!(counts.facet, Facet::Year | Facet::Area)) {
                for value in &counts.values {
                    let here = match counts.facet {
                        Facet::Year => {
                            found.years.iter().find(|year| year.year.to_string() == value.value).map(|year| year.cell)
                        }
                        _ => found.areas.iter().find(|area| area.area.slug() == value.value).map(|area| area.total),
                    };
                    assert_eq!(here.map(|cell| cell.count), Some(value.count), "{text}: {value:?}");
                }
            }
        }
    }
}

#[test]
fn words_are_counted_as_a_concordance_does_and_texts_by_their_length() {
    let (library, cases) = real();
    let mut asked = asked("教师 OR teachers");
    asked.question.expand = false;
    let found = trends(&library.engine, &asked).terms.expect("words");
    let lines = ConcordanceQuestion { question: asked.question, sort: LineSort::Relevance, width: 0 };
    let lines = library.engine.concordance(&lines, Extent::All).expect("a concordance").lines;
    for terms in &found {
        for year in &terms.years {
            let here = lines.iter().filter(|line| line.lang == terms.lang && line.year == year.year).count();
            assert_eq!(year.occurrences, here as u64, "{:?} {year:?}", terms.lang);
            let writeups =
                cases.iter().filter(|case| case.year() == year.year).filter_map(|case| case.writeup(terms.lang));
            let length: usize = writeups
                .flat_map(|writeup| {
                    let facts = writeup.facts.iter().map(|fact| fact.text.as_str());
                    [writeup.title.as_str(), writeup.summary.as_str()].into_iter().chain(facts)
                })
                .map(|text| match terms.lang {
                    Lang::Zh => text.chars().filter(|c| c.is_alphanumeric()).count(),
                    Lang::En => text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count(),
                })
                .sum();
            assert_eq!(year.of, length as u64, "{:?} {year:?}", terms.lang);
        }
    }
    let occurrences: u64 = found.iter().flat_map(|terms| &terms.years).map(|year| year.occurrences).sum();
    assert_eq!(occurrences, lines.len() as u64);
    assert!(occurrences > 100);
}

/// Ten cases a year, of which so many are about school zones and the rest about principals.
fn drifting(zones: &[usize]) -> Library {
    let mut lines = Vec::new();
    for (year, zones) in (2001..).zip(zones) {
        for at in 0..10 {
            let area = if at < *zones { "school-zones" } else { "principal-ranks" };
            lines.push(json!({
                "id": format!("c{year}-{at}"), "lang": "zh", "title": "甲", "started": year, "areas": [area], "body": "乙",
            }));
        }
    }
    Library::of_lines(&lines, 1)
}

#[track_caller]
fn check_directions(zones: &[usize], expected: (Direction, Direction, &str), tested: usize) {
    let found = trends(&drifting(zones).engine, &asked(""));
    let trend = |slug: &str| &found.areas.iter().find(|area| area.area.slug() == slug).expect("an area").trend;
    let (zones_trend, ranks_trend) = (trend("school-zones"), trend("principal-ranks"));
    assert_eq!((zones_trend.direction, ranks_trend.direction), (expected.0, expected.1), "{zones_trend:?}");
    assert_eq!(zones_trend.reason.as_deref().unwrap_or_default(), expected.2);
    // What one gains the other loses.
    assert_eq!((zones_trend.s, zones_trend.p), (-ranks_trend.s, ranks_trend.p));
    let series: Vec<(u16, f64)> = (2001..).zip(zones.iter().map(|zones| *zones as f64 / 10.0)).collect();
    let alone = mann_kendall(&series);
    assert_eq!((zones_trend.s, zones_trend.z, zones_trend.slope), (alone.s, alone.z, alone.slope));
    // Each of the two and the area above it.
    assert_eq!(found.tested, tested);
    assert!(found.areas.iter().all(|area| area.trend.q.is_some() == area.trend.p.is_some()));
    assert!(found.areas.iter().all(|area| area.trend.q >= area.trend.p));
}

#[test]
fn shares_that_rise_and_fade_are_told_from_those_that_do_not() {
    check_directions(&[1, 2, 2, 3, 4, 4, 6, 7, 9], (Direction::Rising, Direction::Fading, ""), 4);
    check_directions(&[3, 5, 4, 3, 5, 4, 3, 5, 4], (Direction::None, Direction::None, "p is not below 0.05"), 4);
    let few = "4 years with cases are too few; the test needs 8";
    check_directions(&[1, 2, 3, 4], (Direction::None, Direction::None, few), 0);
    let same = "the share is the same in every year";
    check_directions(&[5; 9], (Direction::None, Direction::None, same), 0);
}

#[test]
fn the_reader_is_told_what_a_library_and_a_test_cannot_show() {
    let found = trends(&drifting(&[1, 2, 2, 3, 4, 4, 6, 7, 9]).engine, &asked("甲"));
    let codes: Vec<&str> = found.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, ["sample", "many-tests"]);
    assert!(found.notes[1].message.contains("4 areas are tested"), "{}", found.notes[1].message);
}

#[test]
fn one_table_leaves_the_words_unread() {
    let engine = &real().0.engine;
    let only = |table| trends(engine, &TrendsQuestion { table: Some(table), ..asked("教师") }).terms.is_some();
    assert!(only(TrendTable::Terms) && !only(TrendTable::Years));
}
