//! `anli suggest`, and what `anli search` proposes where it finds little.

use std::io::Write;
use std::path::Path;

use anli_query::http::SuggestAsked;
use anli_query::{Change, Engine, Proposal};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// Prints suggestions for `text`; the exit code.
pub(crate) fn suggest(
    text: &str,
    dir: &Path,
    limit: Option<&str>,
    lang: Option<&str>,
    as_json: bool,
) -> anyhow::Result<u8> {
    let given = [("q", Some(text)), ("limit", limit), ("lang", lang)];
    let given = given.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    let asked = SuggestAsked::new(given).map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
    let body = asked.answer(&Engine::open(dir)?)?;
    let code = if body.suggestions.is_empty() { crate::NOTHING } else { 0 };
    if as_json {
        crate::output::json(&body)?;
        return Ok(code);
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    for suggestion in body.suggestions {
        let other = if suggestion.lang == "zh" { suggestion.label.en } else { suggestion.label.zh };
        let within = suggestion.within.and_then(|within| within.zh);
        let notes: Vec<String> = [within, other].into_iter().flatten().collect();
        table.add_row([
            suggestion.count.to_string(),
            suggestion.text,
            notes.join(" · "),
            suggestion.kind,
            suggestion.value,
        ]);
    }
    if let Some(column) = table.column_mut(0) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    if code == 0 {
        writeln!(anstream::stdout(), "{table}")?;
    } else {
        anstream::eprintln!("anli: nothing begins with `{text}`, sounds so or has it inside");
    }
    Ok(code)
}

/// Prints what to ask instead.
pub(crate) fn proposals(proposals: &[Proposal]) -> std::io::Result<()> {
    if proposals.is_empty() {
        return Ok(());
    }
    let mut out = anstream::stdout().lock();
    writeln!(out, "\nmore is found by:")?;
    for proposal in proposals {
        let Proposal { q, from, total, .. } = proposal;
        let how = match (proposal.change, proposal.parameter, &proposal.to) {
            (Change::DropFilter, Some(parameter), _) => format!("without --{} {from}", parameter.replace('_', "-")),
            (_, _, Some(to)) => format!("{q}  ({to} for {from})"),
            _ => format!("{q}  (without {from})"),
        };
        writeln!(out, "{total:>6} cases: {how}")?;
    }
    Ok(())
}
