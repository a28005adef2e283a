//! Suggestions while typing, and what is proposed where a question finds little: over HTTP and from the command line.

use serde_json::{Value, json};

use crate::harness::{Server, World, encode, ids, outcome};

const RANKS: &str = "---\ntitle: 潍坊校长职级制\nlang: zh\nregion: \"370700\"\nlevel: prefecture\nstarted: 2004\nareas: [principal-ranks]\norganizations:\n  - {name: 潍坊市教育局, name_en: Weifang Education Bureau}\n---\n## 做法\n\n取消校长的行政级别，推行校长职级制。\n";
const RANKS_EN: &str =
    "---\ntitle: Principal ranks in Weifang\n---\n## Mechanism\n\nPrincipals are selected by rank.\n";
const ZONES: &str = "---\ntitle: 重庆学区制\nlang: zh\nregion: \"500000\"\nlevel: province\nstarted: 2016\nareas: [school-zones]\norganizations:\n  - {name: “学区”研究院}\n---\n## 做法\n\n推行学区制，教师在学区内轮岗。\n";

fn world() -> World {
    World::new(&[("ranks.md", RANKS), ("ranks.en.md", RANKS_EN), ("zones.md", ZONES)])
}

fn suggest(server: &Server, parameters: &[(&str, &str)]) -> Vec<Value> {
    let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let answer = server.get(&format!("/api/v1/suggest?{}", query.join("&")));
    assert_eq!(answer.status, 200, "{parameters:?}: {}", answer.body);
    answer.json()["suggestions"].as_array().expect("suggestions").clone()
}

/// Kinds and values.
fn values(suggestions: &[Value]) -> Vec<(&str, &str)> {
    let word = |suggestion: &'_ Value, name: &str| suggestion[name].as_str().map(str::to_owned).unwrap_or_default();
    suggestions
        .iter()
        .map(|suggestion| {
            let kind: &str = suggestion["kind"].as_str().unwrap_or_default();
            assert_ne!(word(suggestion, "text"), "");
            (kind, suggestion["value"].as_str().unwrap_or_default())
        })
        .collect()
}

#[test]
fn names_are_suggested_by_characters_pinyin_and_english_words() {
    let world = world();
    let server = world.serve(&[]);
    for (typed, kind, value) in [
        ("校长职", "area", "principal-ranks"),
        ("職級", "area", "principal-ranks"),
        ("xzzjz", "area", "principal-ranks"),
        ("xiaozhangzjz", "area", "principal-ranks"),
        ("xiaozhangzhijizhi", "area", "principal-ranks"),
        ("Chongq", "region", "500000"),
        ("cqs", "region", "500000"),
        ("重庆", "region", "500000"),
        ("潍坊市教", "organization", "org:\"潍坊市教育局\""),
        ("wfsjyj", "organization", "org:\"潍坊市教育局\""),
        ("bureau", "organization", "org:\"潍坊市教育局\""),
        ("研究院", "organization", "org:\"学区 研究院\""),
        ("ranks in w", "title", "ranks"),
        ("重庆学区", "title", "zones"),
        ("学区制", "term", "\"学区制\""),
    ] {
        let found = suggest(&server, &[("q", typed)]);
        assert!(values(&found).contains(&(kind, value)), "{typed}: {found:?}");
    }
    for nothing in ["jjzz", "", "！", "长沙市", "zzjz"] {
        assert_eq!(suggest(&server, &[("q", nothing)]), [] as [Value; 0], "{nothing}");
    }
}

