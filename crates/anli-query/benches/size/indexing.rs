//! How fast an index is built, and how large it is.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anli_indexer::{Corpus, Options};
use jieba_rs::Jieba;

use crate::bare;
use crate::measure::{bytes_in, grouped, median, print_table, process_time, time};

/// The two indexes of one corpus.
pub struct Indexes {
    /// Made by anli.
    pub anli: PathBuf,
    /// Made by tantivy with jieba alone.
    pub bare: PathBuf,
}

/// What building one of them took, run by run.
#[derive(Default)]
struct Times {
    wall: Vec<Duration>,
    cpu: Vec<Duration>,
}

impl Times {
    fn add<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (wall, (cpu, result)) = time(|| process_time(work));
        self.wall.push(wall);
        self.cpu.push(cpu);
        result
    }

    /// Seconds by the clock and of CPU.
    fn seconds(&self) -> (f64, f64) {
        (median(&self.wall).as_secs_f64(), median(&self.cpu).as_secs_f64())
    }
}

/// Builds both indexes in turns, prints what they took, and leaves the last of each in `dir`.
pub fn print(
    corpus: &Path,
    cases: usize,
    dir: &Path,
    runs: usize,
    jieba: &Arc<Jieba>,
) -> Result<Indexes, Box<dyn Error>> {
    let indexes = Indexes { anli: dir.join(format!("anli-{cases}")), bare: dir.join(format!("bare-{cases}")) };
    let threads = Options::default().threads;
    let (mut anli, mut bare, mut text) = (Times::default(), Times::default(), 0);
    for _ in 0..runs {
        empty(&indexes.anli)?;
        anli.add(|| index(corpus, cases, &indexes.anli, threads))?;
        empty(&indexes.bare)?;
        text = bare.add(|| bare::index(corpus, &indexes.bare, threads, jieba))?;
    }
    let row = |name: &str, times: &Times, dir: &Path, segments: usize| -> Result<Vec<String>, Box<dyn Error>> {
        let ((wall, cpu), (bare_wall, bare_cpu)) = (times.seconds(), bare.seconds());
        let (text, bytes) = (text as f64, bytes_in(dir)? as f64);
        Ok(vec![
            name.to_owned(),
            format!("{wall:.2}"),
            format!("{cpu:.2}"),
            grouped(cases as f64 / wall),
            format!("{:.1}", text / 1e6 / wall),
            format!("{:.2}", wall / bare_wall),
            format!("{:.2}", cpu / bare_cpu),
            format!("{:.1}", bytes / 1e6),
            format!("{:.2}", bytes / text),
            segments.to_string(),
        ])
    };
    let opened = anli_indexer::schema::open(&indexes.anli)?;
    let rows = [
        row("anli", &anli, &indexes.anli, opened.index.searchable_segment_ids()?.len())?,
        row("bare tantivy + jieba", &bare, &indexes.bare, bare::Bare::open(&indexes.bare, jieba)?.segments())?,
    ];
    let (cases, text) = (grouped(cases as f64), text as f64 / 1e6);
    print_table(
        &format!("Index of {cases} cases, {text:.1} MB of text, {threads} threads"),
        &["", "s", "CPU s", "cases/s", "MB/s", "s to bare", "CPU to bare", "MB on disk", "to text", "segments"],
        &rows,
    );
    Ok(indexes)
}

fn index(corpus: &Path, cases: usize, dir: &Path, threads: usize) -> Result<(), Box<dyn Error>> {
    let corpus = Corpus::list(corpus)?;
    let outcome = anli_indexer::index(&corpus, dir, &Options { rebuild: true, threads }, |_, _| {})?;
    if outcome.cases != cases {
        let fault = outcome.faults.first().map_or_else(String::new, |fault| format!("; the first fault: {fault}"));
        return Err(format!("only {} of {cases} cases were indexed{fault}", outcome.cases).into());
    }
    Ok(())
}

fn empty(dir: &Path) -> std::io::Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir)?;
    }
    fs::create_dir_all(dir)
}
