//! Reads what a person types. Lenient: every text has a meaning, and what was not understood as it was meant is noted.
//!
//! Operators are `AND` `OR` `NOT`, `与` `或` `非` where spaces or brackets set them off, `-word`, brackets, quotes with an optional `~n`, `word*`
//! and `field:`. Operands side by side bind tighter than `AND`, `AND` tighter than `OR`. Full-width signs equal ASCII ones.

mod lexer;
mod operands;
mod terms;

use anli_text::{Script, script};
use lexer::{Lexer, Sort, Token};
pub(crate) use operands::{Operand, Shape};
use terms::text_words;

use crate::question::{Expr, MAX_CHARACTERS, MAX_CLAUSES, MAX_DEPTH, MAX_NEAR, Note};

/// A question past the caps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Too long.
    #[error(
        "the question has {found} characters, more than {MAX_CHARACTERS}; shorten it, or ask for cases similar to a text"
    )]
    TooLong {
        /// Its length.
        found: usize,
    },
    /// Too many operands.
    #[error("the question has more than {MAX_CLAUSES} operands at character {at}; ask less at once")]
    TooManyClauses {
        /// Where the first one too many stands, in characters.
        at: usize,
    },
    /// Too many parts of a quote that asks for nearness.
    #[error("the quote at character {at} asks for more than {MAX_NEAR} parts near each other; ask for fewer")]
    TooManyNear {
        /// Where, in characters.
        at: usize,
    },
    /// Too deep.
    #[error("the question is nested deeper than {MAX_DEPTH} levels at character {at}; take brackets away")]
    TooDeep {
        /// Where, in characters.
        at: usize,
    },
}

impl ParseError {
    /// Stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "question-too-long",
            Self::TooManyClauses { .. } => "too-many-clauses",
            Self::TooManyNear { .. } => "too-many-near",
            Self::TooDeep { .. } => "too-deeply-nested",
        }
    }

    /// Where in the question, in characters.
    pub fn at(&self) -> usize {
        match self {
            Self::TooLong { .. } => MAX_CHARACTERS,
            Self::TooManyClauses { at } | Self::TooManyNear { at } | Self::TooDeep { at } => *at,
        }
    }
}

/// The meaning of `text`, `None` when it is blank, with notes.
pub(crate) fn parse(text: &str) -> Result<(Option<Expr>, Vec<Note>), ParseError> {
    read(text).map(|(expr, notes, _)| (expr, notes))
}

/// The operands of `text` with their places, one inside another before it.
pub(crate) fn operands(text: &str) -> Result<Vec<Operand>, ParseError> {
    read(text).map(|(_, _, operands)| operands)
}

/// What a text means, notes on it and where its operands stand.
type Reading = (Option<Expr>, Vec<Note>, Vec<Operand>);

fn read(text: &str) -> Result<Reading, ParseError> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > MAX_CHARACTERS {
        return Err(ParseError::TooLong { found: chars.len() });
    }
    if chars.iter().all(|c| c.is_whitespace()) {
        return Ok((None, Vec::new(), Vec::new()));
    }
    let (tokens, notes) = Lexer::new(&chars).tokens();
    let mut parser = Parser { tokens, next: 0, depth: 0, clauses: 0, notes, operands: Vec::new() };
    let mut expr = parser.or()?;
    while let Some(token) = parser.tokens.get(parser.next).cloned() {
        // Only a closing bracket without its opening one can be left.
        parser.note(
            "unbalanced-bracket",
            token.at,
            "有一个右括号没有对应的左括号，已略去",
            "a closing bracket without an opening one was left out",
        );
        parser.next += 1;
        expr = Expr::Group(flatten(vec![expr, parser.or()?]));
    }
    let expr = simplify(expr);
    let mut notes = parser.notes;
    notes.sort_by_key(|note| note.at);
    if expr == Expr::Nothing {
        let message = "the question has no word to search for";
        notes.push(Note::new("nothing-to-search", Some(0), "问题中没有可以检索的词", message));
    }
    Ok((Some(expr), notes, parser.operands))
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    clauses: usize,
    notes: Vec<Note>,
    operands: Vec<Operand>,
}

impl Parser {
    fn peek(&self) -> Option<&Sort> {
        self.tokens.get(self.next).map(|token| &token.sort)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(0, |token| token.at)
    }

    fn note(&mut self, code: &'static str, at: usize, zh: &str, message: &str) {
        self.notes.push(Note::new(code, Some(at), zh, message));
    }

