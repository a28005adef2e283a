//! What goes wrong is named, with its cure, and takes nothing down with it.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use crate::harness::{ANLI, World, ids, outcome};

const GOOD: [(&str, &str); 4] = [
    ("good.md", "---\ntitle: 校长职级制\nlang: zh\nregion: \"370700\"\n---\n## 做法\n\n取消行政级别。\n"),
    ("good.en.md", "---\ntitle: Principal ranks\n---\n## Mechanism\n\nNo more ranks.\n"),
    ("fine.md", "---\ntitle: 教师轮岗\nlang: zh\n---\n## 做法\n\n教师交流。\n"),
    ("sound.md", "---\ntitle: School zones\nlang: en\n---\n## Result\n\nFewer queues.\n"),
];

/// Twenty files of twenty sorts, each with the beginning of what is said about it, in the order of `anli check`. The one beside
/// them is the original of a translation that is wrong.
const BROKEN: [(&str, &[u8], &str); 20] = [
    (
        "Bad Name.md",
        "---\ntitle: 甲\n---\n文\n".as_bytes(),
        ": `Bad Name` is no id; name the file in lower-case letters, digits and hyphens",
    ),
    (
        "bad-date.md",
        "---\ntitle: 甲\nstarted: 2004-13\n---\n文\n".as_bytes(),
        ":3: `started`: `2004-13` is not a date; write 2004, 2004-09-10 or 2004/2019",
    ),
    (
        "bad-url.md",
        "---\ntitle: 甲\nsources:\n  - {id: \"1\", title: 乙, url: \"ftp://x\"}\n---\n文\n".as_bytes(),
        ":4: `url`: `ftp://x` is no http address; leave it out for a page that is not to be linked",
    ),
    ("bad-yaml.md", "---\ntitle: 甲\nareas: [a\n---\n文\n".as_bytes(), ":"),
    (
        "double-source.md",
        "---\ntitle: 甲\nsources:\n  - {id: \"1\", title: 乙}\n  - {id: \"1\", title: 丙}\n---\n文\n".as_bytes(),
        ":5: source `1` stands twice; give each source an id of its own",
    ),
    (
        "ended-early.md",
        "---\ntitle: 甲\nstarted: 2004\nended: 2001\n---\n文\n".as_bytes(),
        ":4: `ended` is 2001, before `started`, which is 2004",
    ),
    ("latin.md", b"---\ntitle: caf\xe9\n---\n", ":2: not UTF-8 from byte 14 on; save the file as UTF-8"),
    ("no-front-matter.md", "文\n".as_bytes(), ":1: no front matter; the first line should be `---`"),
    (
        "no-source.md",
        "---\ntitle: 甲\n---\n## 做法\n\n文。[^7]\n".as_bytes(),
        ":6: footnote `7` has no source; add one with `id: \"7\"` to `sources`, or mend the footnote",
    ),
    ("no-title.md", "---\nlang: zh\n---\n文\n".as_bytes(), ": no `title`; a case needs one to be found"),
    ("not-closed.md", "---\ntitle: 甲\n".as_bytes(), ":1: the front matter is not closed; end it with a line `---`"),
    ("orphan.en.md", "---\ntitle: A\n---\ntext\n".as_bytes(), ": a translation without its original; add `orphan.md`"),
    (
        "twin.zh.md",
        "---\ntitle: 乙\n---\n文\n".as_bytes(),
        ": the case has a write-up in `zh` already; a translation is in the other language",
    ),
    (
        "unknown-area.md",
        "---\ntitle: 甲\nareas: [weather]\n---\n文\n".as_bytes(),
        ":3: `areas`: `weather` is not a reform area",
    ),
    (
        "unknown-key.md",
        "---\ntitle: 甲\nregions: \"370700\"\n---\n文\n".as_bytes(),
        ":3: `regions` is no key of a case; did you mean `region`?",
    ),
    (
        "unknown-kind.md",
        "---\ntitle: 甲\nsources:\n  - {id: \"1\", title: 乙, kind: papers}\n---\n文\n".as_bytes(),
        ":4: `kind`: `papers` is not one of official, press, paper, ngo, book, statistics, evaluation, web; did you mean `paper`?",
    ),
    (
        "unknown-level.md",
        "---\ntitle: 甲\nlevel: provinces\n---\n文\n".as_bytes(),
        ":3: `level`: `provinces` is not one of nationwide, province, prefecture, county, school, cross-region, international; did you mean `province`?",
    ),
    (
        "unknown-region.md",
        "---\ntitle: 甲\nregion: \"999999\"\n---\n文\n".as_bytes(),
        ":3: `region`: `999999` is no division code, country code or zone; `anli regions NAME` looks it up",
    ),
    (
        "unknown-role.md",
        "---\ntitle: 甲\norganizations:\n  - {name: 局, role: leads}\n---\n文\n".as_bytes(),
        ":4: `role`: `leads` is not one of lead, partner, funder, evaluator; did you mean `lead`?",
    ),
    (
        "unknown-stage.md",
        "---\ntitle: 甲\nstage: finished\n---\n文\n".as_bytes(),
        ":3: `stage`: `finished` is not one of pilot, running, scaled, ended, unknown",
    ),
];

