//! Markdown to facts.
//!
//! A paragraph, list item, table row or code block is a fact; the heading above it says what kind. Markup is dropped,
//! raw HTML stays as the text it is.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::fault::Fault;
use crate::{Fact, FactKind, Lang};

/// The facts of a text and the footnotes it defines itself.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) facts: Vec<Fact>,
    pub(crate) footnotes: Vec<Footnote>,
}

/// A footnote that the text defines.
#[derive(Debug)]
pub(crate) struct Footnote {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) url: Option<String>,
    pub(crate) line: usize,
}

/// Reads `markdown`, whose first line is `first_line` of `file`. `sources` are the footnotes that are defined elsewhere.
pub(crate) fn read_body(
    file: &str,
    markdown: &str,
    first_line: usize,
    sources: &[String],
    faults: &mut Vec<Fault>,
) -> Body {
    // The parser sees a reference only where it sees a definition, so those of the front matter are put behind the text.
    let mut text = markdown.to_owned();
    text.push_str("\n\n");
    let end = text.len();
    for id in sources.iter().filter(|id| !markdown.contains(&format!("[^{id}]:"))) {
        text.push_str(&format!("[^{id}]: x\n\n"));
    }
    let lines = Lines::new(markdown, first_line);
    undefined_footnotes(file, markdown, &lines, sources, faults);
    let mut reader = Reader {
        lines,
        body: Body::default(),
        kind: None,
        heading: String::new(),
        heading_line: first_line,
        buffer: None,
        footnote: None,
        in_heading: None,
    };
    let options = Options::ENABLE_FOOTNOTES | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        if range.start < end {
            reader.event(event, range.start);
        }
    }
    reader.flush();
    reader.keep_heading();
    let mut body = reader.body;
    set_anchors(file, &mut body.facts, faults);
    body
}

/// Line numbers of byte offsets.
struct Lines {
    starts: Vec<usize>,
    first: usize,
}

impl Lines {
    fn new(text: &str, first: usize) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts, first }
    }

    fn of(&self, offset: usize) -> usize {
        self.first + self.starts.partition_point(|start| *start <= offset) - 1
    }
}

/// References like `[^9]` to a footnote that nothing defines.
fn undefined_footnotes(file: &str, markdown: &str, lines: &Lines, sources: &[String], faults: &mut Vec<Fault>) {
    for (at, _) in markdown.match_indices("[^") {
        let rest = &markdown[at + 2..];
        let Some(length) = rest.find([']', '\n']) else { continue };
        let id = &rest[..length];
        let is_reference = rest[length..].starts_with(']')
            && !id.is_empty()
            && !id.contains(char::is_whitespace)
            && !markdown[..at].ends_with('\\');
        if is_reference && !sources.iter().any(|source| source == id) && !markdown.contains(&format!("[^{id}]:")) {
            let message = format!(
                "footnote `{id}` has no source; add one with `id: \"{id}\"` to `sources`, or mend the footnote"
            );
            faults.push(Fault::error(file, Some(lines.of(at)), "footnote-without-source", message));
        }
    }
}

struct Buffer {
    text: String,
    sources: Vec<String>,
    line: usize,
}

