//! Markdown to facts.
//!
//! A paragraph, list item, table row or code block is a fact; the heading above it says what kind. Markup is dropped,
//! raw HTML stays as the text it is. What would surprise: the parser sees a footnote mark only where the footnote is defined in
//! the same text, and ours are defined in the front matter, so every mark is given a definition before parsing.

use std::collections::{BTreeSet, HashMap};

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
    let definitions = definitions(markdown);
    let text = format!("{definitions}{markdown}");
    let mut reader = Reader::new(Lines::new(markdown, first_line));
    let options = Options::ENABLE_FOOTNOTES | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        if let Some(offset) = range.start.checked_sub(definitions.len()) {
            reader.event(event, offset);
        }
    }
    reader.flush();
    reader.keep_heading();
    let Reader { mut body, marks, stray, .. } = reader;
    undefined_footnotes(file, &marks, sources, &body.footnotes, faults);
    for (id, line) in stray {
        let message = format!("footnote `{id}` stands by itself; put it at the end of the fact it supports");
        faults.push(Fault::advice(file, Some(line), "stray-footnote", message));
    }
    set_anchors(file, &mut body.facts, faults);
    body
}

/// A definition of everything that may be a footnote mark, to stand before the text: behind it, a code block or a comment
/// that is not closed would swallow them. The rule keeps an indented first line of the text out of the last definition.
fn definitions(markdown: &str) -> String {
    let ids: BTreeSet<&str> = markdown.match_indices("[^").filter_map(|(at, _)| mark(&markdown[at + 2..])).collect();
    let mut definitions: String = ids.into_iter().map(|id| format!("[^{id}]: x\n\n")).collect();
    definitions.push_str("***\n\n");
    definitions
}

/// The name of the footnote mark whose `[^` is before `text`.
fn mark(text: &str) -> Option<&str> {
    // Names are short; without a limit a text of `[^[^[^…` would be searched to its end from every mark.
    let end = text.char_indices().take(100).find(|(_, c)| matches!(c, '[' | ']') || c.is_whitespace());
    let (end, _) = end.filter(|(at, c)| *at > 0 && *c == ']')?;
    Some(&text[..end])
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

/// Marks like `[^9]` of a footnote that nothing defines.
fn undefined_footnotes(
    file: &str,
    marks: &[(String, usize)],
    sources: &[String],
    footnotes: &[Footnote],
    faults: &mut Vec<Fault>,
) {
    let own = footnotes.iter().map(|footnote| footnote.id.as_str());
    let defined: BTreeSet<&str> = sources.iter().map(String::as_str).chain(own).collect();
    for (id, line) in marks.iter().filter(|(id, _)| !defined.contains(id.as_str())) {
        let message =
            format!("footnote `{id}` has no source; add one with `id: \"{id}\"` to `sources`, or mend the footnote");
        faults.push(Fault::error(file, Some(*line), "footnote-without-source", message));
    }
}

/// The text of a fact as it comes in.
struct Buffer {
    text: String,
    sources: Vec<String>,
    line: usize,
    /// A mark was just taken out here; whether a space was before it.
    gap: Option<bool>,
}

impl Buffer {
    fn cite(&mut self, id: &str) {
        let end = self.text.trim_end().len();
        self.gap = Some(self.gap.unwrap_or_default() || end < self.text.len());
        self.text.truncate(end);
        if !self.sources.iter().any(|source| source == id) {
            self.sources.push(id.to_owned());
        }
    }

    /// Adds text; where a mark was taken out, the spaces around it go where the text has none without the mark.
    fn push(&mut self, text: &str) {
        if let (Some(spaced), Some(next)) = (self.gap, text.trim_start().chars().next()) {
            let before = self.text.trim_end().chars().next_back();
            if closes(next) || before.is_some_and(is_wide) && is_wide(next) {
                self.text.truncate(self.text.trim_end().len());
                self.text.push_str(text.trim_start());
                self.gap = None;
                return;
            }
            if spaced && !text.starts_with(char::is_whitespace) {
                self.text.push(' ');
            }
            self.gap = None;
        }
        self.text.push_str(text);
    }
}

/// Punctuation that stands close to what is before it.
fn closes(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '。' | '，' | '；' | '：' | '！' | '？' | '）' | '、')
}

