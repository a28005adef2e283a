//! Reads a draft: what a person posts or names on the command line to find cases like it. Plain text, Markdown or a .docx becomes plain text.
//!
//! A .docx is a zip with one XML file that matters. It comes from strangers, so it is unpacked up to a cap whatever it says of its own size.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

/// Largest draft, in bytes, as it comes.
pub const MAX_DRAFT_BYTES: usize = 2 * 1024 * 1024;
/// Largest text of a .docx, in bytes of XML; a book of a million characters has less.
const MAX_UNPACKED: u64 = 24 * 1024 * 1024;
/// The part of a .docx that holds its text.
const MAIN_PART: &str = "word/document.xml";

/// Why a draft cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Too large as it comes.
    #[error("the draft has {found} bytes, more than {MAX_DRAFT_BYTES}; take pictures out or send its text")]
    TooLarge {
        /// Its size.
        found: usize,
    },
    /// Neither text nor .docx.
    #[error("{0}; send plain text, Markdown or a .docx")]
    UnknownFormat(&'static str),
    /// Text in another encoding.
    #[error("the draft is not UTF-8; save it as UTF-8")]
    NotUtf8,
    /// A zip that is damaged or no document.
    #[error("the .docx cannot be read ({0}); open it in a word processor and save it again")]
    BadDocx(String),
    /// A document that unpacks to more than it should.
    #[error("the .docx unpacks to more than {MAX_UNPACKED} bytes; send its text")]
    Unpacks,
}

impl DraftError {
    /// Stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "draft-too-large",
            Self::UnknownFormat(_) => "unknown-format",
            Self::NotUtf8 => "not-utf-8",
            Self::BadDocx(_) => "bad-docx",
            Self::Unpacks => "docx-too-large",
        }
    }
}

/// The text of a draft, told by its first bytes: a .docx, or text in UTF-8 that may be Markdown.
///
/// # Errors
/// [`DraftError`], which says what to do.
pub fn draft(bytes: &[u8]) -> Result<String, DraftError> {
    if bytes.len() > MAX_DRAFT_BYTES {
        return Err(DraftError::TooLarge { found: bytes.len() });
    }
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => docx(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(DraftError::UnknownFormat("this is a document of the old .doc sort")),
        [b'%', b'P', b'D', b'F', ..] => Err(DraftError::UnknownFormat("this is a PDF")),
        _ => {
            let text = std::str::from_utf8(bytes).map_err(|_| DraftError::NotUtf8)?;
            if text.contains('\0') {
                return Err(DraftError::UnknownFormat("this is no text"));
            }
            Ok(plain(text.trim_start_matches('\u{feff}')))
        }
    }
}

/// Markdown without what is not said to a reader: front matter but for title and summary, and addresses.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    let closes = |line: &str| line.trim_end() == "---";
    if lines.peek().is_some_and(|line| closes(line)) && text.lines().skip(1).any(closes) {
        for line in lines.by_ref().skip(1).take_while(|line| !closes(line)) {
            let told = ["title:", "summary:"].iter().find_map(|key| line.strip_prefix(key));
            plain.extend(told.map(|value| format!("{}\n", value.trim().trim_matches('"'))));
        }
    }
    for line in lines {
        let mut rest = line.trim_start_matches(['#', '>', ' ']);
        while let Some(at) = rest.find("http://").or_else(|| rest.find("https://")) {
            plain.push_str(&rest[..at]);
            let end = rest[at..].find(|c: char| !c.is_ascii() || c.is_whitespace() || matches!(c, ')' | '>' | '"'));
            rest = &rest[at + end.unwrap_or(rest.len() - at)..];
        }
        plain.push_str(rest);
        plain.push('\n');
    }
    plain
}

