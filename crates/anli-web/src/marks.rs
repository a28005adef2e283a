//! A text cut at its marks, so that a template can show each piece escaped.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub text: &'a str,
    pub marked: bool,
}

/// The pieces of `text` in order, joined they are `text`. `marks` are half-open ranges of code points; what does not fit the text is ignored.
pub(crate) fn pieces<'a>(text: &'a str, marks: &[[usize; 2]]) -> Vec<Piece<'a>> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut pieces = Vec::with_capacity(marks.len() * 2 + 1);
    let mut done = 0;
    for &[from, to] in marks {
        let (Some(&from), Some(&to)) = (starts.get(from), starts.get(to)) else { continue };
        if from < done || from >= to {
            continue;
        }
        pieces.push(Piece { text: &text[done..from], marked: false });
        pieces.push(Piece { text: &text[from..to], marked: true });
        done = to;
    }
    pieces.push(Piece { text: &text[done..], marked: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, marks: &[[usize; 2]], expected: &str) {
        let shown: String = pieces(text, marks)
            .iter()
            .map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.to_owned() })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn marks_are_in_characters_and_none_of_the_text_is_lost() {
        check("潍坊校长职级制", &[[2, 7]], "潍坊[校长职级制]");
        check("a𠀀b学区", &[[1, 2], [3, 5]], "a[𠀀]b[学区]");
        check("学区", &[[0, 9]], "学区");
        check("学区制", &[[0, 2], [1, 3]], "[学区]制");
        check("", &[], "");
    }
}