struct Reader {
    lines: Lines,
    body: Body,
    kind: Option<FactKind>,
    /// A heading of no kind that no fact carries yet, with its line.
    heading: Option<(String, usize)>,
    buffer: Option<Buffer>,
    footnote: Option<Footnote>,
    in_heading: Option<(String, usize)>,
    /// Every footnote mark with its line.
    marks: Vec<(String, usize)>,
    /// Those that no fact carries: of headings, and of paragraphs without text.
    stray: Vec<(String, usize)>,
}

impl Reader {
    fn new(lines: Lines) -> Self {
        Self {
            lines,
            body: Body::default(),
            kind: None,
            heading: None,
            buffer: None,
            footnote: None,
            in_heading: None,
            marks: Vec::new(),
            stray: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, offset: usize) {
        match event {
            Event::Start(tag) => self.start(tag, offset),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.push(&text, offset);
            }
            Event::SoftBreak | Event::HardBreak => self.push("\n", offset),
            Event::FootnoteReference(id) => self.cite(&id, offset),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, offset: usize) {
        match tag {
            Tag::Heading { .. } => {
                self.flush();
                self.in_heading = Some((String::new(), self.lines.of(offset)));
            }
            Tag::FootnoteDefinition(id) => {
                self.flush();
                self.body.footnotes.extend(self.footnote.take());
                let line = self.lines.of(offset);
                self.footnote = Some(Footnote { id: id.to_string(), text: String::new(), url: None, line });
            }
            Tag::Link { dest_url, .. } => {
                if let Some(footnote) = &mut self.footnote {
                    footnote.url.get_or_insert_with(|| dest_url.to_string());
                }
            }
            Tag::Paragraph | Tag::Item | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::TableHead | Tag::TableRow => {
                self.flush();
                self.open(offset);
                if let Some(footnote) = &mut self.footnote {
                    footnote.text.push('\n');
                }
            }
            Tag::TableCell if self.buffer.as_ref().is_some_and(|buffer| !buffer.text.is_empty()) => {
                self.push(" | ", offset);
            }
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::FootnoteDefinition => self.body.footnotes.extend(self.footnote.take()),
            TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::TableHead
            | TagEnd::TableRow => self.flush(),
            _ => {}
        }
    }

    fn open(&mut self, offset: usize) {
        if self.buffer.is_none() && self.footnote.is_none() {
            let line = self.lines.of(offset);
            self.buffer = Some(Buffer { text: String::new(), sources: Vec::new(), line, gap: None });
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
                buffer.push(text);
            }
        }
    }

    fn cite(&mut self, id: &str, offset: usize) {
        let mark = (id.to_owned(), self.lines.of(offset));
        if self.in_heading.is_some() || self.footnote.is_some() {
            self.stray.push(mark.clone());
        } else {
            self.open(offset);
            if let Some(buffer) = &mut self.buffer {
                buffer.cite(id);
            }
        }
        self.marks.push(mark);
    }

    fn end_heading(&mut self) {
        let Some((text, line)) = self.in_heading.take() else { return };
        self.keep_heading();
        let text = tidy(&text);
        self.kind = kind(&text);
        if self.kind.is_none() && !text.is_empty() {
            self.heading = Some((text, line));
        }
    }

    /// A heading with nothing under it is text of the case all the same.
    fn keep_heading(&mut self) {
        if let Some((text, line)) = self.heading.take() {
            self.body.facts.push(fact(None, String::new(), text, Vec::new(), line));
        }
    }

    fn flush(&mut self) {
        let Some(Buffer { text, sources, line, .. }) = self.buffer.take() else { return };
        let text = tidy(&text);
        if text.is_empty() {
            self.stray.extend(sources.into_iter().map(|id| (id, line)));
            return;
        }
        let heading = self.heading.take().map(|(text, _)| text).unwrap_or_default();
        self.body.facts.push(fact(self.kind, heading, text, sources, line));
    }
}

