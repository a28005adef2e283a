//! The files of a case to a case, every fault noted on the way.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::body::{Body, Footnote, read_body};
use crate::convert::{Entries, Metadata, Translation, is_id, is_url, metadata, no_url, translation};
use crate::tree::Node;
use crate::{Case, Fact, Fault, Lang, Severity, Source, Writeup};

/// One file of a case, as found on disk.
#[derive(Debug, Clone, Copy)]
pub struct CaseFile<'a> {
    /// Name for messages and for the id, such as `corpus/x.en.md`.
    pub name: &'a str,
    /// Its content, any bytes.
    pub bytes: &'a [u8],
}

/// Reads the case of `<id>.md` and its translations (`<id>.<lang>.md`). Every fault of every file is in the list; the case
/// is `None` when one of them is an error.
///
/// ```
/// use anli_case::{CaseFile, read_case};
///
/// let bytes = "---\ntitle: 校长职级制\nlang: zh\n---\n## 做法\n\n取消行政级别。\n".as_bytes();
/// let (case, faults) = read_case(CaseFile { name: "corpus/weifang.md", bytes }, &[]);
/// assert!(faults.is_empty());
/// assert_eq!(case.expect("a case").writeups[0].facts[0].text, "取消行政级别。");
/// ```
pub fn read_case(main: CaseFile<'_>, translations: &[CaseFile<'_>]) -> (Option<Case>, Vec<Fault>) {
    let mut faults = Vec::new();
    let id = stem(main.name).to_owned();
    if !is_id(&id) {
        let message = format!("`{id}` is no id; name the file in lower-case letters, digits and hyphens");
        faults.push(Fault::error(main.name, None, "bad-id", message));
    }
    let mut case = split(main, &mut faults).and_then(|(node, body)| {
        let metadata = metadata(main.name, &id, &node, &mut faults)?;
        Some(assemble(main.name, id, metadata, body, &mut faults))
    });
    for file in translations {
        let writeup = read_translation(*file, case.as_ref(), &mut faults);
        if let (Some(case), Some(writeup)) = (&mut case, writeup) {
            case.writeups.push(writeup);
        }
    }
    faults.sort();
    let usable = !faults.iter().any(|fault| fault.severity == Severity::Error);
    (case.filter(|_| usable), faults)
}

/// File name without folder and `.md`; of a translation with its language.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Markdown with the number of its first line.
pub(crate) struct Text<'a> {
    pub(crate) markdown: Cow<'a, str>,
    pub(crate) first_line: usize,
}

fn read_translation(file: CaseFile<'_>, original: Option<&Case>, faults: &mut Vec<Fault>) -> Option<Writeup> {
    let suffix = stem(file.name).split_once('.').map_or("", |(_, suffix)| suffix);
    let Some(lang) = Lang::from_word(suffix) else {
        let message = format!("`{suffix}` is no language of write-ups; end the name in .zh.md or .en.md");
        faults.push(Fault::error(file.name, None, "unknown-language", message));
        return None;
    };
    let (node, body) = split(file, faults)?;
    let Translation { title, summary } = translation(&Entries::of(file.name, &node, faults)?, &[], faults)?;
    let case = original?;
    if case.writeups.iter().any(|writeup| writeup.lang == lang) {
        let message = format!("the case has a write-up in `{suffix}` already; a translation is in the other language");
        faults.push(Fault::error(file.name, None, "same-language", message));
        return None;
    }
    Some(Writeup { lang, title, summary, facts: translated(file.name, &body, case, faults) })
}

/// The facts of a translation, which cites the sources of the original.
pub(crate) fn translated(file: &str, body: &Text<'_>, case: &Case, faults: &mut Vec<Fault>) -> Vec<Fact> {
    let ids: Vec<String> = case.sources.iter().map(|source| source.id.clone()).collect();
    let Body { facts, footnotes } = read_body(file, &body.markdown, body.first_line, &ids, faults);
    for footnote in footnotes {
        let message = format!("footnote `{}` is defined here; define it in the original or its `sources`", footnote.id);
        faults.push(Fault::error(file, Some(footnote.line), "footnote-in-translation", message));
    }
    facts
}

