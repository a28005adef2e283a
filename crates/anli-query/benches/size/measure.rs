//! Times, memory, bytes on disk, and the tables they are printed in.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// How long `work` takes, and what it gives.
pub fn time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = std::hint::black_box(work());
    (start.elapsed(), result)
}

/// How long this thread computes for `work`, and what it gives. Other processes of a shared machine do not count.
pub fn thread_time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    cpu_time(ClockId::ThreadCPUTime, work)
}

/// How long all threads of this process compute during `work`, and what it gives.
pub fn process_time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    cpu_time(ClockId::ProcessCPUTime, work)
}

fn cpu_time<T>(clock: ClockId, work: impl FnOnce() -> T) -> (Duration, T) {
    let now = || Duration::try_from(clock_gettime(clock)).unwrap_or_default();
    let start = now();
    let result = std::hint::black_box(work());
    (now().saturating_sub(start), result)
}

/// The middle of `values`.
pub fn median(values: &[Duration]) -> Duration {
    percentile(values, 50)
}

/// The value that `percent` of `values` do not exceed.
pub fn percentile(values: &[Duration], percent: usize) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
}

/// A duration in µs.
pub fn micros(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    if micros < 100.0 { format!("{micros:.1}") } else { grouped(micros) }
}

/// A duration in ms.
pub fn millis(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64() * 1e3)
}

/// How many of `amount` a second.
pub fn rate(amount: f64, duration: Duration) -> f64 {
    amount / duration.as_secs_f64()
}

/// A whole number with its thousands apart.
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Memory of this process in MB: resident now, at its highest, and resident without mapped files, which the system takes
/// back when it needs the room. `None` where there is no `/proc`.
pub fn memory() -> Option<[f64; 3]> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
    };
    Some([megabytes("VmRSS")?, megabytes("VmHWM")?, megabytes("RssAnon")?])
}

/// Bytes of all files in and under `dir`.
pub fn bytes_in(dir: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() { bytes_in(&entry.path())? } else { meta.len() };
    }
    Ok(bytes)
}

/// Prints rows in columns; the first column is text, the others are numbers.
pub fn print_table(title: &str, head: &[&str], rows: &[Vec<String>]) {
    println!("\n{title}");
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let width = |column: usize| {
        let cells = std::iter::once(&head).chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    for row in std::iter::once(&head).chain(rows) {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            line.push_str(&if column == 0 { format!("  {cell:<width$}") } else { format!("  {cell:>width$}") });
        }
        println!("{}", line.trim_end());
    }
}