fn broken() -> World {
    let world = World::new(&GOOD);
    world.write("twin.md", "---\ntitle: 甲\nlang: zh\n---\n文\n");
    for (name, bytes, _) in BROKEN {
        fs::write(world.corpus().join(name), bytes).expect("a file");
    }
    world
}

/// Every fault on a line of its own, file by file, and nothing else.
#[track_caller]
fn check_faults<'a>(lines: impl Iterator<Item = &'a str>) {
    let mut lines: Vec<&str> = lines.collect();
    lines.sort_unstable();
    assert_eq!(lines.len(), BROKEN.len(), "{lines:#?}");
    for (line, (name, _, said)) in lines.iter().zip(BROKEN) {
        assert!(line.starts_with(&format!("corpus/{name}{said}")), "{name}{said}\n{line}");
    }
    let yaml = lines.iter().find(|line| line.contains("bad-yaml")).expect("its line");
    let line = yaml.split(':').nth(1).and_then(|number| number.parse().ok());
    assert!(matches!(line, Some(3 | 4)) && yaml.contains(": the front matter is not YAML: "), "{yaml}");
}

/// Runs the program where it must fail, saying these words on standard error.
#[track_caller]
fn check(world: &World, arguments: &[&str], words: &[&str]) {
    let (code, out, errors) = outcome(&world.run(arguments));
    assert_eq!(code, 2, "{arguments:?}: {out}{errors}");
    assert_eq!(out, "", "{arguments:?}");
    for word in words {
        assert!(errors.contains(word), "{arguments:?}: {word:?} is not in {errors:?}");
    }
    // What caused it may follow, but not if the message has named it already.
    let (said, cause) = errors.rsplit_once(words.last().expect("some words")).expect("found above");
    let cause = cause.trim_start_matches([':', ' ']).trim_end();
    assert!(cause.is_empty() || !said.contains(cause), "{arguments:?}: the cause stands twice in {errors:?}");
}

/// A world with an index of the good cases.
fn indexed() -> World {
    let world = World::new(&GOOD);
    let (code, _, errors) = outcome(&world.run(&["index"]));
    assert_eq!(code, 0, "{errors}");
    world
}

fn generation(world: &World) -> PathBuf {
    let name = fs::read_to_string(world.index().join("current")).expect("the generation in use");
    world.index().join(name.trim())
}

/// Changes what the last commit says of itself.
fn change_payload(world: &World, key: &str, value: serde_json::Value) {
    let path = generation(world).join("meta.json");
    let mut meta: serde_json::Value = serde_json::from_slice(&fs::read(&path).expect("meta.json")).expect("JSON");
    let mut payload: serde_json::Value =
        serde_json::from_str(meta["payload"].as_str().expect("a payload")).expect("JSON");
    payload[key] = value;
    meta["payload"] = payload.to_string().into();
    fs::write(path, meta.to_string()).expect("meta.json");
}

#[test]
fn check_lists_every_fault_with_file_and_line() {
    let (code, out, errors) = outcome(&broken().run(&["check"]));
    assert_eq!(code, 1, "{errors}");
    check_faults(out.lines());
    assert!(errors.contains("22 cases, 3 of them readable; 20 faults in 20 files"), "{errors}");
}

#[test]
fn index_leaves_out_what_is_broken_and_lists_it_each_time() {
    let world = broken();
    for written in ["built: 3 cases (3 written", "updated: 3 cases (0 written"] {
        let (code, out, errors) = outcome(&world.run(&["index"]));
        assert_eq!((code, out.as_str()), (1, ""), "{errors}");
        check_faults(errors.lines().filter(|line| line.starts_with("corpus/")));
        assert!(errors.contains("20 faults; the cases they are in are left out until they are mended"), "{errors}");
        assert!(errors.contains(written), "{errors}");
    }
}