/// The front matter and the text of a file.
fn split<'a>(file: CaseFile<'a>, faults: &mut Vec<Fault>) -> Option<(Node, Text<'a>)> {
    let text = decode(file, faults)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let Some(yaml) = front_matter(&text) else {
        let fault = if text.lines().next().is_some_and(|first| first.trim_end() == "---") {
            Fault::error(
                file.name,
                Some(1),
                "front-matter-open",
                "the front matter is not closed; end it with a line `---`",
            )
        } else {
            Fault::error(file.name, Some(1), "no-front-matter", "no front matter; the first line should be `---`")
        };
        faults.push(fault);
        return None;
    };
    // Blank lines in front, so that lines count as in the file.
    let padded = format!("{}{}", "\n".repeat(text[..yaml.start].matches('\n').count()), &text[yaml.clone()]);
    let node = Node::from_yaml(&padded).map_err(|error| {
        let message = format!("the front matter is not YAML: {}", error.message);
        faults.push(Fault::error(file.name, error.line, "bad-yaml", message));
    });
    let close = text[yaml.end..].find('\n').map_or(text.len(), |at| yaml.end + at + 1);
    let first_line = text[..close].matches('\n').count() + 1;
    let markdown = match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[close..]),
        Cow::Owned(text) => Cow::Owned(text[close..].to_owned()),
    };
    Some((node.ok()?, Text { markdown, first_line }))
}

fn decode<'a>(file: CaseFile<'a>, faults: &mut Vec<Fault>) -> Option<&'a str> {
    std::str::from_utf8(file.bytes)
        .map_err(|error| {
            let at = error.valid_up_to();
            let line = file.bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            let message = format!("not UTF-8 from byte {at} on; save the file as UTF-8");
            faults.push(Fault::error(file.name, Some(line), "not-utf-8", message));
        })
        .ok()
}

/// Byte range of the YAML between the `---` lines. The parser of the text finds it too, but not when it is empty or begins
/// with a blank line, which an editor may well write.
fn front_matter(text: &str) -> Option<std::ops::Range<usize>> {
    let first = text.split_inclusive('\n').next()?;
    let start = first.len();
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return (first.trim_end() == "---").then_some(start..at);
        }
        at += line.len();
    }
    None
}

/// Share of Han characters among letters above which a text without `lang` is Chinese.
const CHINESE: f32 = 0.2;

/// The language that a text is most likely in.
fn guess(text: &str) -> Lang {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (han, all) = letters
        .fold((0.0, 0.0), |(han, all), c| (han + f32::from(u8::from(matches!(c, '\u{3400}'..='\u{9fff}'))), all + 1.0));
    if han >= all * CHINESE { Lang::Zh } else { Lang::En }
}

/// The case of its metadata and its original text.
pub(crate) fn assemble(file: &str, id: String, metadata: Metadata, body: Text<'_>, faults: &mut Vec<Fault>) -> Case {
    let Metadata { title, summary, lang, mut case } = metadata;
    let ids: Vec<String> = case.sources.iter().map(|source| source.id.clone()).collect();
    let Body { facts, footnotes } = read_body(file, &body.markdown, body.first_line, &ids, faults);
    let mut taken: HashSet<String> = ids.into_iter().collect();
    for footnote in footnotes {
        if taken.insert(footnote.id.clone()) {
            case.sources.push(source(file, footnote, faults));
            continue;
        }
        let message =
            format!("footnote `{}` is defined before, in `sources` or in the text; keep one of them", footnote.id);
        faults.push(Fault::error(file, Some(footnote.line), "footnote-twice", message));
    }
    let said = |facts: &[Fact]| facts.iter().map(|fact| fact.text.as_str()).collect::<String>();
    case.id = id;
    case.lang = lang.unwrap_or_else(|| guess(&format!("{title}{summary}{}", said(&facts))));
    case.writeups = vec![Writeup { lang: case.lang, title, summary, facts }];
    case
}

