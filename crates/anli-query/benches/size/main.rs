//! How fast anli is at a given size, and how large.
//!
//! `cargo bench -p anli-query --bench size -- --quick` for a look; `benches/README.md` has the options and how to read the
//! tables. Nothing here fails because it was slow.

mod analyser;
mod asking;
mod bare;
mod corpus;
mod indexing;
mod measure;
mod questions;
mod start;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use jieba_rs::Jieba;

use crate::corpus::Generator;
use crate::measure::{grouped, time};

const USAGE: &str = "usage: cargo bench -p anli-query --bench size -- [--quick] [--cases N,N…] [--seed N] [--runs N]";

/// What is run.
struct Options {
    cases: Vec<usize>,
    seed: u64,
    /// Questions of each kind.
    questions: usize,
    /// Times each question is asked.
    rounds: usize,
    /// Times everything else is done.
    runs: usize,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let quick = arguments.iter().any(|argument| argument == "--quick");
        let mut options = if quick {
            Self { cases: vec![1_000], seed: 1, questions: 30, rounds: 3, runs: 1 }
        } else {
            Self { cases: vec![10_000, 100_000], seed: 1, questions: 300, rounds: 5, runs: 3 }
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" | "--bench" => {}
                "--cases" => options.cases = numbers(argument, arguments.next())?,
                "--seed" => options.seed = numbers(argument, arguments.next())?[0] as u64,
                "--runs" => options.runs = numbers(argument, arguments.next())?[0],
                other => return Err(format!("`{other}`: no such option")),
            }
        }
        Ok(options)
    }
}

fn numbers(option: &str, list: Option<&String>) -> Result<Vec<usize>, String> {
    let read = |list: &String| list.split(',').map(|number| number.parse().ok().filter(|number| *number > 0)).collect();
    list.and_then(read).ok_or_else(|| format!("{option}: give a number above 0"))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.as_slice() {
        // `cargo test --benches` runs a bench without `cargo bench`'s own argument, to see whether it builds.
        [] => {
            println!("{USAGE}");
            Ok(())
        }
        [flag, index] if flag == start::FLAG => start::answer(Path::new(index)),
        _ => match Options::parse(&arguments) {
            Ok(options) => run(&options),
            Err(fault) => {
                eprintln!("{fault}\n{USAGE}");
                return ExitCode::from(2);
            }
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let dir = env::var_os("ANLI_BENCH_DIR").map_or_else(|| env::temp_dir().join("anli-bench"), PathBuf::from);
    let generator = Generator::new(options.seed);
    println!("anli bench, seed {}, in {}", options.seed, dir.display());
    analyser::print(&generator, 500, options.runs.max(3));
    let jieba = Arc::new(Jieba::new());
    for cases in options.cases.iter().copied() {
        let (took, corpus) = time(|| corpus::write(&generator, cases, &dir));
        let corpus = corpus?;
        println!("\n{} ({} cases, {:.1} s)", corpus.display(), grouped(cases as f64), took.as_secs_f64());
        let indexes = indexing::print(&corpus, cases, &dir, options.runs, &jieba)?;
        let kinds = questions::draw(&generator, cases, options.questions);
        asking::print(&kinds, cases, &indexes, options.rounds, &jieba)?;
        start::print(&indexes.anli, cases, &kinds, options.runs.max(3))?;
    }
    Ok(())
}
