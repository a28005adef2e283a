//! How long a question takes.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use anli_query::Engine;
use jieba_rs::Jieba;

use crate::bare::Bare;
use crate::indexing::Indexes;
use crate::measure::{grouped, micros, percentile, print_table, thread_time};
use crate::questions::{Asked, Kind};

/// The times of one kind, question by question.
#[derive(Default)]
struct Times {
    with_facets: Vec<Duration>,
    without: Vec<Duration>,
    bare: Vec<Duration>,
    totals: Vec<usize>,
}

/// Prints the times of every kind of question. A question is asked `rounds` times, its time is the median of them; it begins
/// with the typed text and ends with the answer, before that is written as JSON.
pub fn print(
    kinds: &[Kind],
    cases: usize,
    indexes: &Indexes,
    rounds: usize,
    jieba: &Arc<Jieba>,
) -> Result<(), Box<dyn Error>> {
    let (engine, bare) = (Engine::open(&indexes.anli)?, Bare::open(&indexes.bare, jieba)?);
    let mut rows = Vec::new();
    for kind in kinds {
        let times = ask_all(kind, &engine, &bare, rounds)?;
        rows.push(row(kind, times));
    }
    let count = kinds.iter().map(|kind| kind.questions.len()).max().unwrap_or(0);
    print_table(
        &format!("Questions to {} cases, µs of CPU, {count} of each kind, {rounds} times each", grouped(cases as f64)),
        &["", "p50", "p99", "p50 no facets", "p99 no facets", "bare p50", "bare p99", "p50 to bare", "hits p50"],
        &rows,
    );
    Ok(())
}

fn ask_all(kind: &Kind, engine: &Engine, bare: &Bare, rounds: usize) -> Result<Times, Box<dyn Error>> {
    let mut times = Times::default();
    for asked in &kind.questions {
        let (mut with_facets, mut without, mut of_bare) = (Vec::new(), Vec::new(), Vec::new());
        let mut total = 0;
        for _ in 0..rounds {
            let (took, answered) = thread_time(|| ask(engine, asked, true));
            total = answered?;
            with_facets.push(took);
            let (took, answered) = thread_time(|| ask(engine, asked, false));
            answered?;
            without.push(took);
            if kind.bare {
                let (took, answered) = thread_time(|| bare.answer(&asked.text));
                answered?;
                of_bare.push(took);
            }
        }
        times.with_facets.push(percentile(&with_facets, 50));
        times.without.push(percentile(&without, 50));
        times.bare.push(percentile(&of_bare, 50));
        times.totals.push(total);
    }
    Ok(times)
}

fn ask(engine: &Engine, asked: &Asked, facets: bool) -> Result<usize, Box<dyn Error>> {
    Ok(std::hint::black_box(engine.answer(&asked.question(facets)?)?).total)
}

fn row(kind: &Kind, mut times: Times) -> Vec<String> {
    times.totals.sort_unstable();
    let both = |times: &[Duration]| [micros(percentile(times, 50)), micros(percentile(times, 99))];
    let mut row = vec![kind.name.to_owned()];
    row.extend(both(&times.with_facets));
    row.extend(both(&times.without));
    if kind.bare {
        row.extend(both(&times.bare));
        let ratio = percentile(&times.with_facets, 50).as_secs_f64() / percentile(&times.bare, 50).as_secs_f64();
        row.push(format!("{ratio:.2}"));
    } else {
        row.extend(std::iter::repeat_n("-".to_owned(), 3));
    }
    row.push(grouped(times.totals.get(times.totals.len() / 2).copied().unwrap_or(0) as f64));
    row
}
