//! Whoever is killed while writing leaves the index as it was or as it should be, never between.
//!
//! When a process is killed is the subject here, so the moment is drawn at random: the file that fails prints its seed, and
//! `ANLI_SEED` draws the same moments again.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::harness::{World, outcome};

const KILLS: u32 = 25;
const CASES: u64 = 3_000;
const CORPUS: &str = "corpus/cases.jsonl";
/// What the server waits for after a change, a little more than it does.
const SETTLE: Duration = Duration::from_millis(250);

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn seeded() -> Self {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.subsec_nanos().into());
        let seed = std::env::var("ANLI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(now);
        println!("ANLI_SEED={seed}");
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.next() % words.len() as u64).expect("a small number")]
    }

    /// A moment in the `round`th of [`KILLS`] equal parts of `whole`, so that every part of it is tried.
    fn moment(&mut self, round: u32, whole: Duration) -> Duration {
        let part = whole / KILLS;
        part * round + part.mul_f64((self.next() % 1_000) as f64 / 1_000.0)
    }
}

/// A state of the corpus: how many cases there are, and how many of them hold the word 斑马.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    cases: u64,
    marked: u64,
}

const STATES: [State; 2] = [State { cases: CASES, marked: 1_000 }, State { cases: CASES - 100, marked: 1_300 }];

impl State {
    /// One short bilingual case a line.
    fn lines(self) -> String {
        const CHINESE: &[&str] = &[
            "校长", "教师", "学区", "轮岗", "职级", "改革", "评价", "课程", "集团", "办学", "家长", "学生", "督导",
            "经费", "招生", "质量", "乡村", "试点",
        ];
        const ENGLISH: &[&str] =
            &["school", "teacher", "reform", "district", "county", "pupil", "quality", "pilot", "budget", "rank"];
        let mut lines = String::new();
        for number in 0..self.cases {
            let mut numbers = Numbers(number);
            let chinese: String = (0..40).map(|_| numbers.pick(CHINESE)).collect();
            let english: Vec<&str> = (0..20).map(|_| numbers.pick(ENGLISH)).collect();
            let marker = if number < self.marked { "斑马" } else { "羚羊" };
            let case = json!({
                "id": format!("case-{number}"),
                "title": format!("案例{number}"),
                "lang": "zh",
                "region": "370700",
                "body": format!("## 做法\n\n{chinese}。{marker}。\n"),
                "translations": {"en": {"title": format!("Case {number}"), "body": english.join(" ")}},
            });
            lines.push_str(&format!("{case}\n"));
        }
        lines
    }

    fn write(self, world: &World) {
        world.write("cases.jsonl", &self.lines());
    }

    /// The state that the index answers from.
    #[track_caller]
    fn of_index(world: &World, when: &str) -> Self {
        let total = |question: &str| {
            let (code, out, errors) = outcome(&world.run(&["search", question, "--json", "--facets", ""]));
            assert_eq!(code, 0, "{when}: {errors}");
            let answer: serde_json::Value = serde_json::from_str(&out).expect("the JSON of the API");
            answer["total"].as_u64().expect("a total")
        };
        Self { cases: total(""), marked: total("斑马") }
    }
}

/// An index of the first state, and how long a run takes that builds it whole.
fn indexed() -> (World, Duration) {
    let world = World::new(&[]);
    STATES[0].write(&world);
    let start = Instant::now();
    let (code, _, errors) = outcome(&world.run(&["index", "--corpus", CORPUS]));
    assert_eq!(code, 0, "{errors}");
    (world, start.elapsed())
}

/// After the kill: a whole state, then the way back to the state of the corpus. Says which state there was.
#[track_caller]
fn check(world: &World, old: State, new: State, when: &str) -> State {
    let found = State::of_index(world, when);
    assert!([old, new].contains(&found), "{when}: {found:?} is neither {old:?} nor {new:?}");
    let (code, _, errors) = outcome(&world.run(&["index", "--corpus", CORPUS]));
    assert_eq!(code, 0, "{when}: {errors}");
    assert_eq!(State::of_index(world, when), new, "{when}: after `anli index`");
    let (code, out, errors) = outcome(&world.run(&["verify", "--corpus", CORPUS]));
    assert_eq!(code, 0, "{when}: {out}{errors}");
    let names = fs::read_dir(world.index()).expect("the index folder").map(|file| file.expect("a file").file_name());
    let generations = names.filter(|name| name.to_string_lossy().starts_with("generation-")).count();
    assert_eq!(generations, 1, "{when}: generations in the index folder");
    found
}

#[test]
fn a_rebuild_killed_at_any_moment_leaves_the_old_index_or_the_new() {
    let mut numbers = Numbers::seeded();
    let (world, whole) = indexed();
    let mut untouched = 0;
    for round in 0..KILLS {
        let (old, new) = (STATES[round as usize % 2], STATES[(round as usize + 1) % 2]);
        new.write(&world);
        let after = numbers.moment(round, whole);
        let mut command = world.command(&["index", "--rebuild", "--corpus", CORPUS]);
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(after);
        run.kill().expect("a process of ours");
        run.wait().expect("its end");
        let found = check(&world, old, new, &format!("kill {round}, after {after:?} of {whole:?}"));
        untouched += u32::from(found == old);
    }
    assert!(untouched > 0, "no run was killed before its end");
}

#[test]
fn a_watching_server_killed_at_any_moment_leaves_the_old_index_or_the_new() {
    let mut numbers = Numbers::seeded();
    let (world, whole) = indexed();
    let mut untouched = 0;
    for round in 0..KILLS {
        let (old, new) = (STATES[round as usize % 2], STATES[(round as usize + 1) % 2]);
        let server = world.serve(&["--watch", "--corpus", CORPUS]);
        new.write(&world);
        let after = numbers.moment(round, SETTLE + whole);
        std::thread::sleep(after);
        server.kill();
        let found = check(&world, old, new, &format!("kill {round}, after {after:?}"));
        untouched += u32::from(found == old);
    }
    assert!(untouched > 0, "no server was killed before its update");
}
