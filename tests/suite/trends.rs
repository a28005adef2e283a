//! Trends, over HTTP and from the command line.

use serde_json::{Value, json};

use crate::harness::{Server, World, encode, outcome, real_corpus};

/// Nine years of four cases each, of which ever more are about school zones and tell of 轮岗.
fn world() -> World {
    let world = World::new(&[]);
    for (year, zones) in (2001..).zip([0, 0, 1, 1, 2, 2, 3, 4, 4]) {
        for at in 0..4 {
            let (area, text) =
                if at < zones { ("school-zones", "轮岗轮岗") } else { ("principal-ranks", "校长任期") };
            let region = if at == 0 { "110000" } else { "370700" };
            let case = format!(
                "---\ntitle: 甲乙\nlang: zh\nstarted: {year}\nregion: \"{region}\"\nlevel: county\nareas: [{area}]\n---\n## 做法\n\n{text}\n"
            );
            world.write(&format!("c{year}-{at}.md"), &case);
        }
    }
    world.write("undated.md", "---\ntitle: 轮岗\nlang: zh\n---\n文\n");
    world
}

#[track_caller]
fn ask(server: &Server, query: &str) -> Value {
    let answer = server.get(&format!("/api/v1/trends?{query}"));
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.json()
}

fn row<'a>(answer: &'a Value, table: &str, key: &str, value: &str) -> &'a Value {
    let rows = answer[table].as_array().expect("rows");
    rows.iter().find(|row| row[key] == value).unwrap_or_else(|| panic!("{value} in {table}"))
}

#[test]
fn every_count_has_its_denominator() {
    let world = world();
    let server = world.serve(&[]);
    let answer = ask(&server, &format!("q={}", encode("轮岗")));
    assert_eq!(
        (&answer["total"], &answer["of"], &answer["undated"]),
        (&json!(18), &json!(37), &json!({"count": 1, "of": 1}))
    );
    assert_eq!(answer["years"][2], json!({"year": 2003, "count": 1, "of": 4}));
    assert_eq!(answer["years"].as_array().map(Vec::len), Some(9));
    let zones = row(&answer, "areas", "id", "school-zones");
    assert_eq!(
        (&zones["count"], &zones["of"], &zones["years"][0]),
        (&json!(17), &json!(17), &json!({"year": 2003, "count": 1, "of": 1}))
    );
    let ranks = row(&answer, "areas", "id", "principal-ranks");
    assert_eq!((&ranks["count"], &ranks["of"]), (&json!(0), &json!(19)));
    let beijing = row(&answer, "regions", "code", "110000");
    assert_eq!((&beijing["count"], &beijing["of"]), (&json!(7), &json!(9)));
    let county = row(&answer, "levels", "value", "county");
    assert_eq!((&county["count"], &county["of"]), (&json!(17), &json!(36)));
    let gaps = row(&answer, "gaps", "area", "school-zones")["regions"].as_array().expect("provinces");
    assert_eq!(gaps.len(), 34);
    assert!(gaps.contains(&json!({"code": "110000", "count": 7, "of": 7})), "{gaps:?}");
    assert!(gaps.contains(&json!({"code": "370000", "count": 10, "of": 10})));
    assert!(gaps.contains(&json!({"code": "440000", "count": 0, "of": 0})), "a gap of the library");
    let terms = &answer["terms"][0];
    assert_eq!((&terms["lang"], &terms["unit"]), (&json!("zh"), &json!("characters")));
    let of = 4 * "甲乙校长任期".chars().count();
    assert_eq!(terms["years"][2], json!({"year": 2003, "occurrences": 2, "of": of, "per_10000": 2e4 / of as f64}));
    assert_eq!(terms["years"][9], json!({"year": null, "occurrences": 1, "of": 3, "per_10000": 1e4 / 3.0}));
    // A filter narrows the denominators too.
    let narrowed = ask(&server, &format!("q={}&region=110000&year_from=2005", encode("轮岗")));
    assert_eq!((&narrowed["total"], &narrowed["of"]), (&json!(5), &json!(5)));
}

#[test]
fn areas_that_rise_are_told_by_a_test_that_is_named() {
    let world = world();
    let server = world.serve(&[]);
    let answer = ask(&server, "");
    assert_eq!(answer["test"], "Mann-Kendall, two-sided, tie-corrected");
    assert!(answer["alternative"].is_string());
    let trend = &row(&answer, "areas", "id", "school-zones")["trend"];
    assert_eq!((&trend["direction"], &trend["n"], &trend["s"]), (&json!("rising"), &json!(9), &json!(32)));
    // (9·8·23 − 4·(2·1·9))/18 for the four pairs of equal years.
    assert_eq!(trend["variance"], 88.0);
    let z = trend["z"].as_f64().expect("a z");
    assert!((z - 31.0 / 88f64.sqrt()).abs() < 1e-12 && trend["p"].as_f64() < Some(0.001), "{trend}");
    assert!(trend["q"].as_f64() >= trend["p"].as_f64() && trend["slope"] == 0.125, "{trend}");
    assert_eq!(row(&answer, "areas", "id", "principal-ranks")["trend"]["direction"], "fading");
    let codes: Vec<&Value> = answer["notes"].as_array().expect("notes").iter().map(|note| &note["code"]).collect();
    assert_eq!(codes, ["sample", "many-tests"]);
    let few = ask(&server, "year_to=2005");
    let trend = &row(&few, "areas", "id", "school-zones")["trend"];
    assert_eq!((&trend["direction"], &trend["p"]), (&json!("none"), &Value::Null));
    assert_eq!(trend["reason"], "5 years with cases are too few; the test needs 8");
}

