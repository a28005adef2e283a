//! Cases like a case or a draft, over HTTP and from the command line.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::harness::{Answer, Server, World, encode, ids, outcome, real_corpus};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PLAN: &str =
    "我县校长职级制改革实施方案\n\n取消中小学校长行政级别，建立职级评定、绩效薪酬和任期交流制度，校长由教育局选聘。\n";
const RANKS: &str = "---\ntitle: 校长职级制\nlang: zh\nregion: \"370700\"\nlevel: prefecture\nstarted: 2004\nareas: [principal-ranks]\naliases: [old-name]\nrelated:\n  - {id: jinzhong, kind: same-reform}\n---\n## 做法\n\n取消校长行政级别，评定职级。\n";
const JINZHONG: &str = "---\ntitle: 校长职级制改革\nlang: zh\nregion: \"140700\"\nlevel: prefecture\nstarted: 2017\nareas: [principal-ranks]\n---\n## 做法\n\n校长职级评定，取消行政级别。\n";
const MEALS: &str = "---\ntitle: 营养午餐\nlang: zh\nregion: \"140700\"\nlevel: county\nareas: [boarding-nutrition]\n---\n## 做法\n\n农村学生吃上免费午餐。\n";

fn world() -> World {
    World::new(&[("ranks.md", RANKS), ("jinzhong.md", JINZHONG), ("meals.md", MEALS)])
}

/// POSTs a draft.
fn post(server: &Server, query: &str, kind: Option<&str>, body: &[u8]) -> Answer {
    server.post(&format!("/api/v1/similar{query}"), kind, body)
}

/// A zip of one stored part, as the format has it: local header, directory, end.
fn docx(name: &str, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("small").to_le_bytes();
    let name_length = u16::try_from(name.len()).expect("short").to_le_bytes();
    let mut common = vec![0, 0, 0, 0, 0, 0, 0, 0];
    common.extend(crc32(content).to_le_bytes());
    common.extend(length);
    common.extend(length);
    common.extend(name_length);
    common.extend([0, 0]);
    let mut file = [b"PK\x03\x04\x14\0".as_slice(), &common, name.as_bytes(), content].concat();
    let directory = u32::try_from(file.len()).expect("small").to_le_bytes();
    let entry = [b"PK\x01\x02\x14\0\x14\0".as_slice(), &common, &[0; 14], name.as_bytes()].concat();
    file.extend(&entry);
    file.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    file.extend(u32::try_from(entry.len()).expect("small").to_le_bytes());
    file.extend(directory);
    file.extend([0, 0]);
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

fn word(text: &str) -> Vec<u8> {
    let paragraphs: String = text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    docx(
        "word/document.xml",
        format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>").as_bytes(),
    )
}

#[test]
fn a_case_has_similar_ones_with_reasons() {
    let world = world();
    let server = world.serve(&[]);
    let answer = server.get("/api/v1/cases/ranks/similar");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.header("etag").is_some());
    let answer = answer.json();
    assert_eq!((ids(&answer), &answer["of"]), (vec!["jinzhong"], &json!("ranks")), "{answer}");
    let hit = &answer["hits"][0];
    let codes = |name: &str| -> Vec<&str> {
        hit[name].as_array().into_iter().flatten().filter_map(|reason| reason["code"].as_str()).collect()
    };
    assert_eq!(codes("reasons"), ["shared-terms", "shared-areas", "same-level"], "{hit}");
    assert_eq!(codes("differences"), ["economic-region", "decade"], "{hit}");
    assert_eq!((&hit["relation"]["kind"], &hit["relation"]["stated_by"]), (&json!("same-reform"), &json!("asked")));
    let back = server.get("/api/v1/cases/jinzhong/similar").json();
    assert_eq!(back["hits"][0]["relation"]["stated_by"], "hit", "{back}");
    // A retired id is that of the case, which is not like itself.
    assert_eq!(ids(&server.get("/api/v1/cases/old-name/similar").json()), ["jinzhong"]);
    assert_eq!(ids(&server.get(&format!("/api/v1/cases/ranks/similar?region={}", encode("北京"))).json()), [""; 0]);
}

#[test]
fn a_draft_is_read_as_text_markdown_or_docx() {
    let world = world();
    let server = world.serve(&[]);
    let first = |answer: Answer| {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        assert_eq!((&answer["of"], &answer["areas"]), (&json!(null), &json!(["principal-ranks"])), "{answer}");
        ids(&answer)[0].to_owned()
    };
    let title_only = first(post(&server, "?limit=1", Some("text/plain; charset=utf-8"), PLAN.as_bytes()));
    for (kind, body) in [
        (Some("text/markdown"), PLAN.as_bytes().to_vec()),
        (None, PLAN.as_bytes().to_vec()),
        (Some(DOCX), word(PLAN)),
        (Some("application/octet-stream"), word(PLAN)),
    ] {
        assert_eq!(first(post(&server, "?limit=1", kind, &body)), title_only, "{kind:?}");
    }
}

