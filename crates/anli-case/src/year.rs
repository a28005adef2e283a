//! Dates as the corpus gives them: a year, a day, or an EDTF interval.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A date or a span of them, in the part of EDTF (ISO 8601-2) that cases use: `2004`, `2004-09`, `2004-09-10`, `2004/2019`,
/// `2004/..` and a trailing `?` or `~` for uncertain and approximate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    text: String,
    first: u16,
}

impl Period {
    /// Parses a date; `None` when it is not one, or its month or day does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (from, to) = match text.split_once('/') {
            Some((from, to)) => (from, Some(to)),
            None => (text, None),
        };
        let first = date(from)?;
        if let Some(to) = to.filter(|to| !matches!(*to, "" | ".."))
            && date(to)? < first
        {
            return None;
        }
        Some(Self { text: text.to_owned(), first: first.0 })
    }

    /// The year it begins in.
    pub fn first_year(&self) -> u16 {
        self.first
    }

    /// The text it was written as.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Year, month, day; month and day are 0 where they are not given.
fn date(text: &str) -> Option<(u16, u8, u8)> {
    let text = text.trim_end_matches(['?', '~', '%']);
    let mut parts = text.split('-');
    let digits = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u16>().ok()).flatten()
    };
    let year = digits(parts.next()?, 4).filter(|year| (1000..=2999).contains(year))?;
    let month = match parts.next() {
        None => 0,
        Some(part) => u8::try_from(digits(part, 2)?).ok().filter(|month| (1..=12).contains(month))?,
    };
    let day = match parts.next() {
        None => 0,
        Some(part) => u8::try_from(digits(part, 2)?).ok().filter(|day| (1..=days(year, month)).contains(day))?,
    };
    parts.next().is_none().then_some((year, month, day))
}

fn days(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a date; write 2004, 2004-09-10 or 2004/2019"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, year: Option<u16>) {
        assert_eq!(Period::parse(text).map(|period| period.first_year()), year, "{text:?}");
    }

    #[test]
    fn dates_of_every_form_the_corpus_uses() {
        check("2004", Some(2004));
        check("2004-09", Some(2004));
        check("2004-02-29", Some(2004));
        check("2004/2019", Some(2004));
        check("2004/..", Some(2004));
        check("2004~", Some(2004));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "04", "2004-13", "2003-02-29", "2019/2004", "二〇〇四", "2004-9-1", "2004-09-10-11"] {
            check(text, None);
        }
    }
}
