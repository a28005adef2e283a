//! One case a line.

use std::borrow::Cow;

use crate::convert::{Entries, Ids, KEYS, is_id, read, translation};
use crate::front_matter::{Text, assemble, translated};
use crate::tree::Node;
use crate::{Case, Fault, Lang, Severity, Writeup};

/// Reads one line of a `.jsonl` corpus: a JSON object with the keys of the front matter, `id`, the text as Markdown in `body`
/// (or `text`; without a title, the id is one), and the other language in `translations: {"en": {"title", "summary", "body"}}`.
/// A blank line is neither case nor fault.
pub fn read_json_line(file: &str, line: usize, bytes: &[u8]) -> (Option<Case>, Vec<Fault>) {
    if bytes.trim_ascii().is_empty() {
        return (None, Vec::new());
    }
    let mut faults = Vec::new();
    let mut case = read_line(file, line, bytes, &mut faults);
    // A text inside the line has line numbers of its own, but no editor can go there.
    for fault in &mut faults {
        fault.line = Some(line);
    }
    for fact in case.iter_mut().flat_map(|case| &mut case.writeups).flat_map(|writeup| &mut writeup.facts) {
        fact.line = line;
    }
    faults.sort();
    let usable = !faults.iter().any(|fault| fault.severity == Severity::Error);
    (case.filter(|_| usable), faults)
}

fn read_line(file: &str, line: usize, bytes: &[u8], faults: &mut Vec<Fault>) -> Option<Case> {
    let node = Node::from_json(bytes, line)
        .map_err(|error| faults.push(Fault::error(file, Some(line), "bad-json", format!("no JSON object: {error}"))))
        .ok()?;
    let entries = Entries::of(file, &node, faults)?;
    entries.only(&[&["id", "body", "text", "translations"], KEYS].concat(), faults);
    let id = id(file, &entries, faults);
    let mut metadata = read(&entries, &Ids { own: &id, valid: is_line_id }, faults);
    if metadata.title.is_empty() {
        // Collections from elsewhere have texts without titles.
        metadata.title.clone_from(&id);
    }
    let body = body(file, &entries, faults);
    let mut case = assemble(file, id, metadata, text(body, line), faults);
    if let Some(translations) = entries.get("translations").and_then(|node| Entries::of(file, node, faults)) {
        translations.only(&["zh", "en"], faults);
        for lang in Lang::ALL {
            if let Some(node) = translations.get(lang.as_str()) {
                let writeup = translation_of(file, node, *lang, &case, faults);
                case.writeups.extend(writeup);
            }
        }
    }
    Some(case)
}

fn text(markdown: &str, first_line: usize) -> Text<'_> {
    Text { markdown: Cow::Borrowed(markdown), first_line }
}

/// The id of the line; empty, with a fault, when it has none.
fn id(file: &str, entries: &Entries<'_>, faults: &mut Vec<Fault>) -> String {
    let before = faults.len();
    let id = entries.text("id", faults).map(|(id, _)| id);
    match &id {
        Some(id) if !is_line_id(id) => {
            let message = format!("`{id}` is no id; use up to 100 letters, digits, `-`, `_` and `.`");
            faults.push(Fault::error(file, None, "bad-id", message));
        }
        None if faults.len() == before => {
            faults.push(Fault::error(file, None, "no-id", "no `id`; give each line one of its own"));
        }
        _ => {}
    }
    id.unwrap_or_default()
}

/// Collections from elsewhere number their texts in ways of their own.
fn is_line_id(id: &str) -> bool {
    is_id(id)
        || (id.len() <= 100
            && !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
}

fn body<'a>(file: &str, entries: &Entries<'a>, faults: &mut Vec<Fault>) -> &'a str {
    let (body, text) = (entries.markdown("body", faults), entries.markdown("text", faults));
    if body.is_some() && text.is_some() {
        faults.push(Fault::error(file, None, "two-texts", "`body` and `text` are the same thing; keep one of them"));
    }
    body.or(text).unwrap_or_default()
}

fn translation_of(file: &str, node: &Node, lang: Lang, case: &Case, faults: &mut Vec<Fault>) -> Option<Writeup> {
    let entries = Entries::of(file, node, faults)?;
    let found = translation(&entries, &["body", "text"], faults);
    if case.writeup(lang).is_some() {
        faults.push(Fault::error(
            file,
            None,
            "same-language",
            format!("the case has a write-up in `{}` already; a translation is in the other language", lang.as_str()),
        ));
        return None;
    }
    let facts = translated(file, &text(body(file, &entries, faults), node.line), case, faults);
    let found = found?;
    Some(Writeup { lang, title: found.title, summary: found.summary, facts })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> (Option<Case>, Vec<String>) {
        let (case, faults) = read_json_line("c.jsonl", 7, line.as_bytes());
        (case, faults.iter().map(ToString::to_string).collect())
    }

    /// What is said of a line; all of it on line 7.
    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let expected: Vec<String> = expected.iter().map(|message| format!("c.jsonl:7: {message}")).collect();
        assert_eq!(read(line).1, expected, "{line}");
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

    #[test]
    fn nothing_of_a_line_is_lost_unsaid() {
        check(r#"{"id":"a","title":"甲","title":"乙"}"#, &["`title` stands twice, on line 7 too; keep one of them"]);
        check(
            r#"{"id":"a","title":"甲","body":"x","text":"y"}"#,
            &["`body` and `text` are the same thing; keep one of them"],
        );
        check(r#"{"id":"a","title":"甲","body":["x"]}"#, &["`body` is a list; it should be a text"]);
        check(
            r#"{"id":"a","title":"甲","translations":{"fr":{"title":"x"}}}"#,
            &["`fr` is no key of a case; there are zh, en"],
        );
        check(
            r#"{"id":"a","title":"甲","translations":{"zh":{"title":"x"}}}"#,
            &["the case has a write-up in `zh` already; a translation is in the other language"],
        );
        check(
            r#"{"id":"a","title":"甲","translations":{"en":{"title":"A","level":"county","body":"B[^z]\n\n[^z]: x"}}}"#,
            &[
                "footnote `z` is defined here; define it in the original or its `sources`",
                "`level` is no key of a translation; it stands in the original",
            ],
        );
        check(
            r#"{"id":"a","title":"甲","translations":{"en":{"body":"B"}}}"#,
            &["no `title`; a case needs one to be found"],
        );
    }

    #[test]
    fn every_fault_of_a_line_is_told() {
        check(
            r#"{"id":"A b","level":"x","body":"甲\n\n乙[^9]"}"#,
            &[
                "`A b` is no id; use up to 100 letters, digits, `-`, `_` and `.`",
                "footnote `9` has no source; add one with `id: \"9\"` to `sources`, or mend the footnote",
                "`level`: `x` is not one of nationwide, province, prefecture, county, school, cross-region, international",
            ],
        );
        check(
            r#"{"id":"DOC_1","title":"甲","related":[{"id":"DOC_1","kind":"part-of"},{"id":"DOC_2","kind":"part-of"}]}"#,
            &["`id`: `DOC_1` is the case itself; take it out"],
        );
    }

    proptest! {
        #[test]
        fn any_object_is_read(text in r#"\{("(id|title|body|sources|translations|en)":("甲"|"[^1]"|\[|\{|\}|\]|1|null)?,?){0,8}\}"#) {
            read_json_line("c.jsonl", 1, text.as_bytes());
        }

        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            read_json_line("c.jsonl", 1, &bytes);
        }
    }
}