#[test]
fn a_draft_that_cannot_be_read_is_a_problem_that_says_why() {
    let world = world();
    let server = world.serve(&[]);
    let bomb = docx("word/document.xml", b"<w:t>");
    let truncated = &word(PLAN)[..200];
    for (query, kind, body, status, code) in [
        ("", Some("text/plain"), b"".as_slice(), 400, "text-too-short"),
        ("", Some("text/plain"), "的".as_bytes(), 400, "text-too-short"),
        ("", Some("text/plain"), &[0xc4, 0xe3], 400, "not-utf-8"),
        ("", Some(DOCX), truncated, 400, "bad-docx"),
        ("", Some(DOCX), b"PK\x03\x04", 400, "bad-docx"),
        ("", Some(DOCX), &docx("word/other.xml", b"x"), 400, "bad-docx"),
        ("", Some(DOCX), &bomb[..bomb.len() - 30], 400, "bad-docx"),
        ("", Some("application/octet-stream"), &[0xd0, 0xcf, 0x11, 0xe0, 1], 400, "unknown-format"),
        ("", Some("application/json"), b"{}", 415, "unsupported-media-type"),
        ("", Some("multipart/form-data; boundary=x"), b"--x", 415, "unsupported-media-type"),
        ("?limit=0", Some("text/plain"), PLAN.as_bytes(), 400, "invalid-value"),
        ("?limit=51", Some("text/plain"), PLAN.as_bytes(), 400, "invalid-value"),
        ("?diverse=2", Some("text/plain"), PLAN.as_bytes(), 400, "invalid-value"),
        ("?limit=1&limit=2", Some("text/plain"), PLAN.as_bytes(), 400, "repeated-parameter"),
        ("?q=x", Some("text/plain"), PLAN.as_bytes(), 400, "unknown-parameter"),
        ("?region=0", Some("text/plain"), PLAN.as_bytes(), 400, "unknown-region"),
    ] {
        let answer = post(&server, query, kind, body);
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (status, &json!(code)), "{query} {kind:?}: {problem}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    // Refused by what it says of its length, before it is sent.
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    write!(stream, "POST /api/v1/similar HTTP/1.0\r\nhost: localhost\r\ncontent-length: 2097153\r\n\r\n")
        .expect("a request");
    let mut large = String::new();
    stream.read_to_string(&mut large).expect("an answer");
    assert!(large.starts_with("HTTP/1.0 413 ") && large.contains("\"body-too-large\""), "{large}");
    let long = post(&server, "", Some("text/plain"), PLAN.repeat(1_000).as_bytes()).json();
    assert_eq!(long["notes"][0]["code"], "draft-cut", "{long}");
    assert_eq!(server.get("/api/v1/cases/nowhere/similar").status, 404);
    assert_eq!(server.get("/api/v1/cases/ranks/similar?limit=x").status, 400);
    assert_eq!(server.get("/api/v1/similar").status, 405);
}

#[test]
fn the_command_line_finds_cases_like_a_file_or_an_id() {
    let world = world();
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    let here = world.index().parent().expect("a folder").to_owned();
    for (name, content) in [("plan.md", PLAN.as_bytes().to_vec()), ("plan.docx", word(PLAN))] {
        fs::write(here.join(name), content).expect("a draft");
        let (code, out, errors) = outcome(&world.run(&["similar", name, "--json"]));
        let answer: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{errors}"));
        assert_eq!((code, ids(&answer).len()), (0, 2), "{name}: {answer}");
    }
    let (code, out, _) = outcome(&world.run(&["similar", "ranks"]));
    assert!(
        code == 0 && out.contains("jinzhong") && out.contains("同属：校长职级制 · same areas: principal ranks"),
        "{out}"
    );
    let (code, out, errors) = outcome(&world.run(&["similar", "nowhere"]));
    assert_eq!((code, out.as_str()), (1, ""), "{errors}");
    assert!(errors.contains("`nowhere` is neither a file nor the id of a case"), "{errors}");
    fs::write(here.join("bad.docx"), b"PK\x03\x04 no").expect("a file");
    fs::write(here.join("empty.md"), b"\n").expect("a file");
    for (arguments, message) in [
        (&["similar", "missing.docx"][..], "missing.docx: cannot be read"),
        (&["similar", "bad.docx"], "bad.docx: the .docx cannot be read"),
        (&["similar", "empty.md"], "too few words"),
        (&["similar", "ranks", "--limit", "99"], "`limit` is `99`"),
        (&["similar"], "FILE_OR_ID"),
        (&["similar", "--batch", "queries.tsv"], "--run"),
    ] {
        let (code, _, errors) = outcome(&world.run(arguments));
        assert!(code == 2 && errors.contains(message), "{arguments:?}: {errors}");
    }
}

#[test]
fn a_batch_writes_a_run_in_plain_order() {
    let world = World::new(&[]);
    let corpus = real_corpus();
    assert_eq!(outcome(&world.run(&["index", "--corpus", corpus.to_str().expect("a path")])).0, 0);
    let here = world.index().parent().expect("a folder").to_owned();
    fs::write(here.join("queries.tsv"), format!("one\t{}\ntwo\t\n", PLAN.replace('\n', " "))).expect("queries");
    let (code, _, errors) = outcome(&world.run(&["similar", "--batch", "queries.tsv", "--run", "run.txt"]));
    assert_eq!(code, 0, "{errors}");
    let run = fs::read_to_string(here.join("run.txt")).expect("a run");
    let lines: Vec<Vec<&str>> = run.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(lines.len(), 100, "a text without words has no line");
    assert!(
        lines.iter().zip(1..).all(|(line, rank)| line.len() == 6 && line[0] == "one" && line[3] == rank.to_string())
    );
    let scores: Vec<f32> = lines.iter().map(|line| line[4].parse().expect("a score")).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b));
    fs::write(here.join("queries.tsv"), "no tab\n").expect("queries");
    let (code, _, errors) = outcome(&world.run(&["similar", "--batch", "queries.tsv", "--run", "run.txt"]));
    assert!(code == 2 && errors.contains("queries.tsv:1: no tab"), "{errors}");
}
