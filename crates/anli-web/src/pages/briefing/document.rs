//! The briefing as a document (.docx) with real headings, a real table and numbered references, on A4.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelText, LineSpacing, NumberFormat, Numbering, NumberingId,
    PageMargin, Paragraph, Run, RunFonts, RunProperty, Shading, SpecialIndentType, Start, Style, StyleType, Table,
    TableCell, TableCellMargins, TableLayoutType, TableRow, VertAlignType, WidthType,
};

use super::{Briefing, Said};
use crate::ui::{Lang, Ui};

/// The type of the file.
pub(super) const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A4 in twentieths of a point, and its margins.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_020;
/// Width of the titles of the rows.
const TITLES: usize = 1_200;
/// The list of references.
const REFERENCES: usize = 2;

/// The document as the bytes of a file.
pub(super) fn write(ui: Ui, briefing: &Briefing) -> Result<Vec<u8>, String> {
    let mut docx = frame()
        .add_paragraph(Paragraph::new().style("Title").add_run(Run::new().add_text(&briefing.title)))
        .add_paragraph(small(&briefing.about))
        .add_table(table(ui, briefing))
        .add_paragraph(heading(&ui.t("briefing-facts")));
    for case in &briefing.cases {
        docx = docx
            .add_paragraph(Paragraph::new().style("Heading2").add_run(Run::new().add_text(&case.title)))
            .add_paragraph(small(&case.whole));
        for (kind, said) in &case.facts {
            let kind = Run::new().bold().add_text(format!("{kind}{}", colon(ui)));
            docx = docx.add_paragraph(tell(Paragraph::new().style("Fact").add_run(kind), said));
        }
        if case.facts.is_empty() {
            docx = docx.add_paragraph(small(&ui.t("briefing-no-more")));
        }
    }
    if !briefing.references.is_empty() {
        docx = docx.add_paragraph(heading(&ui.t("briefing-references")));
    }
    for reference in &briefing.references {
        let url = reference.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
        let text = format!("{}{}{}{}{url}", reference.title, stop(ui), reference.about, end(ui));
        let line = Paragraph::new().numbering(NumberingId::new(REFERENCES), IndentLevel::new(0));
        docx = docx.add_paragraph(line.style("Reference").add_run(Run::new().add_text(text)));
    }
    docx = docx.add_paragraph(small(&briefing.note));
    pack(ui, briefing, docx)
}

/// Page, styles and the list of references.
fn frame() -> Docx {
    let margin = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN).header(500).footer(500);
    // Names that every office program knows or replaces by its own.
    let text = RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").cs("Times New Roman");
    let bold = RunFonts::new().ascii("Arial").hi_ansi("Arial").cs("Arial").east_asia("SimHei");
    let spaced = |before: u32, after: u32| LineSpacing::new().before(before).after(after);
    let paragraph = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name).q_format(true);
    let level =
        Level::new(0, Start::new(1), NumberFormat::new("decimal"), LevelText::new("[%1]"), LevelJc::new("left"))
            .indent(Some(480), Some(SpecialIndentType::Hanging(480)), None, None);
    Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(text.east_asia("SimSun"))
        .default_size(20)
        .add_style(paragraph("Normal", "Normal"))
        .add_style(
            paragraph("Title", "Title")
                .based_on("Normal")
                .fonts(bold.clone())
                .size(32)
                .bold()
                .line_spacing(spaced(0, 60)),
        )
        .add_style(heading_style("Heading1", "heading 1", 0, 24, bold.clone()).line_spacing(spaced(160, 60)))
        .add_style(heading_style("Heading2", "heading 2", 1, 21, bold).line_spacing(spaced(100, 20)))
        .add_style(paragraph("Fact", "Fact").based_on("Normal").line_spacing(spaced(0, 30)))
        .add_style(paragraph("Reference", "Reference").based_on("Normal").size(17))
        .add_abstract_numbering(AbstractNumbering::new(REFERENCES).add_level(level))
        .add_numbering(Numbering::new(REFERENCES, REFERENCES))
}

fn heading_style(id: &str, name: &str, level: usize, size: usize, fonts: RunFonts) -> Style {
    let style = Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").next("Normal").q_format(true);
    style.outline_lvl(level).fonts(fonts).size(size).bold()
}

fn heading(text: &str) -> Paragraph {
    Paragraph::new().style("Heading1").keep_next(true).add_run(Run::new().add_text(text))
}

fn small(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().size(16).color("555555").add_text(text))
}

