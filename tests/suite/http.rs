//! The HTTP API as other programs see it: statuses, headers, problems and whole bodies.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::harness::{Answer, Server, World, encode, until};

/// A case that says everything there is to say, but for areas.
const WHOLE: &str = "---\ntitle: 校长职级制\nlang: zh\nsummary: 取消行政级别。\nregion: \"370700\"\nlevel: prefecture\nstarted: 2004\nended: 2019\nreported: 2019-09-10\nstage: ended\norganizations:\n  - {name: 潍坊市教育局, name_en: Weifang Education Bureau, role: lead}\nawards:\n  - {name: 教育改革奖, year: 2012}\nbeneficiaries: {direct: 校长, indirect: 学生}\nrelated:\n  - {id: second, kind: precursor}\naliases: [old-name]\nsources:\n  - {id: \"1\", title: 报道, publisher: 日报, url: \"https://example.org/1\", date: 2019-09-10, lang: zh, kind: press}\n---\n## 动因\n\n校长常被叫去开会。[^1]\n\n## 花絮\n\n此题无类。\n";
const WHOLE_EN: &str = "---\ntitle: Principal ranks\n---\n## Motivation\n\nMeetings without end.[^1]\n";
const SECOND: &str = "---\ntitle: 教师轮岗\nlang: zh\nregion: \"110000\"\n---\n## 做法\n\n教师轮岗交流。\n";

fn world() -> World {
    World::new(&[("whole.md", WHOLE), ("whole.en.md", WHOLE_EN), ("second.md", SECOND)])
}

/// Sends a request as it is written here, in HTTP/1.0 so that the answer ends where the connection does: head and body.
fn raw(server: &Server, line: &str, headers: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    write!(stream, "{line} HTTP/1.0\r\nhost: localhost\r\n{headers}\r\n").expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
    let body = answer.split_off(end);
    (String::from_utf8(answer).expect("a head in ASCII"), body)
}

#[track_caller]
fn check_problem(answer: &Answer, status: u16, code: &str) -> serde_json::Value {
    let problem = answer.json();
    assert_eq!(answer.status, status, "{problem}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{problem}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{problem}");
    assert_eq!(
        (&problem["type"], &problem["status"], &problem["code"]),
        (&json!("about:blank"), &json!(status), &json!(code))
    );
    problem
}

