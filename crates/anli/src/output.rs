//! What the command prints: for people, with colour where a terminal shows it, or the JSON of the API.

use std::io::{Result, Write};
use std::time::Duration;

use anli_case::{Area, Case, Lang, Region};
use anli_query::http::{AreaBody, AreasBody, RegionFound, RegionsBody, find_regions};
use anli_query::{Answer, FacetCounts, Hit, Marked};
use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};

/// Names of the vocabulary that are shown of those that were added.
const NAMES: usize = 6;
const TITLE: Style = Style::new().bold();
const MARK: Style = AnsiColor::Yellow.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Prints a body of the API.
pub(crate) fn json(body: &impl serde::Serialize) -> Result<()> {
    let mut out = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut out, body)?;
    writeln!(out)
}

/// Prints an answer.
pub(crate) fn answer(answer: &Answer, took: Duration) -> Result<()> {
    let mut out = anstream::stdout().lock();
    for note in &answer.notes {
        let at = note.at.map(|at| format!(" (at character {})", at + 1)).unwrap_or_default();
        writeln!(out, "{DIM}note:{DIM:#} {}{at}", note.message)?;
    }
    for added in &answer.expanded {
        let more = added.with.len().saturating_sub(NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let names = added.with[..added.with.len().min(NAMES)].join(", ");
        writeln!(out, "{DIM}{} also as:{DIM:#} {names}{more}", added.term)?;
    }
    let first = answer.question.page.saturating_sub(1).saturating_mul(answer.question.per_page);
    let range = if answer.hits.is_empty() {
        String::new()
    } else {
        format!(", {} to {} shown", first + 1, first + answer.hits.len())
    };
    writeln!(
        out,
        "{} cases{range} ({:.1} ms, version {})",
        answer.total,
        took.as_secs_f64() * 1e3,
        answer.index_version
    )?;
    for (at, found) in answer.hits.iter().enumerate() {
        hit(&mut out, first + at + 1, found)?;
    }
    for counts in &answer.facets {
        facet(&mut out, counts)?;
    }
    Ok(())
}

/// Prints a hit.
pub(crate) fn hit(out: &mut impl Write, number: usize, hit: &Hit) -> Result<()> {
    let case = &hit.case;
    writeln!(out)?;
    for (at, title) in hit.titles.iter().enumerate() {
        match at {
            0 => writeln!(out, "{number:>3}. {TITLE}{}{TITLE:#}", marked(title, TITLE))?,
            _ => writeln!(out, "     {}", marked(title, Style::new()))?,
        }
    }
    let places: Vec<&str> = case.regions.iter().map(|region| region.name(Lang::Zh)).collect();
    let mut meta = vec![places.join("、")];
    meta.extend(case.year().map(|year| year.to_string()));
    meta.extend(case.level.map(|level| level.label(Lang::Zh).to_owned()));
    meta.push(case.stage.label(Lang::Zh).to_owned());
    meta.push(format!("证据 {}/4", case.evidence()));
    meta.push(case.id.clone());
    meta.retain(|part| !part.is_empty());
    writeln!(out, "     {DIM}{}{DIM:#}", meta.join(" · "))?;
    for passage in &hit.passages {
        let kind = passage.kind.map_or("", |kind| kind.label(passage.lang));
        writeln!(out, "     {DIM}{} {kind}{DIM:#} {}", passage.anchor, marked(&passage.marked, Style::new()))?;
    }
    Ok(())
}

/// The text with its marks in colour, going on in `around` after each.
fn marked(marked: &Marked, around: Style) -> String {
    let chars: Vec<char> = marked.text.chars().collect();
    let (mut shown, mut at) = (String::new(), 0);
    for mark in &marked.marks {
        shown.extend(&chars[at..mark.start]);
        shown.push_str(&format!("{MARK}{}{MARK:#}{around}", chars[mark.clone()].iter().collect::<String>()));
        at = mark.end;
    }
    shown.extend(&chars[at..]);
    shown
}

fn facet(out: &mut impl Write, counts: &FacetCounts) -> Result<()> {
    writeln!(out, "\n{TITLE}{}{TITLE:#}", counts.facet.as_str())?;
    let mut table = table(&[]);
    for value in counts.values.iter().filter(|value| value.count > 0 || value.selected) {
        let indent = if value.parent.is_some() { "  " } else { "" };
        let chosen = if value.selected { "*" } else { "" };
        table.add_row([
            format!("{}{chosen}", value.count),
            format!("{indent}{}", value.zh),
            value.en.clone(),
            value.value.clone(),
        ]);
    }
    writeln!(out, "{table}")
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if !header.is_empty() {
        table.set_header(header);
    }
    table
}

/// Prints a case as its original and its translation.
pub(crate) fn case(case: &Case) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let places: Vec<String> =
        case.regions.iter().map(|region| format!("{} {}", region.name(Lang::Zh), region.code())).collect();
    let areas: Vec<&str> = case.areas.iter().map(|area| area.label(Lang::Zh)).collect();
    for writeup in &case.writeups {
        writeln!(out, "{TITLE}{}{TITLE:#}\n", writeup.title)?;
        if !writeup.summary.is_empty() {
            writeln!(out, "{}\n", writeup.summary)?;
        }
        let mut last = None;
        for fact in &writeup.facts {
            if !fact.heading.is_empty() {
                writeln!(out, "{TITLE}{}{TITLE:#}", fact.heading)?;
            } else if fact.kind != last {
                writeln!(out, "{TITLE}{}{TITLE:#}", fact.kind.map_or("", |kind| kind.label(writeup.lang)))?;
            }
            last = fact.kind;
            let sources: String = fact.sources.iter().map(|source| format!("[{source}]")).collect();
            writeln!(out, "{DIM}{}{DIM:#} {} {DIM}{sources}{DIM:#}\n", fact.anchor, fact.text)?;
        }
    }
    writeln!(
        out,
        "{DIM}{} · {} · {} · {}{DIM:#}",
        case.id,
        places.join("、"),
        areas.join("、"),
        case.stage.label(Lang::Zh)
    )?;
    for source in &case.sources {
        let parts = [
            Some(source.title.clone()),
            source.publisher.clone(),
            source.date.as_ref().map(ToString::to_string),
            source.url.clone(),
        ];
        writeln!(out, "[{}] {}", source.id, parts.into_iter().flatten().collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

/// Prints the areas.
pub(crate) fn areas(as_json: bool) -> Result<()> {
    if as_json {
        return json(&AreasBody { areas: Area::all().map(AreaBody::from).collect() });
    }
    let mut table = table(&["area", "", "", "other names"]);
    for area in Area::all() {
        let indent = if area.parent().is_some() { "  " } else { "" };
        let names: Vec<&str> = area.synonyms(Lang::Zh).iter().take(3).map(String::as_str).collect();
        table.add_row([
            format!("{indent}{}", area.slug()),
            area.label(Lang::Zh).to_owned(),
            area.label(Lang::En).to_owned(),
            names.join("、"),
        ]);
    }
    writeln!(anstream::stdout(), "{table}")
}

/// Prints the places of that name, or the top ones; says whether there are any.
pub(crate) fn regions(name: Option<&str>, as_json: bool) -> Result<bool> {
    let found = match name {
        Some(name) => find_regions(name),
        None => Region::all()
            .filter(|region| region.parent().is_none())
            .map(|region| RegionFound::new(region, None))
            .collect(),
    };
    let any = !found.is_empty();
    if as_json {
        json(&RegionsBody { regions: found })?;
        return Ok(any);
    }
    let mut table = table(&["code", "", "", "kind", "in", "once"]);
    for RegionFound { region, kind, former } in found {
        let within: Vec<String> = region
            .path
            .iter()
            .filter_map(|code| Region::from_code(code))
            .map(|region| region.name(Lang::Zh).to_owned())
            .collect();
        table.add_row([
            region.code,
            region.name.zh.unwrap_or_default(),
            region.name.en.unwrap_or_default(),
            kind,
            within.join(""),
            former.unwrap_or_default(),
        ]);
    }
    if any {
        writeln!(anstream::stdout(), "{table}")?;
    } else {
        anstream::eprintln!("anli: no place is called `{}`", name.unwrap_or_default());
    }
    Ok(any)
}
