//! Loose words: what of a text is asked for, by what it may be found, and what says too little to be required.

use anli_text::{Script, is_stop_word, words};

use crate::question::{Expr, Term};

/// Loose words of a text without spaces.
pub(super) fn text_words(text: &str, at: usize) -> Expr {
    let all = words(text);
    let mut terms: Vec<Term> = Vec::new();
    let mut last_folded = 0;
    let mut next = 0;
    while next < all.len() {
        let word = &all[next];
        let parts: Vec<&anli_text::Word> = all[next + 1..].iter().take_while(|word| word.part).collect();
        next += 1 + parts.len();
        let surface = text[word.range.clone()].to_owned();
        let single = word.script != Script::Alphanumeric && word.folded.len() == 1;
        let stop = is_stop(&word.text, word.script);
        // Single characters in a row are a word the dictionary does not know, mostly a name: found as they stand.
        if let Some(before) = terms.last_mut()
            && single
            && !stop
            && !before.stop
            && before.literal
            && before.pieces.is_empty()
            && before.inner.is_empty()
            && last_folded == word.folded.start
            && is_loose(before)
        {
            before.surface.push_str(&surface);
            before.text.push_str(&word.text);
            last_folded = word.folded.end;
            continue;
        }
        last_folded = word.folded.end;
        terms.push(Term {
            surface,
            text: word.text.clone(),
            literal: word.script != Script::Alphanumeric,
            pieces: pieces(word, &parts),
            inner: parts.iter().map(|part| part.text.clone()).collect(),
            stop,
            at: at + text[..word.range.start].chars().count(),
        });
    }
    match terms.len() {
        0 => Expr::Nothing,
        1 => Expr::Word(terms.remove(0)),
        _ => Expr::Group(terms.into_iter().map(Expr::Word).collect()),
    }
}

/// Whether a term is made of characters that the dictionary did not join.
fn is_loose(term: &Term) -> bool {
    let mut buffer = [0; 4];
    let dictionary = anli_text::dictionary();
    term.text.chars().count() == 1
        || !dictionary.has_word(&term.text)
            && term.text.chars().all(|c| !is_stop(c.encode_utf8(&mut buffer), Script::Han))
}

fn is_stop(word: &str, script: Script) -> bool {
    match script {
        Script::Alphanumeric => is_stop_word(word),
        Script::Han => STOP_WORDS.binary_search(&word).is_ok(),
        Script::Syllabic => false,
    }
}

/// Chinese words so common that a question of several words does not ask for them.
const STOP_WORDS: [&str; 80] = [
    "一个",
    "一种",
    "与",
    "个",
    "为",
    "为什么",
    "之",
    "也",
    "了",
    "于",
    "什么",
    "什么时候",
    "从",
    "他",
    "他们",
    "以",
    "以及",
    "但是",
    "何",
    "何时",
    "你",
    "你们",
    "其",
    "几",
    "到",
    "及",
    "向",
    "吗",
    "吧",
    "呢",
    "和",
    "哪",
    "哪一年",
    "哪个",
    "哪些",
    "哪儿",
    "哪年",
    "哪种",
    "哪里",
    "啊",
    "因为",
    "在",
    "多少",
    "她",
    "她们",
    "如何",
    "它",
    "它们",
    "对",
    "将",
    "就",
    "并且",
    "很",
    "怎么",
    "怎么样",
    "怎样",
    "我",
    "我们",
    "或",
    "或者",
    "所以",
    "把",
    "是",
    "是否",
    "有",
    "由",
    "的",
    "等",
    "而",
    "被",
    "请",
    "请问",
    "谁",
    "这",
    "这个",
    "这些",
    "那",
    "那个",
    "那些",
    "都",
];

/// Words of two characters and more that cover the whole word, the fewest; of a hyphened word, its parts. Empty when there are none.
fn pieces(word: &anli_text::Word, parts: &[&anli_text::Word]) -> Vec<String> {
    if word.script == Script::Alphanumeric {
        return parts.iter().map(|part| part.text.clone()).collect();
    }
    // best[i]: the last piece of the shortest cover of the first i characters.
    let length = word.folded.len();
    let mut best: Vec<Option<(usize, &anli_text::Word)>> = vec![None; length + 1];
    for end in 2..=length {
        for part in parts.iter().filter(|part| part.folded.end - word.folded.start == end) {
            let start = part.folded.start - word.folded.start;
            let before = if start == 0 { Some(0) } else { best[start].map(|(count, _)| count) };
            if let Some(count) = before
                && best[end].is_none_or(|(found, _)| count + 1 < found)
            {
                best[end] = Some((count + 1, part));
            }
        }
    }
    let mut cover = Vec::new();
    let mut end = length;
    while end > 0 {
        let Some((_, part)) = best[end] else { return Vec::new() };
        cover.push(part.text.clone());
        end = part.folded.start - word.folded.start;
    }
    cover.reverse();
    cover
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_found() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop("什么", Script::Han) && !is_stop("学校", Script::Han));
    }
}