#[test]
fn a_wrong_address_or_parameter_is_a_problem_that_names_it() {
    let world = world();
    let server = world.serve(&[]);
    for (path, status, code, parameter, named) in [
        ("/api/v1/search?colour=red", 400, "unknown-parameter", Some("colour"), "`colour`"),
        ("/api/v1/search?sort=best", 400, "invalid-value", Some("sort"), "`best`"),
        ("/api/v1/search?q=%FF", 400, "not-utf-8", Some("q"), "`q`"),
        ("/api/v1/areas?q=x", 400, "unknown-parameter", Some("q"), "`q`"),
        ("/api/v1/regions?parent=0", 400, "unknown-region", Some("parent"), "`0`"),
        ("/api/v1/cases/whole?lang=en", 400, "unknown-parameter", Some("lang"), "`lang`"),
        ("/api/v1/cases?per_page=1001", 400, "invalid-value", Some("per_page"), "`1001`"),
        ("/api/v1/cases/nowhere", 404, "no-such-case", None, "`nowhere`"),
        ("/api/v1/nothing", 404, "no-such-page", None, "`/api/v1/nothing`"),
        ("/nothing", 404, "no-such-page", None, "`/nothing`"),
    ] {
        let problem = check_problem(&server.get(path), status, code);
        assert_eq!(problem["parameter"].as_str(), parameter, "{path}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(named)), "{problem}");
    }
}

#[test]
fn a_question_past_the_caps_is_told_where_and_one_at_the_caps_is_answered() {
    let world = world();
    let server = world.serve(&[]);
    let quotes = |count: usize| vec!["\"教师\""; count].join(" ");
    let brackets = |depth: usize| format!("{}教师{}", "(".repeat(depth), ")".repeat(depth));
    for (within, past, code, at) in [
        ("字".repeat(1000), "字".repeat(1001), "question-too-long", 1000),
        (brackets(16), brackets(17), "too-deeply-nested", 16),
        (quotes(64), quotes(65), "too-many-clauses", 64 * "\"教师\" ".chars().count()),
    ] {
        server.search(&[("q", &within)]);
        let problem = check_problem(&server.get(&format!("/api/v1/search?q={}", encode(&past))), 400, code);
        assert_eq!((&problem["parameter"], &problem["at"]), (&json!("q"), &json!(at)), "{problem}");
    }
}

#[test]
fn a_wrong_method_and_an_endless_address_are_problems_too() {
    let world = world();
    let server = world.serve(&[]);
    let (head, body) = raw(&server, "POST /api/v1/search", "content-length: 0\r\n");
    assert!(head.starts_with("HTTP/1.0 405 ") && head.contains("\r\nallow: GET,HEAD\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/problem+json\r\n"), "{head}");
    let problem: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
    assert_eq!(problem["code"], "method-not-allowed");
    let answer = server.get(&format!("/api/v1/search?q={}", "a".repeat(60_001)));
    check_problem(&answer, 414, "url-too-long");
}

#[test]
fn an_answer_is_asked_for_again_by_its_tag_until_the_corpus_changes() {
    let world = world();
    let server = world.serve(&["--watch"]);
    let path = "/api/v1/search?q=%E6%95%99%E5%B8%88";
    let tag = server.get(path).header("etag").expect("a tag").to_owned();
    assert_eq!(server.get(path).header("etag"), Some(tag.as_str()));
    let again = server.get_with(path, &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", Some(tag.as_str())));
    let varies = again.header("vary").unwrap_or_default().to_lowercase();
    assert!(varies.contains("accept-encoding"), "{varies}");
    world.write("third.md", "---\ntitle: 教师培训\nlang: zh\n---\n文\n");
    until("the tag changes with the corpus", || server.get_with(path, &[("if-none-match", &tag)]).status == 200);
    let fresh = server.get(path);
    assert_eq!(fresh.json()["total"], 2);
    assert_ne!(fresh.header("etag"), Some(tag.as_str()));
    // A problem is not to be kept.
    assert_eq!(server.get("/api/v1/search?sort=best").header("etag"), None);
}

#[test]
fn the_same_text_comes_plain_or_compressed_as_asked() {
    let world = world();
    let server = world.serve(&[]);
    let (plain_head, plain) = raw(&server, "GET /api/v1/regions", "");
    assert!(!plain_head.contains("content-encoding"), "{plain_head}");
    let (head, zipped) = raw(&server, "GET /api/v1/regions", "accept-encoding: gzip\r\n");
    assert!(head.contains("\r\ncontent-encoding: gzip\r\n"), "{head}");
    assert!(zipped.starts_with(&[0x1f, 0x8b]) && zipped.len() < plain.len());
    // The client of the harness asks for gzip and undoes it.
    assert_eq!(server.get("/api/v1/regions").body.as_bytes(), plain);
}

#[test]
fn other_origins_may_read_and_a_request_keeps_its_id() {
    let world = world();
    let server = world.serve(&[]);
    let answer =
        server.get_with("/api/v1/search?q=x", &[("origin", "https://example.org"), ("x-request-id", "of-the-proxy-7")]);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("x-request-id"), Some("of-the-proxy-7"));
    let given = server.get("/nothing").header("x-request-id").expect("an id, on errors too").to_owned();
    assert_ne!(server.get("/nothing").header("x-request-id"), Some(given.as_str()));
}

#[test]
fn the_service_says_how_it_is_and_what_it_offers() {
    let world = world();
    let server = world.serve(&[]);
    let health = server.get("/healthz");
    assert_eq!((health.status, health.body.as_str()), (200, "ok\n"));
    let ready = server.get("/readyz").json();
    assert_eq!((&ready["cases"], &ready["index_version"]), (&json!(2), &server.search(&[])["index_version"]));
    let document = server.get("/api/v1/openapi.json").json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")), "{}", document["openapi"]);
    let mut paths: Vec<&String> = document["paths"].as_object().expect("paths").keys().collect();
    paths.sort();
    assert_eq!(
        paths,
        [
            "/api/v1/areas",
            "/api/v1/cases",
            "/api/v1/cases/{id}",
            "/api/v1/cases/{id}/explain",
            "/api/v1/cases/{id}/history",
            "/api/v1/cases/{id}/similar",
            "/api/v1/concordance",
            "/api/v1/regions",
            "/api/v1/search",
            "/api/v1/similar",
            "/api/v1/suggest",
            "/api/v1/trends",
            "/healthz",
            "/readyz",
        ]
    );
}

#[test]
fn the_documentation_needs_no_other_host() {
    let world = world();
    let server = world.serve(&[]);
    let mut answer = server.get("/api/v1/docs");
    if let Some(place) = answer.header("location") {
        answer = server.get(place);
    }
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("<script") && !answer.body.contains("//"), "{}", answer.body);
}

