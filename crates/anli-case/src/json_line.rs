//! One case a line.

use std::borrow::Cow;

use crate::body::read_body;
use crate::convert::{Entries, is_id, read, translation};
use crate::front_matter::{Text, assemble};
use crate::tree::{Node, Value};
use crate::{Case, Fault, Lang, Severity, Writeup};

const KEYS: &[&str] = &[
    "id",
    "body",
    "text",
    "translations",
    "title",
    "lang",
    "summary",
    "region",
    "level",
    "started",
    "ended",
    "reported",
    "stage",
    "areas",
    "organizations",
    "awards",
    "beneficiaries",
    "related",
    "aliases",
    "sources",
];

/// Reads one line of a `.jsonl` corpus: a JSON object with the keys of the front matter, `id`, the text as Markdown in `body`
/// (or `text`; without a title, the id is one), and the other language in `translations: {"en": {"title", "summary", "body"}}`. A blank line is neither case nor
/// fault.
pub fn read_json_line(file: &str, line: usize, bytes: &[u8]) -> (Option<Case>, Vec<Fault>) {
    if bytes.trim_ascii().is_empty() {
        return (None, Vec::new());
    }
    let mut faults = Vec::new();
    let case = read_line(file, line, bytes, &mut faults);
    faults.sort();
    let usable = !faults.iter().any(|fault| fault.severity == Severity::Error);
    (case.filter(|_| usable), faults)
}

fn read_line(file: &str, line: usize, bytes: &[u8], faults: &mut Vec<Fault>) -> Option<Case> {
    let value = serde_json::from_slice::<serde_json::Value>(bytes)
        .map_err(|error| faults.push(Fault::error(file, Some(line), "bad-json", format!("no JSON object: {error}"))))
        .ok()?;
    let node = Node::from_json(value, line);
    let entries = Entries::of(file, &node, faults)?;
    entries.only(KEYS, faults);
    let id = match entries.text("id", faults) {
        Some((id, _)) if is_line_id(&id) => id,
        Some((id, _)) => {
            faults.push(Fault::error(
                file,
                Some(line),
                "bad-id",
                format!("`{id}` is no id; use letters, digits, `-`, `_` and `.`"),
            ));
            return None;
        }
        None => {
            faults.push(Fault::error(file, Some(line), "no-id", "no `id`; give each line one of its own"));
            return None;
        }
    };
    let mut metadata = read(&entries, faults);
    if metadata.title.is_empty() {
        // Collections from elsewhere have texts without titles.
        faults.retain(|fault| fault.code != "no-title" || fault.line.is_some());
        metadata.title.clone_from(&id);
    }
    let body = ["body", "text"].into_iter().find_map(|key| markdown(&entries, key)).unwrap_or_default();
    let mut case = assemble(file, id, metadata, Text { markdown: Cow::Borrowed(body), first_line: line }, faults);
    if let Some(translations) = entries.get("translations").and_then(|node| Entries::of(file, node, faults)) {
        for lang in Lang::ALL {
            if let Some(node) = translations.get(lang.as_str()) {
                let writeup = translated(file, line, node, *lang, &case, faults);
                case.writeups.extend(writeup);
            }
        }
    }
    for fact in case.writeups.iter_mut().flat_map(|writeup| &mut writeup.facts) {
        fact.line = line;
    }
    Some(case)
}

/// Collections from elsewhere number their texts in ways of their own.
fn is_line_id(id: &str) -> bool {
    is_id(id)
        || (id.len() <= 100
            && !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
}

/// A text with its line breaks.
fn markdown<'a>(entries: &Entries<'a>, key: &str) -> Option<&'a str> {
    match &entries.get(key)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn translated(
    file: &str,
    line: usize,
    node: &Node,
    lang: Lang,
    case: &Case,
    faults: &mut Vec<Fault>,
) -> Option<Writeup> {
    let entries = Entries::of(file, node, faults)?;
    let found = translation(file, &entries, faults)?;
    if case.writeup(lang).is_some() {
        faults.push(Fault::error(
            file,
            Some(line),
            "same-language",
            format!("the case has a write-up in `{}` already; a translation is in the other language", lang.as_str()),
        ));
        return None;
    }
    let ids: Vec<String> = case.sources.iter().map(|source| source.id.clone()).collect();
    let body = read_body(file, markdown(&entries, "body").unwrap_or_default(), line, &ids, faults);
    Some(Writeup { lang, title: found.title, summary: found.summary, facts: body.facts })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> (Option<Case>, Vec<String>) {
        let (case, faults) = read_json_line("c.jsonl", 7, line.as_bytes());
        (case, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_line_is_a_case_in_two_languages() {
        let (case, faults) = read(
            r###"{"id":"a","title":"甲","lang":"zh","started":2004,"body":"## 做法\n\n乙[^1]","sources":[{"id":"1","title":"丙"}],"translations":{"en":{"title":"A","body":"## Mechanism\n\nB[^1]"}}}"###,
        );
        assert_eq!(faults, Vec::<String>::new());
        let case = case.expect("a case");
        assert_eq!(case.year(), Some(2004));
        assert_eq!(case.writeups[1].facts[0].text, "B");
    }

    #[test]
    fn the_plain_form_of_text_collections_is_read() {
        let (case, faults) = read(r#"{"id":"DOC_1.2","title":"","text":"x","lang":"en-GB"}"#);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(case.expect("a case").writeups[0].title, "DOC_1.2");
    }

    #[test]
    fn faults_name_the_line() {
        assert!(read("{").1[0].starts_with("c.jsonl:7: no JSON object: "));
        assert_eq!(read(r#"{"title":"甲"}"#).1, ["c.jsonl:7: no `id`; give each line one of its own"]);
        assert_eq!(read("[]").1, ["c.jsonl:7: a list where `key: value` lines should be"]);
        assert_eq!(read(" "), (None, Vec::new()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            read_json_line("c.jsonl", 1, &bytes);
        }
    }
}
