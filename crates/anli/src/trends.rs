//! `anli trends`: what a question finds by year, and the areas that rise or fade.

use std::io::Write;
use std::time::Instant;

use anli_case::Lang;
use anli_query::http::{Format, TrendsBody, trends_csv, trends_question};
use anli_query::{Direction, Engine, TEST, Trend, Trends};
use anstyle::Style;
use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::cli::IndexDir;
use crate::narrow::{Narrow, Taken, given};
use crate::{NOTHING, output};

const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The parameters of the HTTP API as flags.
#[derive(Debug, Args)]
pub struct Ask {
    /// The question; without one every case is counted
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub question: String,
    #[command(flatten)]
    pub index: IndexDir,
    #[command(flatten)]
    pub narrow: Narrow,
    #[command(flatten)]
    pub taken: Taken,
    /// One table alone: years, areas, regions, levels, gaps, terms, trends
    #[arg(long)]
    pub table: Option<String>,
    /// json prints the JSON of the API, csv the table
    #[arg(long)]
    pub format: Option<String>,
    /// Print the JSON of the API
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

/// Answers; gives the exit code.
pub fn ask(ask: &Ask) -> anyhow::Result<u8> {
    let own = [("table", &ask.table), ("format", &ask.format)];
    let parameters = [("q", ask.question.as_str())].into_iter().chain(ask.narrow.parameters());
    let parameters = parameters.chain(ask.taken.parameters()).chain(given(own));
    let (asked, format) = trends_question(parameters).map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
    let engine = Engine::open(&ask.index.index)?;
    let started = Instant::now();
    let answer = engine.trends(&asked)?;
    let took = started.elapsed();
    let code = if answer.total.count == 0 { NOTHING } else { 0 };
    let mut out = anstream::stdout();
    match (format, asked.table) {
        (Format::Csv, Some(table)) => out.write_all(trends_csv(&answer, table).as_bytes())?,
        _ if ask.json || ask.format.is_some() => output::json(&TrendsBody::new(&asked, answer, took))?,
        // A table for people is the same rows, in columns.
        (_, Some(table)) => columns(&mut out, &trends_csv(&answer, table))?,
        _ => print(&mut out, &answer, took)?,
    }
    Ok(code)
}

fn columns(out: &mut impl Write, csv: &str) -> anyhow::Result<()> {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let mut table = table();
    for row in rows.records() {
        table.add_row(row?.iter().map(rounded));
    }
    Ok(writeln!(out, "{table}")?)
}

/// Four digits of a number are enough to read.
fn rounded(cell: &str) -> String {
    match cell.parse::<f64>() {
        Ok(number) if cell.contains(['.', 'e']) => format!("{number:.4}"),
        _ => cell.to_owned(),
    }
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn print(out: &mut impl Write, answer: &Trends, took: std::time::Duration) -> std::io::Result<()> {
    for note in &answer.notes {
        writeln!(out, "{DIM}note:{DIM:#} {}", note.message)?;
    }
    let (total, took) = (answer.total, took.as_secs_f64() * 1e3);
    writeln!(out, "{} of {} cases ({took:.1} ms, version {})", total.count, total.of, answer.index_version)?;
    writeln!(out, "\n{TITLE}by year{TITLE:#}")?;
    let mut years = table();
    for year in &answer.years {
        years.add_row([year.year.to_string(), year.cell.count.to_string(), format!("of {}", year.cell.of)]);
    }
    if answer.undated.of > 0 {
        years.add_row(["no year".to_owned(), answer.undated.count.to_string(), format!("of {}", answer.undated.of)]);
    }
    right(&mut years, 1);
    writeln!(out, "{years}")?;
    if let Some(trend) = &answer.trend {
        writeln!(out, "{}", described(trend))?;
    }
    writeln!(out, "\n{TITLE}areas{TITLE:#} ({TEST})")?;
    let mut areas = table();
    for area in answer.areas.iter().filter(|area| area.total.count > 0) {
        let indent = if area.area.parent().is_some() { "  " } else { "" };
        areas.add_row([
            area.total.count.to_string(),
            format!("of {}", area.total.of),
            format!("{indent}{}", area.area.label(Lang::Zh)),
            area.area.label(Lang::En).to_owned(),
            described(&area.trend),
        ]);
    }
    right(&mut areas, 0);
    writeln!(out, "{areas}")?;
    writeln!(out, "\n{DIM}--table shows regions, levels, gaps or terms; --format csv gives it to a spreadsheet{DIM:#}")
}

fn right(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn described(trend: &Trend) -> String {
    let number =
        |name: &str, number: Option<f64>| number.map(|number| format!(" {name} {number:.3}")).unwrap_or_default();
    match (trend.direction, trend.p) {
        (Direction::None, None) => format!("none: {}", trend.reason.as_deref().unwrap_or_default()),
        (direction, p) => {
            format!("{}{}{}{}", direction.as_str(), number("p", p), number("q", trend.q), number("tau", trend.tau))
        }
    }
}
