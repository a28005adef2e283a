//! A library of cases in a temporary folder with its engine, and chance that can be repeated.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod hostile;

use std::fs;
use std::path::Path;

use anli_indexer::{Corpus, Options, index};
use anli_query::{Answer, Engine, Hit, Marked, Question};
use serde_json::Value;
use tempfile::TempDir;

/// An indexed corpus; its folder goes when it does.
pub struct Library {
    pub corpus: Corpus,
    pub engine: Engine,
    _folder: TempDir,
}

impl Library {
    /// Indexes the corpus at `path`, which must be free of faults.
    pub fn of(path: &Path, threads: usize) -> Self {
        Self::index(path, threads, TempDir::new().expect("a temporary folder"))
    }

    /// One case a line, cut and inverted by so many threads.
    pub fn of_lines(lines: &[Value], threads: usize) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("cases.jsonl");
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&path, text).expect("a corpus");
        Self::index(&path, threads, folder)
    }

    /// A folder of Markdown files.
    pub fn of_files(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("corpus");
        fs::create_dir(&path).expect("a corpus folder");
        for (name, text) in files {
            fs::write(path.join(name), text).expect("a case");
        }
        Self::index(&path, 1, folder)
    }

    fn index(path: &Path, threads: usize, folder: TempDir) -> Self {
        let corpus = Corpus::list(path).expect("a corpus");
        let dir = folder.path().join("index");
        let outcome =
            index(&corpus, &dir, &Options { rebuild: false, threads }, |_, _| {}).expect("the corpus is indexed");
        assert_eq!(outcome.faults, [], "faults of the corpus");
        assert_eq!(outcome.cases, corpus.entries.len());
        Self { engine: Engine::open(&dir).expect("an index"), corpus, _folder: folder }
    }

    /// The answer to a typed question.
    #[track_caller]
    pub fn ask(&self, text: &str) -> Answer {
        let question = Question::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        self.answer(&question)
    }

    #[track_caller]
    pub fn answer(&self, question: &Question) -> Answer {
        self.engine.answer(question).unwrap_or_else(|error| panic!("{:?}: {error}", question.text))
    }
}

/// Identifiers of the hits, in their order.
pub fn ids(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.case.id.clone()).collect()
}

/// Every text that is marked in a hit: of its titles, summaries and passages.
pub fn marked(hit: &Hit) -> Vec<String> {
    let texts = hit.titles.iter().chain(&hit.summaries).chain(hit.passages.iter().map(|passage| &passage.marked));
    texts.flat_map(slices).collect()
}

/// What the marks of a text stand on.
pub fn slices(marked: &Marked) -> Vec<String> {
    let chars: Vec<char> = marked.text.chars().collect();
    marked.marks.iter().map(|mark| chars[mark.clone()].iter().collect()).collect()
}

/// The seed of a test: `usual`, unless the environment gives other chance to try in `ANLI_SEED`.
pub fn seed(usual: u64) -> u64 {
    std::env::var("ANLI_SEED").ok().and_then(|text| text.parse::<u64>().ok()).map_or(usual, |other| usual ^ other << 32)
}

/// Xorshift: enough chance for a test, the same on every machine.
pub struct Random(u64);

impl Random {
    /// Seeds that are neighbours give unlike chance.
    pub fn new(seed: u64) -> Self {
        let mixed = (seed.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Self((mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// Less than `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("less than a usize")
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}