struct Reader {
    lines: Lines,
    body: Body,
    kind: Option<FactKind>,
    /// A heading of no kind that no fact carries yet.
    heading: String,
    heading_line: usize,
    buffer: Option<Buffer>,
    footnote: Option<Footnote>,
    in_heading: Option<(String, usize)>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, offset: usize) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.flush();
                self.in_heading = Some((String::new(), offset));
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::FootnoteDefinition(id)) => {
                self.flush();
                self.footnote =
                    Some(Footnote { id: id.to_string(), text: String::new(), url: None, line: self.lines.of(offset) });
            }
            Event::End(TagEnd::FootnoteDefinition) => self.body.footnotes.extend(self.footnote.take()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(footnote) = &mut self.footnote {
                    footnote.url.get_or_insert_with(|| dest_url.to_string());
                }
            }
            Event::Start(
                Tag::Paragraph | Tag::Item | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::TableHead | Tag::TableRow,
            ) => {
                self.flush();
                self.open(offset);
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::TableHead
                | TagEnd::TableRow,
            ) => self.flush(),
            Event::Start(Tag::TableCell) if self.buffer.as_ref().is_some_and(|buffer| !buffer.text.is_empty()) => {
                self.push(" | ", offset)
            }
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.push(&text, offset)
            }
            Event::SoftBreak | Event::HardBreak => self.push("\n", offset),
            Event::FootnoteReference(id) => {
                self.open(offset);
                if let Some(buffer) = &mut self.buffer {
                    buffer.text.truncate(buffer.text.trim_end().len());
                    if !buffer.sources.iter().any(|source| **source == *id) {
                        buffer.sources.push(id.to_string());
                    }
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, offset: usize) {
        if self.buffer.is_none() && self.footnote.is_none() {
            self.buffer = Some(Buffer { text: String::new(), sources: Vec::new(), line: self.lines.of(offset) });
        }
    }

    fn push(&mut self, text: &str, offset: usize) {
        if let Some((heading, _)) = &mut self.in_heading {
            heading.push_str(text);
        } else if let Some(footnote) = &mut self.footnote {
            footnote.text.push_str(text);
        } else {
            self.open(offset);
            if let Some(buffer) = &mut self.buffer {
                buffer.text.push_str(text);
            }
        }
    }

    fn end_heading(&mut self) {
        let Some((text, offset)) = self.in_heading.take() else { return };
        self.keep_heading();
        let text = tidy(&text);
        self.kind = kind(&text);
        if self.kind.is_none() {
            self.heading = text;
            self.heading_line = self.lines.of(offset);
        }
    }

    /// A heading with nothing under it is text of the case all the same.
    fn keep_heading(&mut self) {
        let heading = std::mem::take(&mut self.heading);
        if !heading.is_empty() {
            let line = self.heading_line;
            self.body.facts.push(Fact {
                anchor: String::new(),
                kind: None,
                heading: String::new(),
                text: heading,
                sources: Vec::new(),
                line,
            });
        }
    }

    fn flush(&mut self) {
        let Some(buffer) = self.buffer.take() else { return };
        let text = tidy(&buffer.text);
        if text.is_empty() {
            return;
        }
        let heading = std::mem::take(&mut self.heading);
        self.body.facts.push(Fact {
            anchor: String::new(),
            kind: self.kind,
            heading,
            text,
            sources: buffer.sources,
            line: buffer.line,
        });
    }
}

/// One line of text: lines are joined by a space, but not between two characters that are written without.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut space: Option<bool> = None;
    for c in text.chars() {
        if c.is_whitespace() {
            let is_break = c == '\n';
            space = Some(space.is_some_and(|broken| broken) || is_break);
            continue;
        }
        if let (Some(broken), Some(before)) = (space, tidied.chars().next_back())
            && !(broken && is_wide(before) && is_wide(c))
        {
            tidied.push(' ');
        }
        space = None;
        tidied.push(c);
    }
    tidied
}

/// Characters of scripts without spaces, and their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// The kind that a heading names, in either language.
pub(crate) fn kind(heading: &str) -> Option<FactKind> {
    let heading = heading.trim().trim_end_matches([':', '：', '.', '。']).trim().to_lowercase();
    let by_label =
        FactKind::ALL.iter().copied().find(|kind| [kind.as_str(), kind.label(Lang::Zh)].contains(&heading.as_str()));
    by_label.or(match heading.as_str() {
        "動因" | "motivations" => Some(FactKind::Motivation),
        "投入與資源" | "资源" | "投入与资源" | "resource" => Some(FactKind::Resources),
        "規模" => Some(FactKind::Scale),
        "成果" | "results" => Some(FactKind::Result),
        "困難" | "挑战" | "difficulties" | "challenges" => Some(FactKind::Difficulty),
        "爭議" | "批评" | "critiques" | "criticism" => Some(FactKind::Critique),
        "適用條件" | "条件" | "conditions" => Some(FactKind::Condition),
        "推廣" => Some(FactKind::Spread),
        "經驗" | "启示" | "lessons" => Some(FactKind::Lesson),
        "mechanisms" => Some(FactKind::Mechanism),
        _ => None,
    })
}

/// Gives every fact its anchor: the one its text ends in, else its number.
fn set_anchors(file: &str, facts: &mut [Fact], faults: &mut Vec<Fault>) {
    for (at, fact) in facts.iter_mut().enumerate() {
        fact.anchor = explicit_anchor(&mut fact.text).unwrap_or_else(|| format!("f{}", at + 1));
    }
    for at in 1..facts.len() {
        let anchor = &facts[at].anchor;
        if facts[..at].iter().any(|before| before.anchor == *anchor) {
            let message = format!("anchor `{anchor}` names two facts; give one of them another with `{{#…}}`");
            faults.push(Fault::error(file, Some(facts[at].line), "duplicate-anchor", message));
        }
    }
}