fn docx(bytes: &[u8]) -> Result<String, DraftError> {
    let bad = |cause: &dyn std::fmt::Display| DraftError::BadDocx(cause.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|cause| bad(&cause))?;
    let part = archive.by_name(MAIN_PART).map_err(|_| bad(&format!("it has no {MAIN_PART}")))?;
    let mut xml = Vec::new();
    part.take(MAX_UNPACKED + 1).read_to_end(&mut xml).map_err(|cause| bad(&cause))?;
    if xml.len() as u64 > MAX_UNPACKED {
        return Err(DraftError::Unpacks);
    }
    let xml = String::from_utf8(xml).map_err(|_| bad(&"its text is not UTF-8"))?;
    text_of(&xml).map_err(|cause| bad(&cause))
}

/// Paragraphs as lines. Deleted text, field codes and the second copy of what is drawn are no text of the document.
fn text_of(xml: &str) -> Result<String, quick_xml::Error> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    let mut text = String::new();
    let (mut inside, mut skipped) = (false, 0u32);
    loop {
        match reader.read_event()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "Fallback" => skipped += 1,
                "t" => inside = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "Fallback" => skipped = skipped.saturating_sub(1),
                "t" => inside = false,
                "p" if skipped == 0 => text.push('\n'),
                _ => {}
            },
            Event::Empty(tag) if skipped == 0 => match tag.local_name().as_ref() {
                "tab" => text.push('\t'),
                "br" | "cr" => text.push('\n'),
                _ => {}
            },
            Event::Text(run) if inside && skipped == 0 => text.push_str(&run.xml10_content()),
            Event::CData(run) if inside && skipped == 0 => text.push_str(&run.xml10_content()),
            Event::GeneralRef(name) if inside && skipped == 0 => match name.resolve_char_ref()? {
                Some(c) => text.push(c),
                None => text.push_str(match &*name.xml10_content() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => " ",
                }),
            },
            Event::Eof => return Ok(text),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(name: &str, content: &[u8]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(content).expect("its content");
        writer.finish().expect("a zip").into_inner()
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: Result<&str, &str>) {
        let found = draft(bytes).map_err(|error| error.code());
        assert_eq!(found.as_ref().map(|text| text.trim()).map_err(|code| *code), expected);
    }

    #[test]
    fn text_and_markdown_are_read_without_what_is_no_text() {
        check("\u{feff}# 县管校聘\n\n教师轮岗。".as_bytes(), Ok("县管校聘\n\n教师轮岗。"));
        check("---\ntitle: 轮岗\nregion: \"1\"\n---\n见 https://example.org/a?b=1。好".as_bytes(), Ok("轮岗\n见 。好"));
        check(b"--- no front matter", Ok("--- no front matter"));
    }

    #[test]
    fn a_docx_gives_its_paragraphs() {
        let xml = "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>县管</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>校聘 &amp; A&#65;</w:t></w:r></w:p><w:p><w:r><w:t>教师</w:t><w:tab/><w:t>轮岗</w:t></w:r></w:p></w:body></w:document>";
        check(&packed(MAIN_PART, xml.as_bytes()), Ok("县管校聘 & AA\n教师\t轮岗"));
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        check(b"%PDF-1.7", Err("unknown-format"));
        check(&[0xd0, 0xcf, 0x11, 0xe0, 0], Err("unknown-format"));
        check(b"a\0b", Err("unknown-format"));
        check(&[0xc4, 0xe3, 0xba, 0xc3], Err("not-utf-8"));
        check(b"PK\x03\x04 and no more", Err("bad-docx"));
        check(&packed("word/other.xml", b"<a/>"), Err("bad-docx"));
        check(&packed(MAIN_PART, b"<w:t>a</w:p>"), Err("bad-docx"));
        check(&packed(MAIN_PART, &[0xff, 0xfe]), Err("bad-docx"));
        check(&vec![b'a'; MAX_DRAFT_BYTES + 1], Err("draft-too-large"));
        let mut broken = packed(MAIN_PART, &b"<w:t>text</w:t>".repeat(2_000));
        let middle = 60;
        broken[middle..middle + 20].fill(0xff);
        check(&broken, Err("bad-docx"));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = packed(MAIN_PART, &vec![b' '; usize::try_from(MAX_UNPACKED).expect("fits") + 2]);
        assert!(bomb.len() < 100_000, "{}", bomb.len());
        check(&bomb, Err("docx-too-large"));
    }
}
