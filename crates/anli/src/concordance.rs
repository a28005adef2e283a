//! `anli concordance`: keyword in context, for people with the keywords below each other.

use std::io::Write;
use std::time::Instant;

use anli_query::http::{ConcordanceBody, Format, concordance_csv, concordance_question};
use anli_query::{Concordance, Engine, Extent, Line};
use anstyle::{AnsiColor, Style};
use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::cli::IndexDir;
use crate::narrow::{Narrow, Taken, given};
use crate::{NOTHING, output};

const MARK: Style = AnsiColor::Yellow.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// The parameters of the HTTP API as flags.
#[derive(Debug, Args)]
pub struct Ask {
    /// The question; its words, quotes and prefixes are shown
    #[arg(allow_hyphen_values = true)]
    pub question: String,
    #[command(flatten)]
    pub index: IndexDir,
    #[command(flatten)]
    pub narrow: Narrow,
    #[command(flatten)]
    pub taken: Taken,
    /// relevance, left, right, year, region
    #[arg(long)]
    pub sort: Option<String>,
    /// Characters of context on each side, at most 200
    #[arg(long, value_name = "N")]
    pub width: Option<String>,
    /// Page, from 1
    #[arg(long)]
    pub page: Option<String>,
    /// Lines a page, at most 100
    #[arg(long, value_name = "N")]
    pub per_page: Option<String>,
    /// json prints the JSON of the API, csv every line
    #[arg(long)]
    pub format: Option<String>,
    /// Print the JSON of the API
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

/// Answers; gives the exit code.
pub fn ask(ask: &Ask) -> anyhow::Result<u8> {
    let own = [
        ("sort", &ask.sort),
        ("width", &ask.width),
        ("page", &ask.page),
        ("per_page", &ask.per_page),
        ("format", &ask.format),
    ];
    let parameters = [("q", ask.question.as_str())].into_iter().chain(ask.narrow.parameters());
    let parameters = parameters.chain(ask.taken.parameters()).chain(given(own));
    let (asked, format) = concordance_question(parameters).map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
    let engine = Engine::open(&ask.index.index)?;
    let started = Instant::now();
    let extent = if format == Format::Csv { Extent::All } else { Extent::Page };
    let answer = engine.concordance(&asked, extent)?;
    let took = started.elapsed();
    let code = if answer.total == 0 { NOTHING } else { 0 };
    if format == Format::Csv {
        anstream::stdout().write_all(concordance_csv(&answer).as_bytes())?;
    } else if ask.json || ask.format.is_some() {
        output::json(&ConcordanceBody::new(&asked, answer, took))?;
    } else {
        let first = asked.question.page.saturating_sub(1).saturating_mul(asked.question.per_page);
        print(&answer, first, took)?;
    }
    Ok(code)
}

fn print(answer: &Concordance, first: usize, took: std::time::Duration) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    for note in &answer.notes {
        writeln!(out, "{DIM}note:{DIM:#} {}", note.message)?;
    }
    let range = if answer.lines.is_empty() {
        String::new()
    } else {
        format!(", {} to {} shown", first + 1, first + answer.lines.len())
    };
    let Concordance { total, cases, index_version, .. } = answer;
    let took = took.as_secs_f64() * 1e3;
    writeln!(out, "{total} lines in {cases} cases{range} ({took:.1} ms, version {index_version})\n")?;
    let widest = |text: fn(&Line) -> &str| answer.lines.iter().map(|line| text(line).width()).max().unwrap_or(0);
    let (left, right) = (widest(|line| &line.left), widest(|line| &line.right));
    for line in &answer.lines {
        // Padding is counted here, since a Chinese character takes two columns.
        let blanks = |wide: usize, text: &str| " ".repeat(wide.saturating_sub(text.width()));
        let year = line.year.map(|year| format!(" {year}")).unwrap_or_default();
        writeln!(
            out,
            "{}{}{MARK}{}{MARK:#}{}{}  {DIM}{} {}{year}{DIM:#}",
            blanks(left, &line.left),
            line.left,
            line.keyword,
            line.right,
            blanks(right, &line.right),
            line.id,
            line.anchor
        )?;
    }
    Ok(())
}
