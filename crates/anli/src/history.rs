//! When the cases of a corpus were changed, as its git repository tells.
//!
//! One `git log` process tells it of all cases. Without git or a repository there is no history, which is no fault.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use anli_query::http::{ChangeBody, Changes};

/// How long git is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A commit in the output of git: where files stand, nothing begins with a slash, so this tells them apart. The decoration says which
/// commits a shallow clone ends at.
const FORMAT: &str = "--format=/%h %cI%n%D%n%s";

/// The changes of every case of the corpus; `None` when git takes too long to tell.
pub(crate) fn gather(corpus: &Path) -> Option<Changes> {
    // Of a line in a .jsonl file git cannot tell at this price.
    if !corpus.is_dir() {
        return Some(Changes::new());
    }
    let mut git = Command::new("git");
    git.arg("--no-pager").arg("-C").arg(corpus).args(["-c", "log.follow=false", "log", "-z", FORMAT]);
    git.args(["--encoding=UTF-8", "--no-color", "--no-show-signature"]);
    // A merge changes nothing itself: what it brings together is told by its own commits.
    git.args(["--no-merges", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "--", "."]);
    // The repository that the corpus is in and no other, as it is on this disk.
    git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1");
    output(&mut git, PATIENCE).map(|log| parse(&log))
}

/// What `command` prints, nothing when it fails; `None` when it is not done in time.
fn output(command: &mut Command, patience: Duration) -> Option<Vec<u8>> {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn() else {
        return Some(Vec::new());
    };
    let mut pipe = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut printed = Vec::new();
        let _ = sender.send(pipe.read_to_end(&mut printed).map(|_| printed));
    });
    let Ok(printed) = receiver.recv_timeout(patience) else {
        let _ = child.kill();
        let _ = child.wait();
        return None;
    };
    let succeeded = child.wait().is_ok_and(|status| status.success());
    Some(printed.ok().filter(|_| succeeded).unwrap_or_default())
}

/// The changes in an output of git: commits and the files they changed, newest first, each ended by a zero.
fn parse(log: &[u8]) -> Changes {
    let mut changes = Changes::new();
    let mut commit = None;
    for token in log.split(|byte| *byte == 0) {
        let token = String::from_utf8_lossy(token);
        let token = token.trim_start_matches('\n');
        if let Some(head) = token.strip_prefix('/') {
            commit = change(head).map(Arc::new);
        } else if let (Some(commit), Some(id)) = (&commit, case_of(token)) {
            let of_case: &mut Vec<Arc<ChangeBody>> = changes.entry(id.to_owned()).or_default();
            // Original and translation are one case.
            if !of_case.last().is_some_and(|last| Arc::ptr_eq(last, commit)) {
                of_case.push(commit.clone());
            }
        }
    }
    changes
}

/// A commit; `None` for one that a shallow clone ends at, which seems to have made everything before it.
fn change(head: &str) -> Option<ChangeBody> {
    let mut lines = head.splitn(3, '\n');
    let (commit, date) = lines.next()?.split_once(' ')?;
    let is_end = lines.next()?.split(", ").any(|name| name == "grafted");
    let subject = lines.next()?;
    // Newer versions of git write Z.
    let date = date.strip_suffix('Z').map_or_else(|| date.to_owned(), |date| format!("{date}+00:00"));
    (!is_end).then(|| ChangeBody { commit: commit.to_owned(), date, subject: subject.to_owned() })
}

/// The case that a file of the corpus belongs to; `None` for any other file.
fn case_of(file: &str) -> Option<&str> {
    let stem = file.strip_suffix(".md").filter(|stem| !stem.contains('/'))?;
    let id = stem.split_once('.').map_or(stem, |(id, _)| id);
    (!id.is_empty() && stem != "README").then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: of each case the commits and what they say.
    #[track_caller]
    fn check(log: &str, expected: &[(&str, &[(&str, &str)])]) {
        let found = parse(log.as_bytes());
        let found: Vec<(&str, Vec<(&str, &str)>)> = found
            .iter()
            .map(|(id, changes)| {
                (id.as_str(), changes.iter().map(|it| (it.commit.as_str(), it.subject.as_str())).collect())
            })
            .collect();
        let expected: Vec<_> = expected.iter().map(|(id, changes)| (*id, changes.to_vec())).collect();
        assert_eq!(found, expected, "{log:?}");
    }

    const DAY: &str = "2026-11-20T12:00:00+00:00";

    fn commit(hash: &str, subject: &str, files: &str) -> String {
        format!("/{hash} {DAY}\n\n{subject}\0\n{files}")
    }

    #[test]
    fn a_case_has_the_changes_of_its_files_newest_first() {
        let log = commit("c3", "third", "a.en.md\0a.md\0")
            + &commit("b2", "second", "b.zh.md\0")
            + &commit("a1", "first", "a.md\0b.md\0");
        check(&log, &[("a", &[("c3", "third"), ("a1", "first")]), ("b", &[("b2", "second"), ("a1", "first")])]);
        assert_eq!(parse(log.as_bytes())["a"][0].date, DAY);
        check("", &[]);
    }

    #[test]
    fn a_subject_may_say_anything() {
        for subject in
            ["", "修订：\"职级制\"\t<b>&amp;</b>", "/a.md", "a.md", "x\u{1e}y\u{1f}z\u{7}", "grafted", "b2 2026"]
        {
            check(&commit("a1", subject, "a.md\0"), &[("a", &[("a1", subject)])]);
        }
        let broken = [commit("a1", "", "").trim_end().as_bytes(), b"\xff\0\na.md\0"].concat();
        assert_eq!(parse(&broken)["a"].len(), 1);
    }

    #[test]
    fn files_that_are_no_cases_have_no_history() {
        let files = "sub/a.md\0README.md\0.hidden.md\0notes.txt\0.md\0名字.md\0";
        check(&commit("a1", "all", files), &[("名字", &[("a1", "all")])]);
    }

    #[test]
    fn commits_without_files_and_those_a_shallow_clone_ends_at_change_nothing() {
        let empty = format!("/b2 {DAY}\n\nempty\0");
        let end = format!("/a1 {DAY}\ngrafted, tag: v1\nall of it\0\na.md\0b.md\0");
        let head = format!("/c3 {DAY}\nHEAD -> main, origin/main\nnewest\0\na.md\0");
        check(&(head + &empty + &end), &[("a", &[("c3", "newest")])]);
    }

    #[test]
    fn a_date_is_written_in_one_way() {
        let log = "/a1 2026-11-20T12:00:00Z\n\nx\0\na.md\0/a0 2026-11-20T12:00:00+08:00\n\nx\0\na.md\0";
        let dates: Vec<String> = parse(log.as_bytes())["a"].iter().map(|change| change.date.clone()).collect();
        assert_eq!(dates, [DAY, "2026-11-20T12:00:00+08:00"]);
    }

    #[test]
    fn a_missing_program_prints_nothing_and_an_endless_one_is_not_waited_for() {
        assert_eq!(output(&mut Command::new("no-such-program-here"), PATIENCE), Some(Vec::new()));
        if cfg!(unix) {
            assert_eq!(output(Command::new("sleep").arg("60"), Duration::from_millis(20)), None);
            assert_eq!(output(&mut Command::new("false"), PATIENCE), Some(Vec::new()));
        }
    }
}