#[test]
fn a_case_is_shown_whole() {
    let world = world();
    let server = world.serve(&[]);
    let mut case = server.get("/api/v1/cases/whole").json();
    let version = case.as_object_mut().and_then(|case| case.remove("index_version"));
    assert_eq!(version, Some(server.get("/readyz").json()["index_version"].clone()));
    let expected = json!({
        "id": "whole",
        "aliases": ["old-name"],
        "lang": "zh",
        "languages": ["zh", "en"],
        "title": {"zh": "校长职级制", "en": "Principal ranks"},
        "summary": {"zh": "取消行政级别。"},
        "region": [{"code": "370700", "name": {"zh": "潍坊市", "en": "Weifang"}, "path": ["370000"],
                    "path_name": [{"zh": "山东", "en": "Shandong"}]}],
        "level": "prefecture",
        "started": "2004",
        "ended": "2019",
        "reported": "2019-09-10",
        "year": 2004,
        "stage": "ended",
        "areas": [],
        "evidence": 2,
        "organizations": [{"name": {"zh": "潍坊市教育局", "en": "Weifang Education Bureau"}, "role": "lead"}],
        "awards": [{"name": {"zh": "教育改革奖"}, "year": 2012}],
        "beneficiaries": {"direct": "校长", "indirect": "学生"},
        "related": [{"id": "second", "kind": "precursor"}],
        "sources": [{
            "id": "1", "url": "https://example.org/1", "title": "报道", "publisher": "日报", "date": "2019-09-10",
            "lang": "zh", "kind": "press",
        }],
        "facts": {
            "zh": [
                {"anchor": "f1", "kind": "motivation", "lang": "zh", "text": "校长常被叫去开会。", "sources": ["1"]},
                {"anchor": "f2", "kind": null, "lang": "zh", "text": "此题无类。", "heading": "花絮", "sources": []},
            ],
            "en": [{"anchor": "f1", "kind": "motivation", "lang": "en", "text": "Meetings without end.", "sources": ["1"]}],
        },
    });
    assert_eq!(case, expected);
}

#[test]
fn all_cases_are_listed_in_the_order_of_their_ids() {
    let world = world();
    let server = world.serve(&["--watch"]);
    let list = |query: &str| server.get(&format!("/api/v1/cases{query}")).json();
    let ids = |list: &serde_json::Value| -> Vec<String> {
        let cases = list["cases"].as_array().expect("cases");
        cases.iter().filter_map(|case| case["id"].as_str()).map(str::to_owned).collect()
    };
    assert_eq!(
        list(""),
        json!({
            "index_version": server.search(&[])["index_version"],
            "total": 2,
            "page": 1,
            "per_page": 100,
            "cases": [
                {"id": "second", "title": {"zh": "教师轮岗"}, "year": null, "languages": ["zh"]},
                {"id": "whole", "title": {"zh": "校长职级制", "en": "Principal ranks"}, "year": 2004, "languages": ["zh", "en"]},
            ],
        })
    );
    assert_eq!(ids(&list("?per_page=1&page=2")), ["whole"]);
    let past = list("?page=3");
    assert_eq!((&past["total"], &past["cases"]), (&json!(2), &json!([])));

    // What is written later stands elsewhere in the index.
    for name in ["a.md", "t.md"] {
        world.write(name, "---\ntitle: 新案例\nlang: zh\n---\n文\n");
    }
    until("the new cases are listed", || list("")["total"] == 4);
    assert_eq!(ids(&list("")), ["a", "second", "t", "whole"]);
    std::fs::remove_file(world.corpus().join("second.md")).expect("a file of the corpus");
    until("the old one is gone", || list("")["total"] == 3);
    assert_eq!(ids(&list("")), ["a", "t", "whole"]);
}

#[test]
fn a_retired_id_leads_to_its_case() {
    let world = world();
    let server = world.serve(&[]);
    let answer = server.get("/api/v1/cases/old-name");
    assert_eq!((answer.status, answer.header("location")), (308, Some("/api/v1/cases/whole")));
}