#[test]
fn a_suggestion_leads_to_as_many_cases_as_it_says() {
    let world = world();
    let server = world.serve(&[]);
    let mut seen = 0;
    for typed in ["学", "校", "c", "w", "p", "zhong", "重", "教", "山", "s"] {
        for suggestion in suggest(&server, &[("q", typed), ("limit", "20")]) {
            let value = suggestion["value"].as_str().expect("a value");
            let count = &suggestion["count"];
            match suggestion["parameter"].as_str() {
                Some(name) => {
                    let answer = server.search(&[(name, value), ("expand", "0")]);
                    assert_eq!(&answer["total"], count, "{suggestion}");
                }
                None => {
                    assert_eq!((server.get(&format!("/api/v1/cases/{value}")).status, count), (200, &json!(1)));
                }
            }
            assert!(count.as_u64() > Some(0));
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn a_suggestion_is_named_in_both_languages_and_a_place_by_where_it_lies() {
    let world = world();
    let server = world.serve(&[]);
    let found = suggest(&server, &[("q", "潍坊市"), ("limit", "1")]);
    assert_eq!(
        found,
        [json!({"text": "潍坊市", "lang": "zh", "kind": "region", "label": {"zh": "潍坊市", "en": "Weifang"},
            "within": {"zh": "山东省", "en": "Shandong"}, "parameter": "region", "value": "370700", "count": 1})]
    );
    let english = suggest(&server, &[("q", "潍坊市"), ("limit", "1"), ("lang", "en")]);
    assert_eq!((&english[0]["text"], &english[0]["lang"]), (&json!("Weifang"), &json!("en")));
}

#[test]
fn browsers_read_suggestions_as_four_arrays() {
    let world = world();
    let server = world.serve(&[]);
    let answer = server.get(&format!("/api/v1/suggest?format=opensearch&limit=3&q={}", encode("学区")));
    assert_eq!(answer.header("content-type"), Some("application/x-suggestions+json"));
    let body = answer.json();
    assert_eq!(body[0], "学区");
    let lengths: Vec<usize> = (1..4).map(|at| body[at].as_array().map_or(0, Vec::len)).collect();
    assert!(lengths[0] > 0 && lengths.iter().all(|length| *length == lengths[0]), "{body}");
    assert_eq!(body[2][0], "1 个案例");
    assert!(body[3][0].as_str().is_some_and(|address| address.starts_with("/zh/?")), "{body}");
}

#[test]
fn a_wrong_parameter_is_a_problem_that_names_it() {
    let world = world();
    let server = world.serve(&[]);
    let long = format!("q={}", "a".repeat(101));
    for (query, code, parameter) in [
        ("q=a&limit=0", "invalid-value", "limit"),
        ("q=a&limit=1000", "invalid-value", "limit"),
        ("q=a&limit=x", "invalid-value", "limit"),
        ("q=a&lang=fr", "invalid-value", "lang"),
        ("q=a&format=xml", "invalid-value", "format"),
        ("q=a&q=b", "repeated-parameter", "q"),
        ("prefix=a", "unknown-parameter", "prefix"),
        ("q=%FF", "not-utf-8", "q"),
        (long.as_str(), "question-too-long", "q"),
    ] {
        let answer = server.get(&format!("/api/v1/suggest?{query}"));
        let problem = answer.json();
        assert_eq!(answer.status, 400, "{query}: {problem}");
        assert_eq!((&problem["code"], &problem["parameter"]), (&json!(code), &json!(parameter)), "{query}");
    }
}

#[test]
fn suggestions_follow_the_corpus() {
    let world = world();
    let server = world.serve(&["--watch"]);
    assert_eq!(suggest(&server, &[("q", "changsha")]), [] as [Value; 0]);
    world.write("third.md", "---\ntitle: 教师轮岗\nlang: zh\nregion: \"430100\"\n---\n文\n");
    crate::harness::until("the new place is suggested", || {
        values(&suggest(&server, &[("q", "changsha")])).contains(&("region", "430100"))
    });
}

#[test]
fn the_command_line_suggests_too() {
    let world = world();
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    let (code, out, _) = outcome(&world.run(&["suggest", "xzzjz"]));
    assert!(code == 0 && out.contains("校长职级制") && out.contains("principal-ranks"), "{out}");
    let (code, out, _) = outcome(&world.run(&["suggest", "潍坊", "--json", "--limit", "2"]));
    let body: Value = serde_json::from_str(&out).expect("the JSON of the API");
    assert_eq!((code, body["suggestions"].as_array().map(Vec::len)), (0, Some(2)));
    let (code, out, errors) = outcome(&world.run(&["suggest", "jjzz"]));
    assert!(code == 1 && out.is_empty() && errors.contains("`jjzz`"), "{out}{errors}");
    let (code, _, errors) = outcome(&world.run(&["suggest", "x", "--limit", "0"]));
    assert!(code == 2 && errors.contains("`limit` is `0`"), "{errors}");
}

/// Every proposal must find as much as it says; gives changes and questions.
fn proposals(server: &Server, parameters: &[(&str, &str)]) -> Vec<(String, String)> {
    let answer = server.search(parameters);
    let mut found = Vec::new();
    for proposal in answer["proposals"].as_array().expect("proposals") {
        let q = proposal["q"].as_str().expect("a question");
        let dropped = proposal["parameter"].as_str();
        let mut changed = vec![("q", q)];
        let kept = |name: &str| name != "q" && Some(name) != dropped;
        changed.extend(parameters.iter().filter(|(name, _)| kept(name)));
        assert_eq!(server.search(&changed)["total"], proposal["total"], "{proposal}");
        assert!(proposal["total"].as_u64() > answer["total"].as_u64(), "{proposal}");
        found.push((proposal["change"].as_str().unwrap_or_default().to_owned(), q.to_owned()));
    }
    found
}

#[track_caller]
fn check(server: &Server, parameters: &[(&str, &str)], change: &str, q: &str) {
    let found = proposals(server, parameters);
    assert!(found.iter().any(|(how, what)| how == change && what == q), "{parameters:?}: {found:?}");
}

#[test]
fn where_nothing_is_found_the_smallest_changes_are_proposed() {
    let world = world();
    let server = world.serve(&[]);
    check(&server, &[("q", "学区只")], "similar-sound", "学区制");
    check(&server, &[("q", "\"学区只\"")], "similar-sound", "\"学区制\"");
    check(&server, &[("q", "校长职级智")], "similar-sound", "校长职级制");
    check(&server, &[("q", "维坊")], "similar-sound", "潍坊");
    check(&server, &[("q", "教帅轮岗")], "similar-look", "教师轮岗");
    check(&server, &[("q", "校长职级度")], "spelling", "校长职级制");
    check(&server, &[("q", "pincipals")], "spelling", "principals");
    check(&server, &[("q", "Principlas selected")], "spelling", "principals selected");
    check(&server, &[("q", "学区制 火箭")], "drop-word", "学区制");
    check(&server, &[("q", "(学区制 OR 校长) AND 火箭")], "drop-word", "(学区制 OR 校长)");
    check(&server, &[("q", "学区制 NOT 重庆")], "drop-word", "学区制");
    check(&server, &[("q", "学区制"), ("region", "370000")], "drop-filter", "学区制");
    check(&server, &[("q", "学区制"), ("year_from", "2020"), ("expand", "0")], "drop-filter", "学区制");
}

#[test]
fn nothing_is_proposed_where_enough_is_found_or_nothing_would_be() {
    let world = world();
    let server = world.serve(&[]);
    for q in ["", "学区制", "推行", "principals", "火箭", "！", "-火箭"] {
        assert_eq!(server.search(&[("q", q)])["proposals"], json!([]), "{q}");
    }
    // The question itself is answered as it was asked.
    let answer = server.search(&[("q", "学区只")]);
    let changes = proposals(&server, &[("q", "学区只")]);
    assert!(!changes.iter().any(|(_, q)| q == "只"), "{changes:?}");
    assert_eq!((&answer["total"], ids(&answer).len(), &answer["question"]["q"]), (&json!(0), 0, &json!("学区只")));
}

#[test]
fn a_smaller_change_comes_first() {
    let world = world();
    let server = world.serve(&[]);
    let found = proposals(&server, &[("q", "学区只 推行")]);
    let sizes: Vec<usize> = found
        .iter()
        .map(|(change, _)| match change.as_str() {
            "drop-filter" => 1,
            "drop-word" => 2,
            _ => 0,
        })
        .collect();
    assert!(
        sizes.is_sorted() && found.len() <= 5 && sizes.first() == Some(&0) && sizes.last() == Some(&2),
        "{found:?}"
    );
}

#[test]
fn the_command_line_prints_proposals() {
    let world = world();
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    let (code, out, _) = outcome(&world.run(&["search", "学区只"]));
    assert!(code == 1 && out.contains("学区制") && out.contains("1 cases"), "{out}");
    let (_, out, _) = outcome(&world.run(&["search", "学区制", "--region", "370000"]));
    assert!(out.contains("without --region 370000"), "{out}");
    let (_, out, _) = outcome(&world.run(&["search", "学区只", "--json"]));
    let answer: Value = serde_json::from_str(&out).expect("the JSON of the API");
    assert_eq!(answer["proposals"][0]["to"], "学区制", "{out}");
}
