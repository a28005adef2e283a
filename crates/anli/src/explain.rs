//! `anli explain`: why a question finds a case, or not.

use std::io::{Result as IoResult, Write};

use anli_query::http::{ExplainBody, explain_question};
use anli_query::{Engine, Explanation, Form, Part, PartKind};
use clap::Args;

use crate::NOTHING;
use crate::cli::IndexDir;
use crate::narrow::{Narrow, Taken};
use crate::output;

/// Places shown of a form.
const PLACES: usize = 6;

/// What `anli explain` is told.
#[derive(Debug, Args)]
pub struct Explain {
    /// Identifier of the case
    pub id: String,
    /// The question, as for `anli search`
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub question: String,
    #[command(flatten)]
    pub index: IndexDir,
    #[command(flatten)]
    pub narrow: Narrow,
    #[command(flatten)]
    pub taken: Taken,
    /// Print the JSON of the API
    #[arg(long)]
    pub json: bool,
}

/// Prints why; exit code 0 when the question finds the case.
pub(crate) fn explain(asked: &Explain) -> anyhow::Result<u8> {
    let parameters = [("q", asked.question.as_str())].into_iter().chain(asked.narrow.parameters());
    let parameters = parameters.chain(asked.taken.parameters());
    let question = explain_question(parameters).map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
    let engine = Engine::open(&asked.index.index)?;
    let Some(found) = engine.explain(&asked.id, &question)? else {
        anstream::eprintln!("anli: there is no case `{}`; `anli search` finds one by its title", asked.id);
        return Ok(NOTHING);
    };
    if asked.json {
        output::json(&ExplainBody::new(&found, &question))?;
    } else {
        question.notes.iter().for_each(|note| anstream::eprintln!("note: {}", note.message));
        print(&found)?;
    }
    Ok(if found.matches { 0 } else { NOTHING })
}

fn print(found: &Explanation) -> IoResult<()> {
    let mut out = anstream::stdout().lock();
    match (&found.because, found.score) {
        (Some(because), _) => writeln!(out, "不匹配 no match: {} · {}", because.zh, because.en)?,
        (None, score) => writeln!(
            out,
            "匹配 match, score {:.2} (raised by {}% for what it tells)",
            score.unwrap_or_default(),
            found.raised_by
        )?,
    }
    if let Some(question) = &found.question {
        part(&mut out, question, 0)?;
    }
    for filter in &found.filters {
        let sign = if filter.satisfied { '✓' } else { '✗' };
        writeln!(
            out,
            "{sign} {}: {} (here: {})",
            filter.facet.as_str(),
            filter.wanted.join(", "),
            filter.has.join(", ")
        )?;
    }
    Ok(())
}

fn part(out: &mut impl Write, part: &Part, depth: usize) -> IoResult<()> {
    let indent = "  ".repeat(depth);
    let sign = match (part.kind, part.satisfied) {
        (PartKind::Ignored, _) => '·',
        (_, true) => '✓',
        (_, false) => '✗',
    };
    let share = if part.share > 0.0 { format!(" {:.0}%", part.share * 100.0) } else { String::new() };
    writeln!(out, "{indent}{sign} {} {}{share}", part.kind.as_str(), part.text)?;
    for form in &part.forms {
        writeln!(out, "{indent}    {} {} ×{}: {}", form.kind, form.text, form.times, places(form))?;
    }
    part.parts.iter().try_for_each(|inner| self::part(out, inner, depth + 1))
}

fn places(form: &Form) -> String {
    let shown = form.places.iter().take(PLACES).map(|place| {
        let anchor = place.anchor.as_deref().map(|anchor| format!(" {anchor}")).unwrap_or_default();
        format!("{}{anchor} ({})", place.section, place.lang.as_str())
    });
    let more = form.places.len().saturating_sub(PLACES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.collect::<Vec<_>>().join(", "))
}