    fn or(&mut self) -> Result<Expr, ParseError> {
        let mut operands = vec![self.and()?];
        while self.peek() == Some(&Sort::Or) {
            self.operator("OR", "或", &operands);
            operands.push(self.and()?);
        }
        Ok(if operands.len() == 1 { operands.remove(0) } else { Expr::Or(operands) })
    }

    fn and(&mut self) -> Result<Expr, ParseError> {
        let mut operands = vec![self.group()?];
        while self.peek() == Some(&Sort::And) {
            self.operator("AND", "与", &operands);
            operands.push(self.group()?);
        }
        Ok(if operands.len() == 1 { operands.remove(0) } else { Expr::And(operands) })
    }

    /// Steps over a binary operator, noting one that lacks an operand.
    fn operator(&mut self, name: &str, zh: &str, before: &[Expr]) {
        let at = self.at();
        self.next += 1;
        let lacks_right = matches!(self.peek(), None | Some(Sort::Close | Sort::And | Sort::Or));
        if lacks_right || before.last() == Some(&Expr::Nothing) {
            self.note(
                "dangling-operator",
                at,
                &format!("“{name}”（{zh}）的前面或后面没有检索词，已略去"),
                &format!("{name} lacks an operand and was left out"),
            );
        }
    }

    fn group(&mut self) -> Result<Expr, ParseError> {
        let mut operands = Vec::new();
        while !matches!(self.peek(), None | Some(Sort::Close | Sort::And | Sort::Or)) {
            operands.push(self.unary()?);
        }
        Ok(match operands.len() {
            0 => Expr::Nothing,
            _ => Expr::Group(flatten(operands)),
        })
    }

    fn unary(&mut self) -> Result<Expr, ParseError> {
        let (first, inside) = (self.next, self.operands.len());
        let expr = self.operand()?;
        operands::note(&self.tokens, first..self.next, &expr, inside, &mut self.operands);
        Ok(expr)
    }

    fn operand(&mut self) -> Result<Expr, ParseError> {
        let at = self.at();
        match self.tokens.get(self.next).map(|token| token.sort.clone()) {
            Some(Sort::Not) => self.nested(at, |parser| {
                if matches!(parser.peek(), None | Some(Sort::Close | Sort::And | Sort::Or)) {
                    parser.note(
                        "dangling-operator",
                        at,
                        "“NOT”（非）的后面没有检索词，已略去",
                        "NOT lacks an operand and was left out",
                    );
                    return Ok(Expr::Nothing);
                }
                Ok(Expr::Not(Box::new(parser.unary()?)))
            }),
            Some(Sort::Field(field)) => self.nested(at, |parser| {
                if matches!(parser.peek(), None | Some(Sort::Close | Sort::And | Sort::Or | Sort::Not | Sort::Field(_)))
                {
                    let name = field.as_str();
                    parser.note(
                        "empty-field",
                        at,
                        &format!("“{name}:”的后面没有检索词，已略去"),
                        &format!("nothing follows `{name}:`; it was left out"),
                    );
                    return Ok(Expr::Nothing);
                }
                Ok(Expr::In(field, Box::new(parser.unary()?)))
            }),
            Some(Sort::Open) => self.nested(at, |parser| {
                let inner = parser.or()?;
                if parser.peek() == Some(&Sort::Close) {
                    parser.next += 1;
                } else {
                    parser.note(
                        "unbalanced-bracket",
                        at,
                        "有一个左括号没有对应的右括号，已在末尾补上",
                        "an opening bracket without a closing one was closed at the end",
                    );
                }
                Ok(inner)
            }),
            Some(Sort::Quote(text, slop)) => match quote(text, slop) {
                Expr::Near(parts, _) if parts.len() > MAX_NEAR => Err(ParseError::TooManyNear { at }),
                expr => self.leaf(at, expr),
            },
            Some(Sort::Prefix(text)) => self.leaf(at, prefix(text, at)),
            Some(Sort::Text(text)) => {
                let starts =
                    !matches!(self.next.checked_sub(1).map(|before| &self.tokens[before].sort), Some(Sort::Text(_)));
                self.clauses -= usize::from(!starts);
                self.leaf(at, text_words(&text, at))
            }
            // `group` stops before these.
            Some(Sort::Close | Sort::And | Sort::Or) | None => Ok(Expr::Nothing),
        }
    }

