//! Where the operands of a question stand in its text, so that a changed question can be written from it.

use std::ops::Range;

use super::lexer::{Sort, Token};
use crate::question::{Expr, Term};

/// A part of a question that is asked for by itself. Places count characters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operand {
    /// From its first character to its last.
    pub(crate) place: Range<usize>,
    /// What to cut out to ask without it: the operator that would dangle goes too.
    pub(crate) cut: Range<usize>,
    /// What it is.
    pub(crate) shape: Shape,
    /// Whether it is, or lies in, what must not be there.
    pub(crate) negated: bool,
    /// Whether it is all that a field or a negation applies to, and so cannot go alone.
    pub(crate) bound: bool,
}

/// What an operand is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// Loose words, written without spaces between them.
    Words(Vec<Term>),
    /// A quote, alone or asking for nearness.
    Quote,
    /// A prefix.
    Prefix,
    /// Something in brackets, in a field or negated.
    Compound,
}

/// Notes the operand made of `tokens[place]`, which means `expr`; those from `inside` on lie in it.
pub(super) fn note(tokens: &[Token], place: Range<usize>, expr: &Expr, inside: usize, operands: &mut Vec<Operand>) {
    if place.is_empty() || *expr == Expr::Nothing {
        return;
    }
    let (first, last) = (&tokens[place.start], &tokens[place.end - 1]);
    let shape = match &first.sort {
        Sort::Text(_) => Shape::Words(words(expr)),
        Sort::Quote(..) => Shape::Quote,
        Sort::Prefix(_) => Shape::Prefix,
        _ => Shape::Compound,
    };
    let negates = first.sort == Sort::Not;
    for operand in &mut operands[inside..] {
        operand.negated |= negates;
    }
    let before = place.start.checked_sub(1).map(|at| &tokens[at]);
    let after = tokens.get(place.end);
    operands.push(Operand {
        place: first.at..last.end,
        cut: cut(first.at..last.end, before, after),
        shape,
        negated: negates,
        bound: before.is_some_and(|token| matches!(token.sort, Sort::Field(_) | Sort::Not)),
    });
}

fn words(expr: &Expr) -> Vec<Term> {
    match expr {
        Expr::Word(term) => vec![term.clone()],
        Expr::Group(operands) => operands.iter().flat_map(words).collect(),
        _ => Vec::new(),
    }
}

fn cut(place: Range<usize>, before: Option<&Token>, after: Option<&Token>) -> Range<usize> {
    let joins = |token: Option<&Token>| token.is_some_and(|token| matches!(token.sort, Sort::And | Sort::Or));
    let nothing_before = before.is_none_or(|token| token.sort == Sort::Open);
    let nothing_after = after.is_none_or(|token| token.sort == Sort::Close);
    match (before, after) {
        (Some(before), after) if joins(Some(before)) && (nothing_after || joins(after)) => before.at..place.end,
        (before, Some(after)) if joins(Some(after)) && (nothing_before || joins(before)) => place.start..after.end,
        _ => place,
    }
}
