//! Keyword in context, over HTTP and from the command line.

use serde_json::{Value, json};

use crate::harness::{Server, World, encode, outcome, real_corpus};

const FORMULA: &str = "---\ntitle: \"=1+1 改革\"\nlang: zh\nstarted: 2010\nregion: \"370700\"\nsummary: 改革。\n---\n## 做法\n\n-改革，改革\n又一行\n";
const OTHER: &str = "---\ntitle: 试点\nlang: zh\nstarted: 2004\nregion: \"110000\"\n---\n## 成效\n\n学校改革见效。\n";

fn world() -> World {
    World::new(&[("formula.md", FORMULA), ("other.md", OTHER)])
}

/// Asks for a concordance with these parameters; panics unless the answer is 200.
#[track_caller]
fn ask(server: &Server, parameters: &[(&str, &str)]) -> Value {
    let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let answer = server.get(&format!("/api/v1/concordance?{}", query.join("&")));
    assert_eq!(answer.status, 200, "{parameters:?}: {}", answer.body);
    answer.json()
}

fn lines(answer: &Value) -> &Vec<Value> {
    answer["lines"].as_array().expect("lines")
}

/// Identifier, anchor, and what is shown with bars around the keyword.
fn shown(answer: &Value) -> Vec<String> {
    let text = |line: &Value, name: &str| line[name].as_str().expect("a text").to_owned();
    let shown = |line: &Value| {
        let context = ["left", "keyword", "right"].map(|name| text(line, name)).join("|");
        format!("{} {} {context}", text(line, "id"), text(line, "anchor"))
    };
    lines(answer).iter().map(shown).collect()
}

/// The records of a CSV in which only quotes hide commas and line ends.
fn records(csv: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for c in csv.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            c => cell.push(c),
        }
    }
    records
}

#[test]
fn a_line_says_where_it_stands_and_what_stands_around_it() {
    let world = world();
    let server = world.serve(&[]);
    let answer = ask(&server, &[("q", "改革"), ("sort", "year"), ("width", "2")]);
    assert_eq!((&answer["total"], &answer["cases"], &answer["cases_with_lines"]), (&json!(5), &json!(2), &json!(2)));
    assert_eq!(
        shown(&answer),
        [
            "other f1 学校|改革|见效",
            "formula title 1 |改革|",
            "formula summary |改革|。",
            "formula f1 -|改革|，改",
            "formula f1 革，|改革|又一"
        ]
    );
    let line = &lines(&answer)[0];
    assert_eq!(
        (&line["title"], &line["lang"], &line["kind"], &line["year"]),
        (&json!("试点"), &json!("zh"), &json!("result"), &json!(2004))
    );
    assert_eq!(line["region"][0]["code"], "110000");
    assert_eq!(lines(&answer)[1]["kind"], Value::Null);
    assert_eq!(answer["question"]["expanded"], json!([]));
    let orders =
        [("left", "formula summary"), ("right", "formula title"), ("region", "other f1"), ("year", "other f1")];
    for (sort, first) in orders {
        let answer = ask(&server, &[("q", "改革"), ("sort", sort)]);
        assert!(shown(&answer)[0].starts_with(first), "{sort}: {:?}", shown(&answer));
        assert_eq!((&answer["question"]["sort"], &answer["total"]), (&json!(sort), &json!(5)));
    }
    let narrowed = ask(&server, &[("q", "改革"), ("region", "北京"), ("year_to", "2005")]);
    assert_eq!((&narrowed["total"], &narrowed["cases"]), (&json!(1), &json!(1)));
}

#[test]
fn a_spreadsheet_gets_every_line_and_runs_no_formula() {
    let world = world();
    let server = world.serve(&[]);
    let answer =
        server.get(&format!("/api/v1/concordance?q={}&format=csv&per_page=1&page=2&sort=year", encode("改革")));
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"concordance.csv\""));
    assert!(answer.header("etag").is_some());
    let rows = records(&answer.body);
    assert_eq!(rows[0], ["id", "title", "lang", "anchor", "kind", "left", "keyword", "right", "year", "region"]);
    assert_eq!(rows.len(), 1 + 5);
    assert_eq!(rows[1], ["other", "试点", "zh", "f1", "result", "学校", "改革", "见效。", "2004", "110000"]);
    assert_eq!(rows[2][1..8], ["'=1+1 改革", "zh", "title", "", "'=1+1 ", "改革", ""]);
    assert_eq!(rows[4][5], "'-");
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{rows:?}");
}

