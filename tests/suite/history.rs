//! When cases were changed, as the git repository of their corpus tells.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Server, World, outcome, until};

const PILOT: &str = "---\ntitle: 教师轮岗\nlang: zh\naliases: [old-name]\n---\n## 做法\n\n教师轮岗交流。\n";
const PILOT_EN: &str = "---\ntitle: Teacher rotation\n---\n## Mechanism\n\nTeachers rotate.\n";
const OTHER: &str = "---\ntitle: 校长职级制\nlang: zh\n---\n取消行政级别。\n";

/// Commits everything in the corpus at `date`.
pub fn commit(world: &World, date: &str, subject: &str) {
    for arguments in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "--message", subject]] {
        let done = Command::new("git")
            .args(["-c", "user.name=anli", "-c", "user.email=anli@example.org", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(world.corpus())
            .envs([("GIT_COMMITTER_DATE", date), ("GIT_AUTHOR_DATE", "2001-01-01T00:00:00+00:00")])
            .env_remove("GIT_DIR")
            .output()
            .expect("git runs");
        assert!(done.status.success(), "{arguments:?}: {}", outcome(&done).2);
    }
}

/// Dates and subjects of the changes of a case.
fn changes(server: &Server, id: &str) -> Vec<(String, String)> {
    let history = server.get(&format!("/api/v1/cases/{id}/history")).json();
    let changes = history["changes"].as_array().expect("changes");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    changes.iter().map(|change| (text(&change["date"]), text(&change["subject"]))).collect()
}

#[test]
fn a_case_tells_its_changes_and_the_list_the_newest() {
    let world = World::new(&[("pilot.md", PILOT), ("other.md", OTHER)]);
    let (first, second) = ("2026-11-20T12:00:00+00:00", "2026-11-21T12:00:00+08:00");
    commit(&world, first, "两个案例 \"pilot\" & 'other'");
    world.write("pilot.en.md", PILOT_EN);
    commit(&world, second, "pilot: 英文\n\nMore is told here.");
    let server = world.serve(&[]);
    until("the history is gathered", || changes(&server, "pilot").len() == 2);

    let answer = server.get("/api/v1/cases/pilot/history");
    let mut history = answer.json();
    let commits: Vec<Value> = history["changes"]
        .as_array_mut()
        .expect("changes")
        .iter_mut()
        .filter_map(|change| change.as_object_mut()?.remove("commit"))
        .collect();
    assert!(commits.iter().all(|hash| hash.as_str().is_some_and(|hash| hash.len() >= 7)), "{commits:?}");
    assert_eq!(
        history,
        json!({
            "index_version": server.search(&[])["index_version"],
            "id": "pilot",
            "changes": [
                {"date": second, "subject": "pilot: 英文"},
                {"date": first, "subject": "两个案例 \"pilot\" & 'other'"},
            ],
        })
    );
    assert_eq!(changes(&server, "other").len(), 1);
    let list = server.get("/api/v1/cases").json();
    let changed: Vec<&Value> = list["cases"].as_array().expect("cases").iter().map(|case| &case["changed"]).collect();
    assert_eq!(changed, [&json!(first), &json!(second)], "other and pilot");

    let retired = server.get("/api/v1/cases/old-name/history");
    assert_eq!((retired.status, retired.header("location")), (308, Some("/api/v1/cases/pilot/history")));
    let missing = server.get("/api/v1/cases/nowhere/history");
    assert_eq!((missing.status, &missing.json()["code"]), (404, &json!("no-such-case")));
    assert_eq!(server.get("/api/v1/cases/pilot/history?page=1").json()["code"], "unknown-parameter");
}

#[test]
fn a_change_is_known_when_it_is_in_the_index_and_tags_tell_so() {
    let world = World::new(&[("pilot.md", PILOT)]);
    commit(&world, "2026-11-20T12:00:00+00:00", "first");
    let server = world.serve(&[]);
    until("the history is gathered", || changes(&server, "pilot").len() == 1);
    let path = "/api/v1/cases/pilot/history";
    let tag = server.get(path).header("etag").expect("a tag").to_owned();
    assert_eq!(server.get_with(path, &[("if-none-match", &tag)]).status, 304);

    world.write("pilot.en.md", PILOT_EN);
    commit(&world, "2026-11-21T12:00:00+00:00", "second");
    assert_eq!(outcome(&world.run(&["index"])).0, 0);
    until("the change is known", || changes(&server, "pilot").len() == 2);
    assert_eq!(server.get_with(path, &[("if-none-match", &tag)]).status, 200);
}

#[test]
fn without_a_repository_there_is_no_history() {
    let world = World::new(&[("pilot.md", PILOT)]);
    let server = world.serve(&[]);
    let path = "/api/v1/cases/pilot/history";
    assert_eq!(server.get(path).json()["changes"], json!([]));
    assert_eq!(server.get("/api/v1/cases").json()["cases"][0].get("changed"), None);
}
