//! Cuts case text into the words that are indexed and asked for, and into the symbols that quotes are made of.
//!
//! Chinese and English follow different rules and often share a sentence, so text is folded ([`fold()`]: width, case, accents, script),
//! split into runs of one script, and each run is cut by its own rule. Two streams come out: [`words()`] for ranking and
//! [`symbols()`] with positions for exact substrings. Everything keeps its byte range in the original: highlighting depends on it.
//! What is indexed and what is asked go through the same functions.

mod bilingual;
mod chinese;
mod english;
mod fold;
mod parts;
mod script;
mod symbols;
mod words;

pub use bilingual::{Translation, chinese_for, english_for};
pub use chinese::{LEXICON, dictionary};
pub use english::{is_stop_word, stem};
pub use fold::{Folded, fold};
pub use parts::{Part, SymbolTokenizer, WordTokenizer, boundary, encode};
pub use script::{Script, script};
pub use symbols::{Flat, Mode, Phrase, Symbol, phrase, stemmed, symbols, written};
pub use words::{Word, alphanumeric_words, words, words_of};