#[test]
fn areas_come_after_the_area_above_them() {
    let world = world();
    let server = world.serve(&[]);
    let body = server.get("/api/v1/areas").json();
    let mut seen: Vec<&str> = Vec::new();
    for area in body["areas"].as_array().expect("areas") {
        assert!(area["label"]["zh"].is_string() && area["label"]["en"].is_string(), "{area}");
        assert!(area["parent"].as_str().is_none_or(|parent| seen.contains(&parent)), "{area}");
        seen.extend(area["id"].as_str());
    }
    assert!(seen.contains(&"principal-ranks"), "{seen:?}");
}

#[test]
fn places_are_looked_up_by_name_and_by_what_they_lie_in() {
    let world = world();
    let server = world.serve(&[]);
    let regions = |query: &str| server.get(&format!("/api/v1/regions{query}")).json()["regions"].clone();
    let codes = |regions: &serde_json::Value| -> Vec<String> {
        let regions = regions.as_array().expect("regions");
        regions.iter().filter_map(|region| region["code"].as_str()).map(str::to_owned).collect()
    };
    assert_eq!(
        regions(&format!("?q={}", encode("潍坊"))),
        json!([{"code": "370700", "name": {"zh": "潍坊市", "en": "Weifang"}, "path": ["370000"],
                "path_name": [{"zh": "山东", "en": "Shandong"}], "kind": "prefecture"}])
    );
    let retired = regions(&format!("?q={}", encode("密云县")));
    assert_eq!((codes(&retired), &retired[0]["former"]), (vec!["110118".to_owned()], &json!("密云县")));
    assert_eq!(regions("?q=atlantis"), json!([]));
    let within = regions("?parent=370000");
    assert!(codes(&within).contains(&"370700".to_owned()), "{within}");
    for region in within.as_array().expect("regions") {
        assert_eq!(region["path"], json!(["370000"]), "{region}");
    }
    let top = regions("");
    assert!(top.as_array().is_some_and(|top| top.iter().all(|region| region["path"] == json!([]))));
    assert!(codes(&top).contains(&"370000".to_owned()) && codes(&top).contains(&"FI".to_owned()));
}

#[test]
fn a_note_speaks_both_languages() {
    let world = world();
    let server = world.serve(&[]);
    let note = |parameters: &[(&str, &str)]| server.search(parameters)["notes"][0].clone();
    assert_eq!(
        note(&[("q", "教师 OR")]),
        json!({"code": "dangling-operator", "at": 3, "message": "OR lacks an operand and was left out",
               "label": {"zh": "“OR”（或）的前面或后面没有检索词，已略去", "en": "OR lacks an operand and was left out"}})
    );
    assert_eq!(
        note(&[("region", "密云县")])["label"],
        json!({"zh": "“密云县”现为北京市密云区（110118）", "en": "`密云县` is now 北京市密云区 (110118)"})
    );
}

#[test]
fn chinese_may_stand_in_an_address_as_it_is() {
    let world = world();
    let server = world.serve(&[]);
    let (head, body) = raw(&server, "GET /api/v1/search?q=校长", "");
    assert!(head.starts_with("HTTP/1.0 200 "), "{head}");
    let answer: serde_json::Value = serde_json::from_slice(&body).expect("an answer");
    assert_eq!((&answer["question"]["q"], &answer["total"]), (&json!("校长"), &json!(1)));
}

#[test]
fn head_is_get_without_the_body() {
    let world = world();
    let server = world.serve(&[]);
    let (get, body) = raw(&server, "GET /api/v1/regions", "");
    let (head, nothing) = raw(&server, "HEAD /api/v1/regions", "");
    let header = |head: &str, name: &str| head.lines().find(|line| line.starts_with(name)).map(str::to_owned);
    assert!(head.starts_with("HTTP/1.0 200 ") && nothing.is_empty() && !body.is_empty(), "{head}");
    for name in ["content-type", "content-length", "etag"] {
        assert!(header(&get, name).is_some(), "{name}: {get}");
        assert_eq!(header(&head, name), header(&get, name));
    }
}

#[test]
fn a_server_told_to_stop_stops_in_order_even_with_a_client_waiting() {
    let world = world();
    let server = world.serve(&[]);
    // A browser keeps its connection open for a next request.
    let mut client = TcpStream::connect(server.address()).expect("a connection");
    write!(client, "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("a request");
    let mut first = [0; 12];
    client.read_exact(&mut first).expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200");
    assert_eq!(server.terminate(), Some(0));
}
