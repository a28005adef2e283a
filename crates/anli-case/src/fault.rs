//! What is wrong with a file of the corpus, said so that its editor can mend it.

use std::fmt;

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The case can be searched; a good case has more.
    Advice,
    /// The case cannot be used until it is mended.
    Error,
}

/// One thing that is wrong, with its place and its cure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Name of the file as the caller gave it.
    pub file: String,
    /// Line, counted from 1, where that is known.
    pub line: Option<usize>,
    /// Whether the case can be used all the same.
    pub severity: Severity,
    /// Stable name of the sort of fault, such as `unknown-area`.
    pub code: &'static str,
    /// Names the value and the cure; lower case, no final stop.
    pub message: String,
}

impl Fault {
    /// A fault that keeps the case out.
    pub fn error(file: &str, line: Option<usize>, code: &'static str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, severity: Severity::Error, code, message: message.into() }
    }

    /// A fault that a good case does not have.
    pub fn advice(file: &str, line: Option<usize>, code: &'static str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, severity: Severity::Advice, code, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// «`x` is not one of a, b, c», with the nearest when one is near.
pub(crate) fn not_one_of(word: &str, words: &[&str]) -> String {
    match nearest(word, words) {
        Some(near) => format!("`{word}` is not one of {}; did you mean `{near}`?", words.join(", ")),
        None => format!("`{word}` is not one of {}", words.join(", ")),
    }
}

/// The word that a slip of the hand most likely turned into `word`: at most a third of it away, or one begins with the other.
pub(crate) fn nearest<'a>(word: &str, words: &[&'a str]) -> Option<&'a str> {
    // No word of ours is that long, and a megabyte would be compared with each of them.
    if word.len() > 200 {
        return None;
    }
    let begins = |candidate: &str| word.len() >= 3 && (candidate.starts_with(word) || word.starts_with(candidate));
    words
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count().max(3) || begins(candidate))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Characters to insert, delete, replace or exchange with their neighbour (optimal string alignment distance).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut next = vec![i + 1];
        for j in 0..b.len() {
            let mut best = (row[j] + usize::from(a[i] != b[j])).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_proposed_and_a_far_one_is_not() {
        assert_eq!(nearest("principal-rank", &["principal-ranks", "school-zones"]), Some("principal-ranks"));
        assert_eq!(nearest("weather", &["principal-ranks", "school-zones"]), None);
    }
}
