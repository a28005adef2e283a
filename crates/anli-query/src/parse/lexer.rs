//! Cuts a typed question into brackets, operators, fields, quotes and texts.
//!
//! Nothing is refused here: a sign that means nothing where it stands is left out or becomes text, with a note where that changes what
//! is asked.

use crate::question::{Field, Note};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) at: usize,
    /// The character after its last one.
    pub(super) end: usize,
    pub(super) sort: Sort,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sort {
    Open,
    Close,
    And,
    Or,
    Not,
    Field(Field),
    Quote(String, Option<u32>),
    Prefix(String),
    Text(String),
}

pub(super) struct Lexer<'a> {
    chars: &'a [char],
    at: usize,
    tokens: Vec<Token>,
    notes: Vec<Note>,
}

/// ASCII form of the signs the syntax knows.
fn sign(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』' | '«' | '»' => '"',
        '【' | '〔' => '(',
        '】' | '〕' => ')',
        '〜' => '~',
        '−' | '–' => '-',
        c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => ' ',
        c => c,
    }
}

impl<'a> Lexer<'a> {
    pub(super) fn new(chars: &'a [char]) -> Self {
        Self { chars, at: 0, tokens: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn tokens(mut self) -> (Vec<Token>, Vec<Note>) {
        while let Some(c) = self.sign_at(self.at) {
            let at = self.at;
            match c {
                ' ' => self.at += 1,
                '(' => self.push(at, Sort::Open, 1),
                ')' => self.push(at, Sort::Close, 1),
                '"' => self.quote('"'),
                '-' if self.starts_word(at + 1) => self.push(at, Sort::Not, 1),
                '*' | '-' | '~' => self.at += 1,
                _ => self.word(),
            }
        }
        (self.tokens, self.notes)
    }

    fn sign_at(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|c| sign(*c))
    }

    fn push(&mut self, at: usize, sort: Sort, length: usize) {
        self.tokens.push(Token { at, end: at + length, sort });
        self.at += length;
    }

    fn starts_word(&self, at: usize) -> bool {
        self.sign_at(at).is_some_and(|c| !matches!(c, ' ' | ')' | '-' | '*'))
    }

    fn quote(&mut self, mark: char) {
        let at = self.at;
        let start = at + 1;
        let closing = (start..self.chars.len()).find(|end| self.sign_at(*end) == Some(mark));
        let Some(end) = closing else {
            self.notes.push(Note::new(
                "unbalanced-quote",
                Some(at),
                "有一个引号不成对，已略去；它后面的文字按普通词检索",
                "a quotation mark without its partner was left out; the words after it are searched as words",
            ));
            self.at = start;
            return;
        };
        let text: String = self.chars[start..end].iter().collect();
        self.at = end + 1;
        let slop = self.slop();
        self.tokens.push(Token { at, end: self.at, sort: Sort::Quote(text, slop) });
    }

    /// `~3` after a quote.
    fn slop(&mut self) -> Option<u32> {
        if self.sign_at(self.at) != Some('~') {
            return None;
        }
        let digits: String = (self.at + 1..self.chars.len())
            .map_while(|at| self.sign_at(at).filter(char::is_ascii_digit))
            .take(3)
            .collect();
        let slop = digits.parse::<u32>().ok()?;
        self.at += 1 + digits.len();
        Some(slop.min(MAX_SLOP))
    }

    /// A word up to a space or a sign that ends it, and what it means: an operator, a field, a prefix or text.
    fn word(&mut self) {
        let at = self.at;
        let mut end = at;
        while let Some(c) = self.sign_at(end) {
            let ends =
                matches!(c, ' ' | '(' | ')' | '"' | '*') || (matches!(c, ':' | '=') && self.field(at, end).is_some());
            if ends {
                break;
            }
            end += 1;
        }
        let text: String = self.chars[at..end].iter().collect();
        match self.sign_at(end) {
            Some(':' | '=') => self.field_token(at, end),
            Some('*') => {
                self.push(at, Sort::Prefix(text), end + 1 - at);
                if self.starts_word(self.at) && !matches!(self.sign_at(self.at), Some('(' | '"')) {
                    let zh = "星号只能放在词尾，这个词已从星号处分成两个词";
                    let message = "an asterisk is understood at the end of a word only; the word was taken apart there";
                    self.notes.push(Note::new("inner-asterisk", Some(end), zh, message));
                }
            }
            _ => {
                let sort = self.operator(at, end).unwrap_or(Sort::Text(text));
                self.push(at, sort, end - at);
            }
        }
    }

    /// The field named by the characters `start..end`.
    fn field(&self, start: usize, end: usize) -> Option<Field> {
        let name: String = self.chars[start..end].iter().map(|c| sign(*c)).collect();
        Field::from_name(&anli_text::fold(name.trim_end_matches('%')))
    }

    fn field_token(&mut self, at: usize, end: usize) {
        if let Some(field) = self.field(at, end) {
            self.push(at, Sort::Field(field), end + 1 - at);
            // CNKI writes values in single quotes.
            if matches!(self.sign_at(self.at), Some('\'' | '‘'))
                && (self.at + 1..self.chars.len()).any(|at| matches!(self.sign_at(at), Some('\'' | '’')))
            {
                let start = self.at + 1;
                let close =
                    (start..self.chars.len()).find(|at| matches!(self.sign_at(*at), Some('\'' | '’'))).unwrap_or(start);
                let text: String = self.chars[start..close].iter().collect();
                let length = close + 1 - self.at;
                self.push(start - 1, Sort::Quote(text, None), length);
            }
        }
    }

    fn operator(&self, at: usize, end: usize) -> Option<Sort> {
        let text: String = self.chars[at..end].iter().map(|c| sign(*c)).collect();
        match text.as_str() {
            "AND" | "&&" | "与" | "與" => Some(Sort::And),
            "OR" | "||" | "或" | "|" => Some(Sort::Or),
            "NOT" | "非" => Some(Sort::Not),
            _ => None,
        }
    }
}

/// Parts of a text stand further apart than this in the index, so no wider nearness can be asked for.
const MAX_SLOP: u32 = 40;