/// A fact that has no anchor yet.
fn fact(kind: Option<FactKind>, heading: String, text: String, sources: Vec<String>, line: usize) -> Fact {
    Fact { anchor: String::new(), kind, heading, text, sources, line }
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

/// What editors call a kind besides its two labels and their plural in `s`.
const OTHER_NAMES: &[(FactKind, &[&str])] = &[
    (FactKind::Motivation, &["動因", "改革动因", "rationale"]),
    (FactKind::Context, &["改革背景", "background"]),
    (FactKind::Mechanism, &["主要做法", "approach", "measures"]),
    (FactKind::Resources, &["投入与资源", "投入與資源", "资源", "資源", "resource", "cost", "costs"]),
    (FactKind::Scale, &["規模"]),
    (FactKind::Result, &["成果", "效果", "主要成效", "outcomes", "effects"]),
    (FactKind::Difficulty, &["困難", "挑战", "挑戰", "问题", "問題", "difficulties", "challenges", "problems"]),
    (FactKind::Critique, &["爭議", "批评", "批評", "criticism", "criticisms"]),
    (FactKind::Condition, &["適用條件", "条件", "條件"]),
    (FactKind::Spread, &["推廣", "diffusion"]),
    (FactKind::Lesson, &["經驗", "启示", "啟示", "lessons learned", "lessons learnt"]),
];

/// The kind that a heading names, in either language.
pub(crate) fn kind(heading: &str) -> Option<FactKind> {
    let name =
        unnumbered(heading.trim()).trim().trim_end_matches([':', '：', '.', '。', '!', '！']).trim().to_lowercase();
    let singular = name.strip_suffix('s').unwrap_or(&name);
    let labelled = FactKind::ALL
        .iter()
        .copied()
        .find(|kind| [kind.as_str(), kind.label(Lang::Zh)].contains(&name.as_str()) || kind.as_str() == singular);
    labelled.or_else(|| OTHER_NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(kind, _)| *kind))
}

/// A heading without `一、` or `2.` before it.
fn unnumbered(heading: &str) -> &str {
    let rest = heading.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    if rest.len() == heading.len() {
        return heading;
    }
    rest.strip_prefix(['、', '.', '．', ')', '）']).unwrap_or(heading)
}

/// Gives every fact its anchor: the one its text ends in, else its number.
fn set_anchors(file: &str, facts: &mut [Fact], faults: &mut Vec<Fault>) {
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (at, fact) in facts.iter_mut().enumerate() {
        fact.anchor = explicit_anchor(&mut fact.text).unwrap_or_else(|| format!("f{}", at + 1));
        if let Some(line) = taken.insert(fact.anchor.clone(), fact.line) {
            let message = format!(
                "anchor `{}` names the fact of line {line} too; give one of them another with `{{#…}}`",
                fact.anchor
            );
            faults.push(Fault::error(file, Some(fact.line), "duplicate-anchor", message));
        }
    }
}