#[test]
fn the_real_cases_have_as_many_lines_on_pages_as_in_the_spreadsheet() {
    let world = World::new(&[]);
    let corpus = real_corpus();
    let server = world.serve(&["--corpus", corpus.to_str().expect("a path")]);
    for q in ["\"学校\"", "rotation OR \"教师\""] {
        let total = ask(&server, &[("q", q)])["total"].as_u64().expect("a total") as usize;
        let (mut paged, mut page) = (Vec::new(), 1);
        loop {
            let answer = ask(&server, &[("q", q), ("per_page", "100"), ("page", &page.to_string()), ("sort", "left")]);
            assert_eq!(answer["total"].as_u64(), Some(total as u64));
            if lines(&answer).is_empty() {
                break;
            }
            paged.extend(lines(&answer).iter().map(|line| line["id"].as_str().expect("an id").to_owned()));
            page += 1;
        }
        let csv = server.get(&format!("/api/v1/concordance?q={}&format=csv&sort=left", encode(q))).body;
        let rows: Vec<String> = records(&csv).into_iter().skip(1).map(|row| row[0].clone()).collect();
        assert!(total > 200, "{total} lines of {q}");
        assert_eq!((paged.len(), &paged), (total, &rows), "{q}");
    }
}

#[test]
fn what_is_wrong_is_told_with_the_parameter() {
    let world = world();
    let server = world.serve(&[]);
    for (query, code, parameter) in [
        ("", "missing-parameter", "q"),
        ("q=", "missing-parameter", "q"),
        ("q=x&colour=red", "unknown-parameter", "colour"),
        ("q=x&facets=area", "unknown-parameter", "facets"),
        ("q=x&sort=newest", "invalid-value", "sort"),
        ("q=x&width=9999", "invalid-value", "width"),
        ("q=x&width=-1", "invalid-value", "width"),
        ("q=x&per_page=101", "invalid-value", "per_page"),
        ("q=x&format=xlsx", "invalid-value", "format"),
        ("q=x&match=some", "invalid-value", "match"),
    ] {
        let answer = server.get(&format!("/api/v1/concordance?{query}"));
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (400, &json!(code)), "{query}: {problem}");
        assert_eq!(problem["parameter"], parameter, "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|detail| detail.contains(&format!("`{parameter}`"))),
            "{problem}"
        );
    }
}

#[test]
fn the_command_line_shows_keywords_below_each_other() {
    let world = world();
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    let (code, out, errors) = outcome(&world.run(&["concordance", "改革", "--sort", "year", "--width", "2"]));
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.starts_with("5 lines in 2 cases, 1 to 5 shown ("), "{out}");
    let first = "学校改革见效  other f1 2004";
    assert!(out.contains(first) && out.contains("\n   -改革，改  formula f1 2010"), "{out}");
    let (code, out, _) = outcome(&world.run(&["concordance", "改革", "--json", "--per-page", "2"]));
    let answer: Value = serde_json::from_str(&out).expect("the JSON of the API");
    assert_eq!((code, lines(&answer).len(), &answer["total"]), (0, 2, &json!(5)));
    let (code, out, _) = outcome(&world.run(&["concordance", "改革", "--format", "csv"]));
    assert_eq!((code, records(&out).len()), (0, 6));
    assert_eq!(outcome(&world.run(&["concordance", "绝无此词"])).0, 1);
    for (arguments, said) in [
        (&["concordance", "改革", "--sort", "newest"][..], "relevance, left, right, year, region"),
        (&["concordance", "改革", "--width", "9999"], "from 0 to 200"),
        (&["concordance"], "QUESTION"),
    ] {
        let (code, _, errors) = outcome(&world.run(arguments));
        assert!(code == 2 && errors.contains(said), "{arguments:?}: {errors}");
    }
}
