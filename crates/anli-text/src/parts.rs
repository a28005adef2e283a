//! Texts of several parts in one field, and the tokenizers that index them.
//!
//! A write-up is title, summary and facts of several kinds. All of it goes into one field of words and one of symbols, so that a
//! question reads one posting list a word. [`encode`] marks where each part begins; the word tokenizer counts the words of weighty
//! parts several times (which makes BM25 over the field a BM25F over its parts), and the symbol tokenizer leaves a
//! gap between parts, which no quote crosses, with marks at both ends of each, which confine a question to parts of one sort.

use tantivy_tokenizer_api::{Token, TokenStream, Tokenizer};

use crate::symbols::{Mode, symbols};
use crate::words::words;

/// A part of an indexed text.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// What sort of part: any ASCII letter; the caller gives it meaning.
    pub sort: char,
    /// How often its words count, at least once.
    pub weight: u8,
    /// Its text.
    pub text: &'a str,
}

/// Begins each part of an encoded text; followed by the sort and the weight as a digit.
const RECORD: char = '\u{1e}';

/// Positions between the end of one part and the beginning of the next.
const GAP: usize = 200;

/// Parts as one string that the tokenizers of this module take apart again.
pub fn encode<'a>(parts: impl IntoIterator<Item = Part<'a>>) -> String {
    let mut encoded = String::new();
    for part in parts {
        encoded.push(RECORD);
        encoded.push(part.sort);
        encoded.push(char::from(b'0' + part.weight.clamp(1, 9)));
        encoded.extend(part.text.chars().map(|c| if c == RECORD { ' ' } else { c }));
    }
    encoded
}

/// Sort, weight, byte offset and text of each part.
fn decode(encoded: &str) -> impl Iterator<Item = (char, usize, usize, &str)> {
    encoded.match_indices(RECORD).filter_map(move |(at, _)| {
        let record = &encoded[at + RECORD.len_utf8()..];
        let text = record.get(2..)?;
        let text = &text[..text.find(RECORD).unwrap_or(text.len())];
        let mut head = record.chars();
        let sort = head.next()?;
        let weight = head.next()?.to_digit(10)?;
        Some((sort, weight as usize, at + 3, text))
    })
}

/// The symbol that marks where parts of that sort begin or end.
pub fn boundary(sort: char, end: bool) -> String {
    format!("{}{sort}", if end { '>' } else { '<' })
}

/// Indexes the words of an encoded text.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordTokenizer;

/// Indexes the symbols of an encoded text.
#[derive(Debug, Clone, Copy)]
pub struct SymbolTokenizer {
    /// How positions are counted.
    pub mode: Mode,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Vec::new();
        for (_, weight, at, text) in decode(text) {
            for word in words(text) {
                let token = token(word.text, tokens.len(), at, word.range);
                tokens.extend(std::iter::repeat_n(token, weight));
            }
        }
        Tokens::new(tokens)
    }
}

impl Tokenizer for SymbolTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Vec::new();
        let mut base = 0;
        for (sort, _, at, text) in decode(text) {
            let mut last = 0;
            tokens.push(token(boundary(sort, false), base, at, 0..0));
            for symbol in symbols(text, self.mode) {
                last = symbol.position;
                tokens.push(token(symbol.text, base + symbol.position, at, symbol.range));
            }
            // In word mode the last word is one position, in character mode its first letter is: no symbol begins later
            // than `last`, and none is longer than the gap allows.
            tokens.push(token(boundary(sort, true), base + last, at, text.len()..text.len()));
            base += last + GAP;
        }
        Tokens::new(tokens)
    }
}

fn token(text: String, position: usize, at: usize, range: std::ops::Range<usize>) -> Token {
    Token { offset_from: at + range.start, offset_to: at + range.end, position, text, position_length: 1 }
}

/// Tokens made in advance.
pub struct Tokens {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokens {
    fn new(tokens: Vec<Token>) -> Self {
        Self { tokens: tokens.into_iter(), current: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.current = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(mut tokenizer: impl Tokenizer, text: &str) -> Vec<(usize, String)> {
        let mut stream = tokenizer.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position, stream.token().text.clone()));
        }
        found
    }

    #[test]
    fn weighty_parts_count_several_times() {
        let text = encode([Part { sort: 't', weight: 2, text: "学区" }, Part { sort: 'r', weight: 1, text: "school" }]);
        let words: Vec<String> = tokens(WordTokenizer, &text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(words, ["学区", "学区", "school"]);
    }

    #[test]
    fn parts_are_marked_and_kept_apart() {
        let text = encode([Part { sort: 't', weight: 1, text: "学区" }, Part { sort: 'r', weight: 1, text: "制" }]);
        let expected = [(0, "<t"), (0, "学"), (0, "学区"), (2, "区"), (2, ">t"), (202, "<r"), (202, "制"), (202, ">r")];
        let expected: Vec<(usize, String)> = expected.iter().map(|(at, text)| (*at, (*text).to_owned())).collect();
        assert_eq!(tokens(SymbolTokenizer { mode: Mode::Characters }, &text), expected);
    }

    #[test]
    fn a_text_cannot_forge_a_part() {
        let text = encode([Part { sort: 't', weight: 1, text: "甲\u{1e}r9乙" }]);
        assert_eq!(decode(&text).count(), 1);
    }
}