    fn nested(
        &mut self,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Result<Expr, ParseError>,
    ) -> Result<Expr, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(ParseError::TooDeep { at });
        }
        self.next += 1;
        self.depth += 1;
        let expr = inner(self);
        self.depth -= 1;
        expr
    }

    fn leaf(&mut self, at: usize, expr: Expr) -> Result<Expr, ParseError> {
        self.next += 1;
        self.clauses += 1;
        if self.clauses > MAX_CLAUSES {
            return Err(ParseError::TooManyClauses { at });
        }
        Ok(expr)
    }
}

/// Operands that stand side by side in one list.
fn flatten(operands: Vec<Expr>) -> Vec<Expr> {
    let mut flat = Vec::new();
    for operand in operands {
        match operand {
            Expr::Group(inner) if inner.iter().all(|expr| matches!(expr, Expr::Word(_))) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat
}

/// The tree without operands that say nothing or what was said before, and without lists of one.
fn simplify(expr: Expr) -> Expr {
    let list = |operands: Vec<Expr>, join: fn(Vec<Expr>) -> Expr| {
        let mut kept: Vec<Expr> = Vec::new();
        for operand in operands.into_iter().map(simplify).filter(|expr| *expr != Expr::Nothing) {
            if !kept.iter().any(|before| says_the_same(before, &operand)) {
                kept.push(operand);
            }
        }
        match kept.len() {
            0 => Expr::Nothing,
            1 => kept.remove(0),
            _ => join(kept),
        }
    };
    match expr {
        Expr::Group(operands) => list(operands, Expr::Group),
        Expr::And(operands) => list(operands, Expr::And),
        Expr::Or(operands) => list(operands, Expr::Or),
        Expr::Not(inner) => match simplify(*inner) {
            Expr::Nothing => Expr::Nothing,
            Expr::Not(twice) => *twice,
            inner => Expr::Not(Box::new(inner)),
        },
        Expr::In(field, inner) => match simplify(*inner) {
            Expr::Nothing => Expr::Nothing,
            inner => Expr::In(field, Box::new(inner)),
        },
        leaf => leaf,
    }
}

/// Whether two operands ask for the same, so that the second adds nothing.
fn says_the_same(one: &Expr, other: &Expr) -> bool {
    match (one, other) {
        (Expr::Word(one), Expr::Word(other)) => one.text == other.text,
        _ => one == other,
    }
}

fn searchable(text: &str) -> bool {
    anli_text::fold(text).chars().any(|c| script(c).is_some())
}

fn quote(text: String, slop: Option<u32>) -> Expr {
    if !searchable(&text) {
        return Expr::Nothing;
    }
    match slop {
        None => Expr::Quote(text),
        Some(slop) => {
            let mut parts: Vec<String> =
                text.split_whitespace().filter(|part| searchable(part)).map(str::to_owned).collect();
            if parts.len() == 1 { Expr::Quote(parts.remove(0)) } else { Expr::Near(parts, slop) }
        }
    }
}

fn prefix(text: String, at: usize) -> Expr {
    let folded = anli_text::fold(&text);
    let alphanumeric = !folded.is_empty() && folded.chars().all(|c| script(c) == Some(Script::Alphanumeric));
    if alphanumeric {
        Expr::Prefix(folded)
    } else {
        // What follows a Chinese string is free anyway, and a prefix of several words is its last word's.
        text_words(&text, at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tree in a form that a table can hold.
    fn shown(expr: &Expr) -> String {
        let list =
            |operands: &[Expr], join: &str| format!("({})", operands.iter().map(shown).collect::<Vec<_>>().join(join));
        match expr {
            Expr::Group(operands) => list(operands, " "),
            Expr::And(operands) => list(operands, " & "),
            Expr::Or(operands) => list(operands, " | "),
            Expr::Not(inner) => format!("-{}", shown(inner)),
            Expr::In(field, inner) => format!("{}:{}", field.as_str(), shown(inner)),
            Expr::Word(term) if term.pieces.is_empty() => term.text.clone(),
            Expr::Word(term) => format!("{}<{}>", term.text, term.pieces.join("+")),
            Expr::Quote(text) => format!("\"{text}\""),
            Expr::Near(parts, slop) => format!("\"{}\"~{slop}", parts.join(" ")),
            Expr::Prefix(text) => format!("{text}*"),
            Expr::Nothing => "∅".to_owned(),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str, notes: &[&str]) {
        let (expr, found) = parse(text).expect("within the caps");
        assert_eq!(expr.as_ref().map_or_else(|| "all".to_owned(), shown), expected, "parsing {text:?}");
        assert_eq!(found.iter().map(|note| note.code).collect::<Vec<_>>(), notes, "notes on {text:?}");
        let in_chinese = |note: &Note| note.zh.chars().any(|c| script(c) == Some(Script::Han));
        assert!(found.iter().all(in_chinese), "notes on {text:?}: {found:?}");
    }

    #[test]
    fn words_and_operators() {
        check("", "all", &[]);
        check("教师 轮岗", "(教师 轮岗)", &[]);
        check("school OR principals", "(school | princip)", &[]);
        check("a-level -school", "(alevel<a+level> -school)", &[]);
        check("（学区制 OR 集团化） NOT 高等教育", "((学区制 | 集团化) -高等教育<高等+教育>)", &[]);
        check("学校 或 教师 与 课程", "(学校 | (教师 & 课程))", &[]);
        check("学校 非 教师", "(学校 -教师)", &[]);
        check("ＡＮＤ 学校", "学校", &["dangling-operator"]);
        check("或许", "或许", &[]);
        check("NOT NOT school", "school", &[]);
        check("学校 教师 学校", "(学校 教师)", &[]);
        check("学校 OR school OR 学校 OR schools", "(学校 | school)", &[]);
    }

    #[test]
    fn quotes_and_nearness() {
        check("\"段简\"", "\"段简\"", &[]);
        check("“段简”", "\"段简\"", &[]);
        check("\"教师 轮岗\"~3", "\"教师 轮岗\"~3", &[]);
        check("＂教师 轮岗＂～３", "\"教师 轮岗\"~3", &[]);
        check("\"school", "school", &["unbalanced-quote"]);
        check("\"，\" school", "school", &[]);
    }

    #[test]
    fn fields_in_both_languages_and_of_cnki() {
        check("题名:校长 OR title:principal", "(title:校长 | title:princip)", &[]);
        check("成效：提高", "result:提高", &[]);
        check("題名:校長 與 (ＴＩ:教師)", "(title:校长 & title:教师)", &[]);
        check("TI=校长 OR KY='principal'", "(title:校长 | area:\"principal\")", &[]);
        check("title:(学校 教师)", "title:(学校 教师)", &[]);
        check("http://example.org", "(http exampl org)", &[]);
        check("title:", "∅", &["empty-field", "nothing-to-search"]);
    }

    #[test]
    fn prefixes() {
        check("princip*", "princip*", &[]);
        check("学区*", "学区", &[]);
    }

    #[test]
    fn long_words_may_be_matched_by_pieces() {
        check("农业银行", "农业银行<农业+银行>", &[]);
        check("县管校聘", "县管校聘", &[]);
        check("段简", "段简", &[]);
    }

    #[test]
    fn hopeless_input_has_a_meaning() {
        check("\"", "∅", &["unbalanced-quote", "nothing-to-search"]);
        check("*", "∅", &["nothing-to-search"]);
        check(":", "∅", &["nothing-to-search"]);
        check("(((", "∅", &["unbalanced-bracket", "unbalanced-bracket", "unbalanced-bracket", "nothing-to-search"]);
        check(")", "∅", &["unbalanced-bracket", "nothing-to-search"]);
        check("学校) 教师", "(学校 教师)", &["unbalanced-bracket"]);
        check("😀", "∅", &["nothing-to-search"]);
        check("\u{200b}", "∅", &["nothing-to-search"]);
        check("２０１４", "2014", &[]);
    }

    #[test]
    fn caps_name_the_place() {
        assert_eq!(parse(&"字".repeat(1_001)), Err(ParseError::TooLong { found: 1_001 }));
        assert_eq!(parse(&format!("{}字", "(".repeat(17))), Err(ParseError::TooDeep { at: 16 }));
        assert_eq!(parse(&"\"字\"".repeat(65)), Err(ParseError::TooManyClauses { at: 192 }));
        assert_eq!(parse(&format!("字 \"{}\"~3", "字 ".repeat(9))), Err(ParseError::TooManyNear { at: 2 }));
        assert!(parse(&"字 ".repeat(500)).is_ok(), "words that stand together are one operand");
    }

    proptest! {
        #[test]
        fn any_text_parses(text in "([()\"*:~ -]|AND|OR|NOT|title:|或|[\u{4e00}-\u{4fff}a-z]|\\PC){0,60}") {
            if let Ok((_, notes)) = parse(&text) {
                for note in notes {
                    prop_assert!(note.at.is_none_or(|at| at <= text.chars().count()));
                }
            }
        }
    }
}
