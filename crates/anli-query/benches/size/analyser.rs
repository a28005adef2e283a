//! How fast text is cut.

use std::time::Duration;

use anli_text::Mode;

use crate::corpus::Generator;
use crate::measure::{median, print_table, rate, thread_time};

/// Something that cuts a text; it gives how much came out.
type Cut = fn(&str) -> usize;

const CHINESE: &[(&str, Cut)] = &[
    ("jieba cut_for_search", |text| anli_text::dictionary().cut_for_search(text, false).len()),
    ("words", |text| anli_text::words(text).len()),
    ("symbols", |text| anli_text::symbols(text, Mode::Characters).len()),
    ("fold", |text| anli_text::fold(text).len()),
];

const ENGLISH: &[(&str, Cut)] = &[
    ("jieba cut_for_search", |text| anli_text::dictionary().cut_for_search(text, false).len()),
    ("words", |text| anli_text::words(text).len()),
    ("symbols", |text| anli_text::symbols(text, Mode::Words).len()),
    ("fold", |text| anli_text::fold(text).len()),
];

/// Prints MB/s of each part of the analyser over the facts of `cases` cases, one fact at a time.
pub fn print(generator: &Generator, cases: usize, runs: usize) {
    let cases: Vec<_> = (0..cases).map(|number| generator.case(number)).collect();
    let chinese: Vec<&str> = cases.iter().flat_map(|case| &case.zh.facts).map(String::as_str).collect();
    let english: Vec<&str> = cases.iter().flat_map(|case| &case.en.facts).map(String::as_str).collect();
    anli_text::words("先读词典");
    let mut rows = Vec::new();
    for (lang, texts, cuts) in [("zh", chinese, CHINESE), ("en", english, ENGLISH)] {
        let megabytes = texts.iter().map(|text| text.len()).sum::<usize>() as f64 / 1e6;
        let speeds: Vec<f64> = in_turns(cuts, &texts, runs).iter().map(|time| rate(megabytes, *time)).collect();
        for ((name, _), speed) in cuts.iter().zip(&speeds) {
            rows.push(vec![format!("{name}, {lang}"), format!("{speed:.1}"), format!("{:.2}", speed / speeds[0])]);
        }
    }
    print_table("Analyser, by CPU time of one thread", &["", "MB/s", "to jieba"], &rows);
}

/// The median time of each of `cuts`, which take turns so that a busy moment of the machine meets them all.
fn in_turns(cuts: &[(&str, Cut)], texts: &[&str], runs: usize) -> Vec<Duration> {
    let mut times = vec![Vec::new(); cuts.len()];
    for _ in 0..runs {
        for ((_, cut), times) in cuts.iter().zip(&mut times) {
            times.push(thread_time(|| texts.iter().map(|text| cut(text)).sum::<usize>()).0);
        }
    }
    times.iter().map(|times| median(times)).collect()
}
