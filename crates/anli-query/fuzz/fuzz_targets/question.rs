//! Any text is a question with an answer, or an error that says where.

#![no_main]

#[path = "../../tests/common/mod.rs"]
mod common;

use std::sync::LazyLock;

use anli_query::{Match, Question};
use common::{Library, hostile};
use libfuzzer_sys::fuzz_target;

static LIBRARY: LazyLock<Library> = LazyLock::new(hostile::library);

fuzz_target!(|input: (&str, u8)| {
    let (text, settings) = input;
    let length = text.chars().count();
    match Question::parse(text) {
        Ok(mut question) => {
            question.matching = Match::ALL[usize::from(settings) % Match::ALL.len()];
            question.expand = settings & 4 == 0;
            let answer = LIBRARY.answer(&question);
            assert!(answer.hits.len() <= answer.total.min(question.per_page));
            assert!(answer.notes.iter().all(|note| note.at.is_none_or(|at| at <= length)));
            for hit in &answer.hits {
                // Slices every mark, which fails if one lies outside its text.
                common::marked(hit);
            }
        }
        Err(error) => assert!(error.at() <= length),
    }
});
