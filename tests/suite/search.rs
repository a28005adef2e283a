//! Searching the project's own corpus, as its three readers would.

use crate::harness::{World, ids, outcome, real_corpus};

fn world() -> World {
    World::new(&[])
}

#[test]
fn a_stranger_serves_and_searches_the_real_cases() {
    let world = world();
    let corpus = real_corpus();
    let server = world.serve(&["--corpus", corpus.to_str().expect("a path")]);
    for question in ["校长职级制", "principal rank", "校長職級制"] {
        let answer = server.search(&[("q", question)]);
        assert_eq!(ids(&answer)[0], "shandong-weifang-principal-ranks", "{question}");
    }
    let narrowed = server.search(&[("q", "教師輪崗"), ("region", "北京"), ("facets", "area,year")]);
    assert!(narrowed["total"].as_u64() > Some(0));
    let facets = narrowed["facets"].as_object().expect("facets");
    assert_eq!(facets.keys().collect::<Vec<_>>(), ["area", "year"]);
    let answer = server.search(&[("q", "校长职级制")]);
    let fact = &answer["hits"][0]["facts"][0];
    let text: Vec<char> = fact["text"].as_str().expect("a text").chars().collect();
    assert!(fact["marks"].as_array().is_some_and(|marks| !marks.is_empty()));
    for mark in fact["marks"].as_array().expect("marks") {
        let range = mark[0].as_u64().expect("a start") as usize..mark[1].as_u64().expect("an end") as usize;
        assert!(range.start < range.end && range.end <= text.len());
    }
}

#[test]
fn the_command_line_finds_shows_and_exits_as_promised() {
    let world = world();
    let corpus = real_corpus();
    let corpus = corpus.to_str().expect("a path");
    let (code, _, errors) = outcome(&world.run(&["index", "--corpus", corpus]));
    assert_eq!(code, 0, "{errors}");
    let (code, out, _) = outcome(&world.run(&["search", "校长职级制", "--region", "山东"]));
    assert_eq!(code, 0);
    assert!(out.contains("shandong-weifang-principal-ranks") && !out.contains('\u{1b}'), "{out}");
    let (code, out, _) = outcome(&world.run(&["search", "\"绝无此词\""]));
    assert_eq!(code, 1, "{out}");
    let (code, out, _) = outcome(&world.run(&["search", "校长职级制", "--json"]));
    let answer: serde_json::Value = serde_json::from_str(&out).expect("the JSON of the API");
    assert_eq!((code, ids(&answer)[0]), (0, "shandong-weifang-principal-ranks"));
    let (code, out, _) = outcome(&world.run(&["show", "shandong-weifang-principal-ranks"]));
    assert!(code == 0 && out.contains("617"), "{out}");
    assert_eq!(outcome(&world.run(&["show", "no-such-case"])).0, 1);
    assert_eq!(outcome(&world.run(&["verify", "--corpus", corpus])).0, 0);
    assert_eq!(outcome(&world.run(&["check", "--corpus", corpus])).0, 0);
    assert_eq!(outcome(&world.run(&["regions", "密云县"])).0, 0);
    assert_eq!(outcome(&world.run(&["search", "x", "--sort", "best"])).0, 2);
}