#[test]
fn serve_serves_what_is_sound() {
    let world = broken();
    let server = world.serve(&[]);
    let answer = server.search(&[]);
    let mut found = ids(&answer);
    found.sort_unstable();
    assert_eq!(found, ["fine", "good", "sound"]);
}

#[test]
fn a_mended_case_comes_in_and_a_broken_one_goes_out() {
    let world = indexed();
    world.write("fine.md", "---\ntitle: 教师轮岗\nlang: zh\nstage: finished\n---\n文\n");
    let (code, _, errors) = outcome(&world.run(&["index"]));
    assert!(code == 1 && errors.contains("updated: 2 cases (0 written"), "{errors}");
    assert_eq!(outcome(&world.run(&["show", "fine"])).0, 1);
    assert_eq!(outcome(&world.run(&["verify"])).0, 0);
    world.write("fine.md", "---\ntitle: 教师轮岗\nlang: zh\nstage: ended\n---\n文\n");
    let (code, _, errors) = outcome(&world.run(&["index"]));
    assert!(code == 0 && errors.contains("updated: 3 cases (1 written"), "{errors}");
    assert_eq!(outcome(&world.run(&["show", "fine"])).0, 0);
}

#[test]
fn what_is_no_corpus_is_named_with_what_would_be_one() {
    let world = World::new(&[("notes.txt", "甲")]);
    for command in ["check", "index", "verify", "serve"] {
        check(
            &world,
            &[command, "--corpus", "nowhere"],
            &["nowhere: no such corpus; give a folder of cases or a .jsonl file with --corpus"],
        );
        check(
            &world,
            &[command, "--corpus", "corpus/notes.txt"],
            &["corpus/notes.txt: a corpus is a folder of Markdown files or one .jsonl file"],
        );
    }
    assert!(!world.index().exists());
}

#[test]
fn without_an_index_every_question_says_how_to_make_one() {
    let world = World::new(&GOOD);
    for arguments in [["search", "校长"].as_slice(), &["show", "good"], &["verify"]] {
        check(&world, arguments, &["index: no index here; run `anli index`"]);
    }
}

#[test]
fn an_index_folder_that_cannot_be_written_is_named() {
    let world = World::new(&GOOD);
    // Below a file there is no folder, whoever asks: permissions would not stop the superuser.
    let words = [
        "corpus/good.md/index: cannot be written: ",
        "; check that the disk has room and the folder is writable, or give another with --index",
    ];
    check(&world, &["index", "--index", "corpus/good.md/index"], &words);
    check(&world, &["serve", "--index", "corpus/good.md/index", "--listen", "127.0.0.1:0"], &words);
}

#[test]
fn a_full_disk_leaves_the_index_in_use_as_it_was() {
    let world = indexed();
    let numbers: Vec<String> = (0..40_000).map(|number| number.to_string()).collect();
    world.write("long.md", &format!("---\ntitle: Numbers\nlang: en\n---\n{}\n", numbers.join(" ")));
    for arguments in ["index", "index --rebuild"] {
        // A limit on the size of files fails a write as a full disk does, without one.
        let script = format!("trap '' XFSZ; ulimit -f 40; exec \"$0\" {arguments}");
        let mut limited = Command::new("sh");
        limited.args(["-c", &script, ANLI]).current_dir(world.corpus().join("..")).env_clear();
        let (code, out, errors) = outcome(&limited.output().expect("a shell"));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments}: {errors}");
        assert!(errors.contains("the index could not be written: "), "{arguments}: {errors}");
        assert!(errors.contains("; the one in use is untouched"), "{arguments}: {errors}");
        let (code, out, errors) = outcome(&world.run(&["search", "--json"]));
        let answer: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments}: {errors}"));
        assert_eq!((code, &answer["total"]), (0, &3.into()), "{arguments}: {errors}");
    }
    let (code, _, errors) = outcome(&world.run(&["index"]));
    assert!(code == 0 && errors.contains("updated: 4 cases (1 written"), "{errors}");
    let (code, out, errors) = outcome(&world.run(&["verify"]));
    assert_eq!(code, 0, "{out}{errors}");
}

#[test]
fn a_port_in_use_is_named_before_anything_is_built() {
    let world = World::new(&GOOD);
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("its address").to_string();
    check(
        &world,
        &["serve", "--listen", &address],
        &[&format!("cannot listen on {address}; stop what uses that address or give another with --listen")],
    );
    assert!(!world.index().exists());
}

