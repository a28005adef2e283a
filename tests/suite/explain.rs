//! Why a question finds a case, over HTTP and from the command line.

use serde_json::json;

use crate::harness::{World, encode, ids, outcome};

const RANKS: &str = "---\ntitle: 校长职级制\nlang: zh\nsummary: 取消行政级别。\nregion: \"370700\"\nlevel: prefecture\nstarted: 2004\nareas: [principal-ranks]\naliases: [old-name]\n---\n## 成效\n\n校长平均每年听课171节，听课成为习惯。\n";
const RANKS_EN: &str = "---\ntitle: Ranks of principals\n---\n## Result\n\nPrincipals sit in on 171 lessons a year.\n";
const SECOND: &str = "---\ntitle: 教师轮岗\nlang: zh\nregion: \"110000\"\n---\n## 做法\n\n教师轮岗交流。\n";

fn world() -> World {
    World::new(&[("ranks.md", RANKS), ("ranks.en.md", RANKS_EN), ("second.md", SECOND)])
}

fn path(id: &str, parameters: &[(&str, &str)]) -> String {
    let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("/api/v1/cases/{id}/explain?{}", query.join("&"))
}

#[test]
fn a_match_is_told_by_form_and_place() {
    let world = world();
    let server = world.serve(&[]);
    let answer = server.get(&path("ranks", &[("q", "听课")]));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.header("etag").is_some());
    let found = answer.json();
    assert_eq!((&found["matches"], &found["because"]), (&json!(true), &json!(null)), "{found}");
    assert_eq!((&found["question"]["kind"], &found["question"]["share"]), (&json!("word"), &json!(1.0)));
    assert_eq!(
        found["question"]["forms"],
        json!([{"kind": "as-written", "text": "听课", "times": 2, "places": [{"section": "result", "lang": "zh", "anchor": "f1", "times": 2}]}])
    );
    let searched = server.search(&[("q", "听课")]);
    assert_eq!(searched["hits"][0]["score"], found["score"]);
    // A retired id is answered for the case it leads to.
    assert_eq!(server.get(&path("old-name", &[("q", "听课")])).json()["id"], "ranks");
}

#[test]
fn what_keeps_a_case_out_is_named_whether_word_or_filter() {
    let world = world();
    let server = world.serve(&[]);
    for (parameters, part, en) in [
        (&[("q", "听课 轮岗")][..], "question", "“轮岗” is not there"),
        (&[("q", "听课 -行政")], "question", "“行政” must not be there, but is (summary)"),
        (&[("q", "title:听课")], "question", "“听课” is not there in title"),
        (&[("q", "听课"), ("region", "北京")], "region", "filter region = Beijing: the case has Weifang"),
        (&[("q", "听课"), ("year_from", "2010")], "year", "filter year = 2010..: the case has 2004"),
        (
            &[("q", ""), ("level", "school"), ("level", "county")],
            "level",
            "filter level = School, County: the case has Prefecture",
        ),
        (&[("q", "\"课听\""), ("region", "北京")], "question", "\"课听\" is not there word for word"),
    ] {
        let answer = server.get(&path("ranks", parameters));
        let found = answer.json();
        assert_eq!((answer.status, &found["matches"]), (200, &json!(false)), "{found}");
        assert_eq!(
            (&found["because"]["part"], &found["because"]["label"]["en"]),
            (&json!(part), &json!(en)),
            "{found}"
        );
        assert!(found["because"]["label"]["zh"].as_str().is_some_and(|zh| !zh.is_empty()), "{found}");
        assert!(!ids(&server.search(parameters)).contains(&"ranks"));
    }
}

#[test]
fn wrong_input_is_a_problem() {
    let world = world();
    let server = world.serve(&[]);
    for (path, status, code) in [
        ("/api/v1/cases/nowhere/explain?q=x", 404, "no-such-case"),
        ("/api/v1/cases/ranks/explain?q=x&colour=red", 400, "unknown-parameter"),
        ("/api/v1/cases/ranks/explain?q=x&page=2", 400, "unknown-parameter"),
        ("/api/v1/cases/ranks/explain?q=x&level=town", 400, "invalid-value"),
        ("/api/v1/cases/ranks/explain?q=x&q=y", 400, "repeated-parameter"),
        ("/api/v1/cases/ranks/explain?q=%FF", 400, "not-utf-8"),
    ] {
        let answer = server.get(path);
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (status, &json!(code)), "{path}: {problem}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    let long = server.get(&path("ranks", &[("q", &"字".repeat(1001))]));
    assert_eq!((long.status, &long.json()["code"]), (400, &json!("question-too-long")));
}

#[test]
fn the_command_line_explains() {
    let world = world();
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    let (code, out, _) = outcome(&world.run(&["explain", "ranks", "听课"]));
    assert!(code == 0 && out.contains("匹配 match") && out.contains("as-written 听课 ×2: result f1 (zh)"), "{out}");
    let (code, out, _) = outcome(&world.run(&["explain", "ranks", "-听课"]));
    assert!(code == 1 && out.contains("“听课” must not be there"), "{out}");
    let (code, out, _) = outcome(&world.run(&["explain", "ranks", "听课", "--region", "北京", "--json"]));
    let found: serde_json::Value = serde_json::from_str(&out).expect("the JSON of the API");
    assert_eq!((code, &found["matches"], &found["because"]["part"]), (1, &json!(false), &json!("region")));
    let (code, out, errors) = outcome(&world.run(&["explain", "nowhere", "听课"]));
    assert_eq!((code, out.as_str()), (1, ""), "{errors}");
    assert!(errors.contains("there is no case `nowhere`"), "{errors}");
    let (code, _, errors) = outcome(&world.run(&["explain", "ranks", "听课", "--level", "town"]));
    assert!(code == 2 && errors.contains("`level` is `town`"), "{errors}");
    assert_eq!(outcome(&world.run(&["explain"])).0, 2);
}
