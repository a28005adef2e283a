//! The questions that are asked.
//!
//! A question's words stand in one case, so each question has an answer, and they are drawn from it as they come, so common words
//! are asked for more often than rare ones, as people do. Nobody asks for 的 or «the»: a Chinese word has two characters or
//! more, an English one is no stop word.

use std::collections::HashSet;

use anli_case::{Area, Lang};
use anli_query::{Filters, ParseError, Question};

use crate::corpus::{Case, Generator, Random};

/// Questions of one kind.
pub struct Kind {
    /// What they have in common.
    pub name: &'static str,
    /// The questions.
    pub questions: Vec<Asked>,
    /// Whether the bare engine can be asked them too.
    pub bare: bool,
}

/// A question as it is typed, and its filters.
#[derive(Clone, PartialEq)]
pub struct Asked {
    /// As typed.
    pub text: String,
    /// Its filters.
    pub filters: Filters,
}

impl Asked {
    /// The question, with every facet or none.
    pub fn question(&self, facets: bool) -> Result<Question, ParseError> {
        let mut question = Question::parse(&self.text)?;
        question.filters = self.filters.clone();
        if !facets {
            question.facets.clear();
        }
        Ok(question)
    }
}

/// How questions of a kind are made from a case.
struct Recipe {
    name: &'static str,
    make: fn(&Case<'_>, &mut Random) -> Option<String>,
    filtered: bool,
}

const RECIPES: &[Recipe] = &[
    Recipe { name: "1 word, zh", make: |case, random| words(case, random, 1, 0), filtered: false },
    Recipe { name: "1 word, en", make: |case, random| words(case, random, 0, 1), filtered: false },
    Recipe { name: "2 words, zh", make: |case, random| words(case, random, 2, 0), filtered: false },
    Recipe { name: "2 words, en", make: |case, random| words(case, random, 0, 2), filtered: false },
    Recipe { name: "2 words, mixed", make: |case, random| words(case, random, 1, 1), filtered: false },
    Recipe { name: "4 words, zh", make: |case, random| words(case, random, 4, 0), filtered: false },
    Recipe { name: "4 words, en", make: |case, random| words(case, random, 0, 4), filtered: false },
    Recipe { name: "4 words, mixed", make: |case, random| words(case, random, 2, 2), filtered: false },
    Recipe { name: "quote, zh", make: chinese_quote, filtered: false },
    Recipe { name: "quote, en", make: english_quote, filtered: false },
    Recipe { name: "1 word, zh, filters", make: |case, random| words(case, random, 1, 0), filtered: true },
    Recipe { name: "no words, filters", make: |_, _| Some(String::new()), filtered: true },
];

/// Up to `count` different questions of each kind about the first `cases` cases.
pub fn draw(generator: &Generator, cases: usize, count: usize) -> Vec<Kind> {
    let mut random = Random::new(1, cases as u64);
    let mut kinds: Vec<Kind> = RECIPES
        .iter()
        .map(|recipe| Kind {
            name: recipe.name,
            questions: different(generator, cases, count, recipe, &mut random),
            bare: !recipe.filtered,
        })
        .collect();
    let nothing = Asked { text: String::new(), filters: Filters::default() };
    kinds.push(Kind { name: "no words", questions: vec![nothing; count], bare: false });
    kinds.push(Kind { name: "name of an area", questions: area_labels(count), bare: false });
    kinds
}

fn different(generator: &Generator, cases: usize, count: usize, recipe: &Recipe, random: &mut Random) -> Vec<Asked> {
    let mut questions: Vec<Asked> = Vec::new();
    // A small corpus may not have so many of them.
    for _ in 0..100 * count {
        let case = generator.case(random.below(cases));
        let Some(text) = (recipe.make)(&case, random) else { continue };
        let filters = if recipe.filtered { filters(&case, random) } else { Filters::default() };
        let asked = Asked { text, filters };
        if !questions.contains(&asked) {
            questions.push(asked);
        }
        if questions.len() == count {
            break;
        }
    }
    questions
}

/// Labels of the vocabulary, which bring their other names along; over again when there are fewer than `count`.
fn area_labels(count: usize) -> Vec<Asked> {
    let labels = Area::all().flat_map(|area| Lang::ALL.iter().map(move |lang| area.label(*lang)));
    let labels: Vec<Asked> =
        labels.map(|label| Asked { text: label.to_owned(), filters: Filters::default() }).collect();
    labels.into_iter().cycle().take(count).collect()
}

/// Years around the case, and its province, its areas or its level.
fn filters(case: &Case<'_>, random: &mut Random) -> Filters {
    let mut filters = Filters {
        year_from: Some(case.year - u16::try_from(random.below(8)).unwrap_or(0)),
        year_to: Some(case.year + 4),
        ..Filters::default()
    };
    match random.below(3) {
        0 => filters.regions = vec![case.region.path()[0]],
        1 => filters.areas = case.areas.clone(),
        _ => filters.levels = vec![case.level],
    }
    filters
}

fn words(case: &Case<'_>, random: &mut Random, chinese: usize, english: usize) -> Option<String> {
    let telling = |word: &str| match word.is_ascii() {
        true => word.len() > 2 && !anli_text::is_stop_word(word),
        false => word.chars().count() > 1,
    };
    let mut words: Vec<&str> = Vec::new();
    for (drawn, wanted) in [(&case.zh.words, chinese), (&case.en.words, english)] {
        let drawn: Vec<&str> = drawn.iter().copied().filter(|word| telling(word)).collect();
        words.extend((0..wanted).map(|_| *random.pick(&drawn)));
    }
    let different = words.iter().collect::<HashSet<_>>().len() == words.len();
    different.then(|| words.join(" "))
}

/// A quote of four to eight characters.
fn chinese_quote(case: &Case<'_>, random: &mut Random) -> Option<String> {
    let clauses: Vec<&str> = random.pick(&case.zh.facts).split(['，', '。', '；']).collect();
    let clause: Vec<char> = random.pick(&clauses).chars().collect();
    let length = 4 + random.below(5);
    let start = random.below(clause.len().checked_sub(length)? + 1);
    Some(format!("\"{}\"", clause[start..start + length].iter().collect::<String>()))
}

/// A quote of three words.
fn english_quote(case: &Case<'_>, random: &mut Random) -> Option<String> {
    let clauses: Vec<&str> = random.pick(&case.en.facts).split([',', '.', ';']).collect();
    let words: Vec<&str> = random.pick(&clauses).split_whitespace().collect();
    let start = random.below(words.len().checked_sub(3)? + 1);
    Some(format!("\"{}\"", words[start..start + 3].join(" ")))
}