fn explicit_anchor(text: &mut String) -> Option<String> {
    let start = text.rfind("{#")?;
    let anchor = text[start + 2..].strip_suffix('}')?;
    let valid = !anchor.is_empty() && anchor.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let anchor = valid.then(|| anchor.to_owned())?;
    text.truncate(text[..start].trim_end().len());
    Some(anchor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(markdown: &str) -> Vec<Fact> {
        let mut faults = Vec::new();
        let body = read_body("x.md", markdown, 1, &["1".to_owned(), "2".to_owned()], &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        body.facts
    }

    #[track_caller]
    fn check(markdown: &str, expected: &[(Option<FactKind>, &str, &[&str])]) {
        let facts = facts(markdown);
        let found: Vec<(Option<FactKind>, &str, Vec<&str>)> = facts
            .iter()
            .map(|fact| (fact.kind, fact.text.as_str(), fact.sources.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<(Option<FactKind>, &str, Vec<&str>)> =
            expected.iter().map(|(kind, text, sources)| (*kind, *text, sources.to_vec())).collect();
        assert_eq!(found, expected, "reading {markdown:?}");
    }

    #[test]
    fn a_paragraph_under_a_heading_is_a_fact_of_its_kind() {
        check(
            "## 动因\n\n校长常被叫去开会。[^1]\n\n## Result\n\nAll 405.[^1] [^2]",
            &[
                (Some(FactKind::Motivation), "校长常被叫去开会。", &["1"]),
                (Some(FactKind::Result), "All 405.", &["1", "2"]),
            ],
        );
        check("## 適用條件：\n\n甲", &[(Some(FactKind::Condition), "甲", &[])]);
    }

    #[test]
    fn lines_are_joined_as_the_script_wants() {
        check("第一行\n第二行 word\nnext", &[(None, "第一行第二行 word next", &[])]);
        check("In 2004[^1], it began.", &[(None, "In 2004, it began.", &["1"])]);
    }

    #[test]
    fn lists_tables_and_html_lose_nothing() {
        check("- 甲\n  - 乙\n- 丙", &[(None, "甲", &[]), (None, "乙", &[]), (None, "丙", &[])]);
        check("| a | b |\n|---|---|\n| 1 | 2 |", &[(None, "a | b", &[]), (None, "1 | 2", &[])]);
        check("<script>alert(1)</script>", &[(None, "<script>alert(1)</script>", &[])]);
        check("a <b>bold</b> word **strong** `code`", &[(None, "a <b>bold</b> word strong code", &[])]);
    }

    #[test]
    fn another_heading_is_text() {
        let found = facts("## 附录\n\n甲\n\n## 结语");
        assert_eq!(found[0].heading, "附录");
        assert_eq!(found[1].text, "结语");
    }

    #[test]
    fn anchors_are_numbers_or_what_the_text_says() {
        let found = facts("甲\n\n乙 {#f9}\n\n丙");
        assert_eq!(found.iter().map(|fact| fact.anchor.as_str()).collect::<Vec<_>>(), ["f1", "f9", "f3"]);
        assert_eq!(found[1].text, "乙");
    }

    #[test]
    fn a_footnote_without_source_names_its_line() {
        let mut faults = Vec::new();
        read_body("x.md", "甲[^1]\n\n乙[^9]", 10, &["1".to_owned()], &mut faults);
        assert_eq!(
            faults[0].to_string(),
            "x.md:12: footnote `9` has no source; add one with `id: \"9\"` to `sources`, or mend the footnote"
        );
    }

    #[test]
    fn a_footnote_of_the_text_is_kept() {
        let mut faults = Vec::new();
        let body = read_body("x.md", "甲[^a]\n\n[^a]: [标题](https://example.org/a)", 1, &[], &mut faults);
        assert_eq!(
            (body.footnotes[0].text.as_str(), body.footnotes[0].url.as_deref()),
            ("标题", Some("https://example.org/a"))
        );
        assert_eq!(body.facts.len(), 1);
    }
}