fn explicit_anchor(text: &mut String) -> Option<String> {
    let start = text.rfind("{#")?;
    let anchor = text[start + 2..].strip_suffix('}')?;
    let valid = !anchor.is_empty() && anchor.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let end = text[..start].trim_end().len();
    let anchor = (valid && end > 0).then(|| anchor.to_owned())?;
    text.truncate(end);
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

    #[track_caller]
    fn check_faults(markdown: &str, expected: &[&str]) {
        let mut faults = Vec::new();
        read_body("x.md", markdown, 10, &["1".to_owned()], &mut faults);
        let found: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "reading {markdown:?}");
    }

    #[test]
    fn a_footnote_without_source_names_its_line() {
        check_faults(
            "甲[^1]\n\n乙[^9]",
            &["x.md:12: footnote `9` has no source; add one with `id: \"9\"` to `sources`, or mend the footnote"],
        );
        check_faults("`[^9]` \\[^8] [^ 7]\n\n    [^6]\n\n```\n[^5]\n```\n\n<p>[^4]</p>", &[]);
    }

    #[test]
    fn a_footnote_that_no_fact_carries_is_told() {
        let told = "footnote `1` stands by itself; put it at the end of the fact it supports";
        check_faults("甲\n\n[^1]", &[&format!("x.md:12: {told}")]);
        check_faults("## 做法[^1]\n\n甲", &[&format!("x.md:10: {told}")]);
    }

    #[test]
    fn two_facts_have_two_anchors() {
        check_faults(
            "甲 {#f2}\n\n乙",
            &["x.md:12: anchor `f2` names the fact of line 10 too; give one of them another with `{#…}`"],
        );
    }

    #[test]
    fn what_is_not_closed_swallows_no_footnote() {
        check("甲[^1]\n\n```", &[(None, "甲", &["1"])]);
        for open in ["<!--", "<script>", "``` \ncode"] {
            let text = open.trim_start_matches(['`', ' ', '\n']);
            check(&format!("甲[^1]\n\n{open}"), &[(None, "甲", &["1"]), (None, text, &[])]);
        }
        check("    code[^1]", &[(None, "code[^1]", &[])]);
    }

    #[test]
    fn a_mark_leaves_no_gap() {
        check("校长 [^1] 。", &[(None, "校长。", &["1"])]);
        check("甲[^1] 乙", &[(None, "甲乙", &["1"])]);
        check("甲[^1] [^2]\n乙", &[(None, "甲乙", &["1", "2"])]);
        check("word [^1] , next [^2]end", &[(None, "word, next end", &["1", "2"])]);
        check("one[^1] two [^1].", &[(None, "one two.", &["1"])]);
        check("甲。[^1] {#a}\n\n乙。{#b}[^2]", &[(None, "甲。", &["1"]), (None, "乙。", &["2"])]);
    }

    #[test]
    fn a_text_of_nothing_but_marks_is_read_quickly() {
        let started = std::time::Instant::now();
        for text in ["[^".repeat(50_000), "[^1] ".repeat(20_000), "甲\n\n".repeat(20_000), "> ".repeat(20_000)] {
            read_body("x.md", &text, 1, &[], &mut Vec::new());
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn headings_name_kinds_in_many_ways() {
        for (heading, expected) in [
            ("動因", FactKind::Motivation),
            ("一、背景", FactKind::Context),
            ("2. Mechanisms:", FactKind::Mechanism),
            ("投入", FactKind::Resources),
            ("規模。", FactKind::Scale),
            ("RESULTS", FactKind::Result),
            ("挑战", FactKind::Difficulty),
            ("Challenges", FactKind::Difficulty),
            ("爭議：", FactKind::Critique),
            ("条件", FactKind::Condition),
            ("推廣", FactKind::Spread),
            (" 启示 ", FactKind::Lesson),
            ("Lessons learned", FactKind::Lesson),
        ] {
            assert_eq!(kind(heading), Some(expected), "{heading:?}");
        }
        for heading in ["", "附录", "一", "2004.", "results of the vote"] {
            assert_eq!(kind(heading), None, "{heading:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_mark_of_a_footnote_stays_in_a_fact(text in "([-#*>|~:(){}.。 甲a\\n]|\\[\\^[12]\\]){0,80}") {
            let mut faults = Vec::new();
            let body = read_body("x.md", &text, 1, &["1".to_owned(), "2".to_owned()], &mut faults);
            for fact in body.facts {
                // Code keeps what was typed in it: four spaces, or a fence.
                let is_code = text.contains("    ") || text.contains("~~~");
                proptest::prop_assert!(is_code || !fact.text.contains("[^"), "{:?} of {:?}", fact.text, text);
            }
        }
    }

    #[test]
    fn a_footnote_of_the_text_is_kept() {
        let mut faults = Vec::new();
        let body = read_body("x.md", "甲[^a]\n\n[^a]: [标题](https://example.org/a)", 1, &[], &mut faults);
        assert_eq!(
            (tidy(&body.footnotes[0].text).as_str(), body.footnotes[0].url.as_deref()),
            ("标题", Some("https://example.org/a"))
        );
        assert_eq!((body.facts.len(), body.footnotes.len()), (1, 1));
    }
}