#[test]
fn a_table_is_given_alone_and_as_a_spreadsheet() {
    let world = world();
    let server = world.serve(&[]);
    let only = ask(&server, "table=years");
    assert!(only["years"].is_array() && only.get("areas").is_none() && only.get("gaps").is_none(), "{only}");
    let q = encode("轮岗");
    for (table, header, rows) in [
        ("years", "year,count,of,share", 10),
        ("areas", "area,parent,zh,en,year,count,of,share", 28),
        ("regions", "region,zh,en,year,count,of,share", 18),
        ("levels", "level,zh,en,year,count,of,share", 9),
        ("terms", "lang,year,occurrences,of,unit,per_10000", 10),
    ] {
        let answer = server.get(&format!("/api/v1/trends?q={q}&format=csv&table={table}"));
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
        let lines: Vec<&str> = answer.body.lines().collect();
        assert_eq!(lines[0], header);
        assert_eq!(lines.len() - 1, rows, "{table}: {}", answer.body);
    }
    let gaps = server.get(&format!("/api/v1/trends?q={q}&format=csv&table=gaps")).body;
    assert!(gaps.contains("\nschool-zones,学区制,110000,北京,7,7,1\n"), "{gaps}");
    assert!(gaps.contains("\nschool-zones,学区制,440000,广东,0,0,\n"), "{gaps}");
    let trends = server.get("/api/v1/trends?format=csv&table=trends").body;
    // A negative number is no formula.
    assert!(trends.lines().any(|line| line.starts_with("principal-ranks,") && line.contains(",-32,")), "{trends}");
}

#[test]
fn the_real_cases_are_counted_as_a_search_counts_them() {
    let world = World::new(&[]);
    let corpus = real_corpus();
    let server = world.serve(&["--corpus", corpus.to_str().expect("a path")]);
    for q in ["", "教师", "principal rank"] {
        let trends = ask(&server, &format!("q={}", encode(q)));
        let search = server.search(&[("q", q), ("facets", "year,area")]);
        assert_eq!(trends["total"], search["total"], "{q}");
        for facet in search["facets"]["year"].as_array().expect("years") {
            let year: u64 = facet["value"].as_str().and_then(|year| year.parse().ok()).expect("a year");
            let found = trends["years"].as_array().expect("years").iter().find(|row| row["year"] == year);
            assert_eq!(found.map(|row| &row["count"]), Some(&facet["count"]), "{q}: {year}");
        }
        for facet in search["facets"]["area"].as_array().expect("areas") {
            let found = row(&trends, "areas", "id", facet["value"].as_str().expect("a slug"));
            assert_eq!(found["count"], facet["count"], "{q}: {facet}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_the_parameter() {
    let world = world();
    let server = world.serve(&[]);
    for (query, code, parameter) in [
        ("sort=year", "unknown-parameter", "sort"),
        ("page=2", "unknown-parameter", "page"),
        ("table=cities", "invalid-value", "table"),
        ("format=csv", "missing-parameter", "table"),
        ("table=terms", "missing-parameter", "q"),
        ("format=pdf", "invalid-value", "format"),
        ("year_from=2010&year_to=2000", "invalid-value", "year_from"),
    ] {
        let answer = server.get(&format!("/api/v1/trends?{query}"));
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (400, &json!(code)), "{query}: {problem}");
        assert_eq!(problem["parameter"], parameter, "{problem}");
    }
}

#[test]
fn the_command_line_tells_the_same() {
    let world = world();
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    let (code, out, errors) = outcome(&world.run(&["trends", "轮岗"]));
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.contains("18 of 37 cases (") && out.contains("学区制") && out.contains("rising p 0.001"), "{out}");
    let (code, out, _) = outcome(&world.run(&["trends", "轮岗", "--json"]));
    let answer: Value = serde_json::from_str(&out).expect("the JSON of the API");
    assert_eq!((code, &answer["total"], &answer["of"]), (0, &json!(18), &json!(37)));
    let (code, out, _) = outcome(&world.run(&["trends", "轮岗", "--format", "csv", "--table", "years"]));
    assert!(code == 0 && out.starts_with("year,count,of,share\n2001,0,4,0\n"), "{out}");
    let (code, out, _) = outcome(&world.run(&["trends", "--table", "levels", "--region", "山东"]));
    assert!(code == 0 && out.contains("county") && !out.contains('\u{1b}'), "{out}");
    assert_eq!(outcome(&world.run(&["trends", "绝无此词"])).0, 1);
    let (code, _, errors) = outcome(&world.run(&["trends", "--format", "csv"]));
    assert!(code == 2 && errors.contains("a CSV has one of years"), "{errors}");
}
