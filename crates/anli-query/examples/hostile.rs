//! Asks questions at random, of a few odd cases or of a corpus, and prints the slowest.
//!
//! ```text
//! cargo run --release -p anli-query --example hostile -- [QUESTIONS] [SEED] [CORPUS]
//! ```

#[path = "../tests/common/mod.rs"]
mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use anli_query::Question;
use common::{Library, Random, hostile};

const SHOWN: usize = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| arguments.get(at).map_or(default, |text| text.parse().expect("a number"));
    let (count, seed) = (number(0, 1_000_000), number(1, 1));
    let library = arguments.get(2).map_or_else(hostile::library, |corpus| Library::of(Path::new(corpus), 2));
    let mut slowest: Vec<(Duration, u64, String)> = Vec::new();
    let (mut refused, mut hits, began) = (0u64, 0, Instant::now());
    let mut times = Vec::new();
    for number in 0..count {
        let mut random = Random::new((seed << 40) + number);
        let text = hostile::question(&mut random);
        let start = Instant::now();
        match Question::parse(&text) {
            Ok(question) => hits += library.answer(&question).total,
            Err(_) => refused += 1,
        }
        let took = start.elapsed();
        times.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
        if slowest.len() < SHOWN || took > slowest[SHOWN - 1].0 {
            slowest.push((took, number, text));
            slowest.sort_by_key(|(took, number, _)| (std::cmp::Reverse(*took), *number));
            slowest.truncate(SHOWN);
        }
    }
    times.sort_unstable();
    println!("{count} questions, seed {seed}: {refused} refused, {hits} hits, {:.1} s", began.elapsed().as_secs_f64());
    for percent in [50.0, 99.0, 99.9, 99.99] {
        let at = (times.len() as f64 * percent / 100.0) as usize;
        println!("p{percent}: {} µs", times.get(at).or(times.last()).copied().unwrap_or(0));
    }
    for (took, number, text) in slowest {
        let shown: String = text.chars().take(120).collect();
        println!(
            "{:9.3} ms  question {number} ({} characters): {shown:?}",
            took.as_secs_f64() * 1e3,
            text.chars().count()
        );
    }
}