#[test]
fn two_do_not_write_one_index() {
    let world = indexed();
    let lock = fs::File::create(world.index().join(".lock")).expect("the lock");
    lock.lock().expect("nobody else holds it");
    check(&world, &["index"], &["index: another anli is writing this index; wait until it has finished"]);
    drop(lock);
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
}

#[test]
fn an_index_of_another_version_is_not_read_but_built_anew() {
    for (key, value, words) in [
        ("format", 999.into(), "index: index of format 999, this anli reads format "),
        ("format", "x".into(), "index: index of format unknown, this anli reads format "),
        ("vocabulary", "other".into(), "index: index made with other vocabularies than this anli has"),
    ] {
        let world = indexed();
        change_payload(&world, key, value);
        for arguments in [["search", "校长"].as_slice(), &["show", "good"], &["verify"]] {
            check(&world, arguments, &[words, "; run `anli index`"]);
        }
        let (code, _, errors) = outcome(&world.run(&["index"]));
        assert!(code == 0 && errors.contains("built: 3 cases (3 written"), "{errors}");
        assert_eq!(outcome(&world.run(&["search", "校长"])).0, 0);
    }
}

#[test]
fn verify_names_the_file_in_which_one_byte_is_wrong() {
    let world = indexed();
    let mut damaged = BTreeSet::new();
    for file in fs::read_dir(generation(&world)).expect("a generation") {
        let path = file.expect("a file").path();
        let Some(kind) = path.extension().filter(|kind| *kind != "json" && *kind != "lock") else { continue };
        damaged.insert(kind.to_string_lossy().into_owned());
        let name = path.file_name().expect("a name").to_string_lossy();
        let sound = fs::read(&path).expect("a file");
        for at in [0, sound.len() / 3, sound.len() - 1] {
            let mut bytes = sound.clone();
            bytes[at] ^= 0xff;
            fs::write(&path, &bytes).expect("a file");
            let (code, out, errors) = outcome(&world.run(&["verify"]));
            assert_eq!(code, 1, "{name}, byte {at} of {}: {out}{errors}", sound.len());
            let named = |line: &str| line.contains(&*name) && line.ends_with("; run `anli index --rebuild`");
            assert!(out.lines().any(named), "{name}, byte {at} of {}: {out}{errors}", sound.len());
        }
        fs::write(&path, &sound).expect("a file");
    }
    assert_eq!(damaged.iter().collect::<Vec<_>>(), ["fast", "fieldnorm", "idx", "pos", "store", "term"]);
    assert_eq!(outcome(&world.run(&["verify"])).0, 0);
}

#[test]
fn an_index_that_cannot_be_opened_is_called_damaged() {
    let world = indexed();
    fs::write(generation(&world).join("meta.json"), "{").expect("meta.json");
    check(&world, &["search", "校长"], &["index: damaged index (", "); delete the folder and run `anli index`"]);
    fs::remove_dir_all(world.index()).expect("the folder");
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    assert_eq!(outcome(&world.run(&["search", "校长"])).0, 0);
}

#[test]
fn verify_names_every_case_that_the_index_has_otherwise() {
    let world = indexed();
    world.write("fine.md", "---\ntitle: 教师流动\nlang: zh\n---\n文\n");
    world.write("fresh.md", "---\ntitle: 新\nlang: zh\n---\n文\n");
    fs::remove_file(world.corpus().join("sound.md")).expect("a file");
    let (code, out, errors) = outcome(&world.run(&["verify"]));
    assert_eq!(code, 1, "{errors}");
    for line in [
        "the corpus has changed since it was indexed; run `anli index`",
        "fine: changed since it was indexed",
        "fresh: not in the index",
        "sound: in the index, but not in the corpus",
    ] {
        assert!(out.lines().any(|found| found == line), "{line}: {out}");
    }
    assert_eq!(out.lines().count(), 4, "{out}");
}

#[test]
fn wrong_usage_names_the_value_and_what_there_is() {
    let world = indexed();
    check(&world, &["searches"], &["'searches'", "'search'"]);
    check(&world, &["index", "--rebuilds"], &["'--rebuilds'", "'--rebuild'"]);
    check(&world, &["serve", "--listen", "nowhere"], &["'nowhere'", "--listen <ADDR>"]);
    check(&world, &["search", "--sort", "best"], &["`sort` is `best`; it must be one of relevance, newest, oldest"]);
    check(&world, &["search", "--region", "亚特兰蒂斯"], &["`亚特兰蒂斯` is no place this library knows; "]);
}