/// The source that a footnote of the text is.
fn source(file: &str, footnote: Footnote, faults: &mut Vec<Fault>) -> Source {
    let Footnote { id, text, url, line } = footnote;
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        let message = format!("footnote `{id}` is empty; say what it refers to");
        faults.push(Fault::error(file, Some(line), "no-title", message));
    }
    if let Some(url) = url.as_deref().filter(|url| !is_url(url)) {
        let message = format!("footnote `{id}`: {}", no_url(url));
        faults.push(Fault::error(file, Some(line), "bad-url", message));
    }
    Source { id, url, title, publisher: None, date: None, lang: None, kind: None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::FactKind;

    fn read(original: &str, english: Option<&str>) -> (Option<Case>, Vec<String>) {
        let main = CaseFile { name: "corpus/x.md", bytes: original.as_bytes() };
        let translation = english.map(|text| CaseFile { name: "corpus/x.en.md", bytes: text.as_bytes() });
        let (case, faults) = read_case(main, translation.as_slice());
        (case, faults.iter().map(ToString::to_string).collect())
    }

    /// The one fault of a file with these lines of front matter.
    #[track_caller]
    fn check(front_matter: &str, expected: &str) {
        let (case, faults) = read(&format!("---\ntitle: 甲\n{front_matter}\n---\n文\n"), None);
        assert_eq!(faults, [expected]);
        assert!(case.is_none());
    }

    #[test]
    fn a_case_of_two_files() {
        let original = "---\ntitle: 职级制\nlang: zh\nregion: \"370700\"\nlevel: prefecture\nstarted: 2004\nreported: 2019-09-10\nstage: running\nareas: [principal-ranks]\norganizations:\n  - {name: 潍坊市教育局, name_en: Weifang Education Bureau, role: lead}\nsources:\n  - {id: \"1\", title: 报道, date: 2019-09-10, lang: zh, kind: press}\n---\n## 动因\n\n校长常被叫去开会。[^1]\n";
        let english = "---\ntitle: Principal ranks\nsummary: Short.\n---\n## Motivation\n\nMeetings.[^1]\n";
        let (case, faults) = read(original, Some(english));
        assert_eq!(faults, Vec::<String>::new());
        let case = case.expect("a case");
        assert_eq!((case.id.as_str(), case.year(), case.evidence()), ("x", Some(2004), 2));
        assert_eq!(case.writeups[0].facts[0].line, 17);
        assert_eq!(case.writeups[1].facts[0].kind, Some(FactKind::Motivation));
        assert_eq!(case.writeups[1].facts[0].sources, ["1"]);
    }

    #[test]
    fn every_fault_names_line_value_and_cure() {
        check(
            "level: provinc",
            "corpus/x.md:3: `level`: `provinc` is not one of nationwide, province, prefecture, county, school, cross-region, international; did you mean `province`?",
        );
        check(
            "areas: [principal-rank]",
            "corpus/x.md:3: `areas`: `principal-rank` is not a reform area; did you mean `principal-ranks`?",
        );
        check(
            "region: \"999999\"",
            "corpus/x.md:3: `region`: `999999` is no division code, country code or zone; `anli regions NAME` looks it up",
        );
        check("started: 04", "corpus/x.md:3: `started`: `04` is not a date; write 2004, 2004-09-10 or 2004/2019");
        check("titel: 乙", "corpus/x.md:3: `titel` is no key of a case; did you mean `title`?");
        check("ended: 2001\nstarted: 2004", "corpus/x.md:3: `ended` is 2001, before `started`, which is 2004");
        check("areas: {a: b}", "corpus/x.md:3: `areas` is a map; it should be a text or a list of texts");
        check(
            "sources: [{id: \"1\", title: 甲}, {id: \"1\", title: 乙}]",
            "corpus/x.md:3: source `1` stands twice; give each source an id of its own",
        );
        check(
            "sources: [甲, {id: \"1\", title: 乙}]",
            "corpus/x.md:3: `sources`: `甲` is a text; it should be {id, url, title, publisher, date, lang, kind}",
        );
        check(
            "sources: [{id: \"a b\", title: 甲}]",
            "corpus/x.md:3: source `a b` cannot be cited; name it in a few letters or digits, without spaces and brackets",
        );
        check("sources: [{id: \"1\"}]", "corpus/x.md:3: source `1` has no `title`; give it one");
        check(
            "sources: {id: \"1\"}",
            "corpus/x.md:3: `sources` is a map; it should be a list of {id, url, title, publisher, date, lang, kind}",
        );
        check("organizations: [{role: lead}]", "corpus/x.md:3: an organization without `name`; give it one");
        check("awards: [{year: 2008}]", "corpus/x.md:3: an award without `name`; give it one");
        check("related: [{kind: part-of}]", "corpus/x.md:3: a related case without `id`; name the case");
        check(
            "related: [{id: y}]",
            "corpus/x.md:3: a related case without `kind`; it is one of same-reform, precursor, copied-from, part-of",
        );
        check("related: [{id: x, kind: part-of}]", "corpus/x.md:3: `id`: `x` is the case itself; take it out");
        check("aliases: [x]", "corpus/x.md:3: `aliases`: `x` is the case itself; take it out");
        check(
            "aliases: [Y]",
            "corpus/x.md:3: `aliases`: `Y` is no id of a case; ids are lower-case letters, digits and hyphens",
        );
        check("title: 乙", "corpus/x.md:3: `title` stands twice, on line 2 too; keep one of them");
        check("summary: [a]", "corpus/x.md:3: `summary` is a list; it should be a text");
        check(
            "started: 2004-09\nended: 2004-03",
            "corpus/x.md:4: `ended` is 2004-03, before `started`, which is 2004-09",
        );
        check("lang: fr", "corpus/x.md:3: `lang`: `fr` is not one of zh, en");
        check(
            "areas:\n  - principal-ranks\n  - ~",
            "corpus/x.md:5: `areas` is empty; it should be a text or a list of texts",
        );
        check(
            "region: \"130323\"",
            "corpus/x.md:3: `region`: `130323` is retired and its land is in 130302, 130304, 130306 now; write the one that is meant, or all",
        );
        check(
            "sources: [{id: \"1\", title: 甲, url: \"ftp://x\"}]",
            "corpus/x.md:3: `url`: `ftp://x` is no http address; leave it out for a page that is not to be linked",
        );
        check(
            "organizations: [{name: 局, role: leader}]",
            "corpus/x.md:3: `role`: `leader` is not one of lead, partner, funder, evaluator; did you mean `lead`?",
        );
        check(
            "related: [{id: \"A b\", kind: part-of}]",
            "corpus/x.md:3: `id`: `A b` is no id of a case; ids are lower-case letters, digits and hyphens",
        );
    }

    #[test]
    fn several_faults_are_all_listed() {
        let (case, faults) = read("---\nlang: fr\nlevel: x\nstage: y\n---\n甲[^3]\n", None);
        assert!(case.is_none());
        assert_eq!(faults.len(), 5, "{faults:?}");
        assert!(faults.contains(&"corpus/x.md: no `title`; a case needs one to be found".to_owned()));
    }

    #[test]
    fn broken_files_say_how() {
        assert_eq!(read("文", None).1, ["corpus/x.md:1: no front matter; the first line should be `---`"]);
        assert_eq!(
            read("---\ntitle: 甲\n", None).1,
            ["corpus/x.md:1: the front matter is not closed; end it with a line `---`"]
        );
        assert!(read("---\ntitle: [甲\n---\n", None).1[0].contains("the front matter is not YAML"));
        assert_eq!(
            read("---\ntitle: 甲: 乙\n---\n", None).1,
            [
                "corpus/x.md:2: the front matter is not YAML: mapping values are not allowed in this context; values with `: `, `#` or quotes want quotes around them"
            ]
        );
        assert_eq!(read("---\n- 甲\n---\n", None).1, ["corpus/x.md:2: a list where `key: value` lines should be"]);
        let (case, faults) = read_case(CaseFile { name: "x.md", bytes: b"---\ntitle: \xff\n---\n" }, &[]);
        assert!(case.is_none());
        assert_eq!(faults[0].to_string(), "x.md:2: not UTF-8 from byte 11 on; save the file as UTF-8");
    }

    #[test]
    fn a_name_that_is_no_id_is_told() {
        let (_, faults) = read_case(CaseFile { name: "a/B c.md", bytes: b"---\ntitle: A\n---\n" }, &[]);
        assert_eq!(
            faults[0].to_string(),
            "a/B c.md: `B c` is no id; name the file in lower-case letters, digits and hyphens"
        );
        let files = [
            CaseFile { name: "x.md", bytes: b"---\ntitle: A\n---\n" },
            CaseFile { name: "x.fr.md", bytes: b"---\ntitle: A\n---\n" },
        ];
        assert_eq!(
            read_case(files[0], &files[1..]).1[0].to_string(),
            "x.fr.md: `fr` is no language of write-ups; end the name in .zh.md or .en.md"
        );
    }

    #[test]
    fn front_matter_may_be_empty_or_begin_with_a_blank_line() {
        assert_eq!(read("---\n---\n文", None).1, ["corpus/x.md: no `title`; a case needs one to be found"]);
        let (case, _) = read("--- \n\ntitle: 甲\n...\n乙", None);
        assert_eq!(case.expect("a case").writeups[0].facts[0].line, 5);
        assert_eq!(read("---", None).1, ["corpus/x.md:1: the front matter is not closed; end it with a line `---`"]);
    }

    /// What is said of a text under a title.
    #[track_caller]
    fn check_text(markdown: &str, expected: &[&str]) {
        assert_eq!(
            read(&format!("---\ntitle: 甲\nsources: [{{id: \"1\", title: 乙}}]\n---\n{markdown}"), None).1,
            expected
        );
    }

    #[test]
    fn footnotes_of_the_text_are_sources_if_they_are_sound() {
        let (case, faults) = read("---\ntitle: 甲\n---\n乙[^a]\n\n[^a]: [报道](https://example.org)\n    二", None);
        assert!(faults.is_empty(), "{faults:?}");
        let sources = case.expect("a case").sources;
        assert_eq!((sources[0].title.as_str(), sources[0].url.as_deref()), ("报道 二", Some("https://example.org")));
        check_text(
            "甲[^a]\n\n[^a]: [x](javascript:alert)",
            &[
                "corpus/x.md:7: footnote `a`: `javascript:alert` is no http address; leave it out for a page that is not to be linked",
            ],
        );
        check_text("甲[^a]\n\n[^a]:", &["corpus/x.md:7: footnote `a` is empty; say what it refers to"]);
        let twice = "footnote `1` is defined before, in `sources` or in the text; keep one of them";
        check_text("甲[^1]\n\n[^1]: x", &[&format!("corpus/x.md:7: {twice}")]);
        let (_, faults) = read("---\ntitle: 甲\nlang: zh\n---\n", Some("---\ntitle: A\n---\nB[^a]\n\n[^a]: C\n"));
        assert_eq!(
            faults,
            ["corpus/x.en.md:6: footnote `a` is defined here; define it in the original or its `sources`"]
        );
    }

    #[test]
    fn a_text_without_lang_is_in_the_script_it_is_written_in() {
        let lang = |text: &str| read(&format!("---\ntitle: A\n---\n{text}"), None).0.map(|case| case.lang);
        assert_eq!(lang("AI进校园已有二十年。"), Some(Lang::Zh));
        assert_eq!(lang("Weifang (潍坊) took the grades from its schools."), Some(Lang::En));
    }

    #[test]
    fn windows_files_are_read_too() {
        let (case, faults) = read("\u{feff}---\r\ntitle: 甲\r\n---\r\n## 做法\r\n\r\n乙\r\n", None);
        assert!(faults.is_empty());
        assert_eq!(case.expect("a case").writeups[0].facts[0].kind, Some(FactKind::Mechanism));
    }

    #[test]
    fn a_translation_holds_title_and_summary_alone() {
        let (_, faults) = read("---\ntitle: 甲\nlang: zh\n---\n", Some("---\ntitle: A\nlevel: county\n---\n"));
        assert_eq!(faults, ["corpus/x.en.md:3: `level` is no key of a translation; it stands in the original"]);
        let (_, faults) = read("---\ntitle: A\nlang: en\n---\n", Some("---\ntitle: A\n---\n"));
        assert_eq!(
            faults,
            ["corpus/x.en.md: the case has a write-up in `en` already; a translation is in the other language"]
        );
    }

    #[test]
    fn an_alias_bomb_is_a_fault() {
        let mut yaml = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (name, before) in ["b", "c", "d", "e", "f", "g", "h"].iter().zip(["a", "b", "c", "d", "e", "f", "g"]) {
            yaml.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(",")));
        }
        let (case, faults) = read(&format!("---\n{yaml}---\n"), None);
        assert!(case.is_none() && !faults.is_empty());
    }

    #[test]
    fn a_retired_region_is_taken_for_its_successor() {
        let (case, faults) = read("---\ntitle: 甲\nregion: \"110228\"\n---\n", None);
        assert_eq!(case.expect("a case").regions[0].code(), "110118");
        assert_eq!(faults, ["corpus/x.md:3: `region`: `110228` is retired; write its successor 110118"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read_case(CaseFile { name: "x.md", bytes: &bytes }, &[CaseFile { name: "x.en.md", bytes: &bytes }]);
        }

        #[test]
        fn a_good_file_with_a_slip_is_read(at in 0_usize..400, cut in 0_usize..6, put in "[-\\[\\]{}#&*!|>'\"%@`,?:~<甲\n\t 0-9a-z]{0,4}") {
            let good: Vec<char> = "---\ntitle: 校长职级制\nlang: zh\nregion: \"370700\"\nlevel: prefecture\nstarted: 2004\nstage: running\nareas: [principal-ranks]\norganizations:\n  - {name: 潍坊市教育局, role: lead}\nrelated: [{id: y, kind: part-of}]\nsources:\n  - {id: \"1\", title: 报道, date: 2019-09-10, url: \"https://example.org\"}\n---\n## 动因\n\n校长常被叫去开会。[^1]\n\n- 甲 {#f9}\n\n[^2]: 乙\n".chars().collect();
            let at = at.min(good.len());
            let file: String = good[..at].iter().chain(put.chars().collect::<Vec<_>>().iter()).chain(&good[(at + cut).min(good.len())..]).collect();
            let (case, faults) = read_case(CaseFile { name: "x.md", bytes: file.as_bytes() }, &[]);
            prop_assert!(case.is_some() || faults.iter().any(|fault| fault.severity == Severity::Error));
        }

        #[test]
        fn any_front_matter_and_text_are_read(yaml in "([a-z]{1,8}: ?|[-\\[\\]{}#&*!|>'\"%@`,?:]|\n| |甲|title: |sources: ){0,40}", text in "([-#*>`\\[\\]^|~:{}()]|\n| |甲|[a-z]|\\[\\^1\\]){0,60}") {
            let file = format!("---\n{yaml}\n---\n{text}");
            let (case, faults) = read_case(CaseFile { name: "x.md", bytes: file.as_bytes() }, &[]);
            prop_assert!(case.is_some() || !faults.is_empty());
        }
    }
}