/// A column for each case, a row for each thing that is known of them.
fn table(ui: Ui, briefing: &Briefing) -> Table {
    let inner = PAGE.0 as usize - 2 * MARGIN.unsigned_abs() as usize;
    let width = (inner - TITLES) / briefing.cases.len().max(1);
    let title = |text: &str, width: usize| {
        let run = Run::new().bold().size(18).add_text(text);
        let shade = Shading::new().fill("F0F2F4").color("auto");
        TableCell::new().width(width, WidthType::Dxa).shading(shade).add_paragraph(Paragraph::new().add_run(run))
    };
    let first = title(&ui.t("compare-column-field"), TITLES);
    let header = briefing.cases.iter().map(|case| title(&case.title, width));
    let mut rows = vec![TableRow::new(std::iter::once(first).chain(header).collect()).cant_split()];
    for row in &briefing.rows {
        let cells = row.cells.iter().map(|said| {
            let paragraph = tell(Paragraph::new().run_property(RunProperty::new().size(18)), said);
            TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph)
        });
        rows.push(TableRow::new(std::iter::once(title(&row.title, TITLES)).chain(cells).collect()).cant_split());
    }
    let grid = std::iter::once(TITLES).chain(briefing.cases.iter().map(|_| width)).collect();
    Table::new(rows)
        .set_grid(grid)
        .layout(TableLayoutType::Fixed)
        .width(TITLES + width * briefing.cases.len(), WidthType::Dxa)
        .margins(TableCellMargins::new().margin(30, 80, 30, 80))
}

/// A sentence with its numbers raised.
fn tell(paragraph: Paragraph, said: &Said) -> Paragraph {
    let text = Run::new().add_text(&said.text);
    let text = if said.absent { text.color("555555") } else { text };
    let paragraph = paragraph.add_run(text);
    if said.sources.is_empty() {
        return paragraph;
    }
    let marks: String = said.sources.iter().map(|number| format!("[{number}]")).collect();
    let mut raised = Run::new().add_text(marks);
    raised.run_property = raised.run_property.vert_align(VertAlignType::SuperScript);
    paragraph.add_run(raised)
}

fn colon(ui: Ui) -> &'static str {
    if ui.lang == Lang::Zh { "：" } else { ": " }
}

fn stop(ui: Ui) -> &'static str {
    if ui.lang == Lang::Zh { "。" } else { ". " }
}

fn end(ui: Ui) -> &'static str {
    if ui.lang == Lang::Zh { "。" } else { "." }
}

/// The bytes of the file, with what the library cannot write: the language of the text, and its title.
fn pack(ui: Ui, briefing: &Briefing, docx: Docx) -> Result<Vec<u8>, String> {
    let mut parts = docx.build();
    // Programs spell and break Latin text by the one, Chinese text by the other.
    let (latin, tag) = if ui.lang == Lang::Zh { ("en-US", "zh-CN") } else { ("en-GB", "en-GB") };
    let lang = format!("<w:lang w:val=\"{latin}\" w:eastAsia=\"zh-CN\" /></w:rPr></w:rPrDefault>");
    amend(&mut parts.styles, "</w:rPr></w:rPrDefault>", &lang)?;
    let title = briefing.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let core = format!("<dc:title>{title}</dc:title><dc:language>{tag}</dc:language></cp:coreProperties>");
    amend(&mut parts.doc_props.core, "</cp:coreProperties>", &core)?;
    amend(&mut parts.doc_props.core, "<dc:creator>unknown</dc:creator>", "<dc:creator>anli</dc:creator>")?;
    amend(&mut parts.doc_props.core, "<cp:lastModifiedBy>unknown</cp:lastModifiedBy>", "")?;
    // The same question gets the same file: it was made at no time.
    for moment in ["created", "modified"] {
        let element = format!("<dcterms:{moment} xsi:type=\"dcterms:W3CDTF\">1970-01-01T00:00:00Z</dcterms:{moment}>");
        amend(&mut parts.doc_props.core, &element, "")?;
    }
    let mut file = Cursor::new(Vec::new());
    parts.pack(&mut file).map_err(|error| error.to_string())?;
    Ok(file.into_inner())
}

/// Replaces the one place where `part` says `from`.
fn amend(part: &mut Vec<u8>, from: &str, to: &str) -> Result<(), String> {
    let text = String::from_utf8_lossy(part);
    if !text.contains(from) {
        return Err(format!("no `{from}` in a part of the document"));
    }
    *part = text.replacen(from, to, 1).into_bytes();
    Ok(())
}
