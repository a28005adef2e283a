//! The `anli` command: joins the crates and speaks to people.
//!
//! Results go to standard output, everything else to standard error.

mod batch;
mod check;
mod cli;
mod concordance;
mod explain;
mod history;
mod narrow;
mod output;
mod serve;
mod similar;
mod suggest;
mod trends;

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anli_case::{Fault, Severity};
use anli_indexer::{Corpus, Options, Outcome};
use anli_query::Engine;
use anli_query::http::{CaseBody, SearchBody, question};
use anyhow::Context;
use clap::Parser;
use cli::{Cli, Command, Search};
use indicatif::{ProgressBar, ProgressStyle};

/// Nothing found, or faults listed.
pub(crate) const NOTHING: u8 = 1;
/// Wrong usage or failure.
const FAILURE: u8 = 2;

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // A damaged file of the index can make the engine panic; that is a failure like another, and verify tells which file.
    let done = std::panic::catch_unwind(|| run(command)).unwrap_or_else(|_| {
        Err(anyhow::anyhow!("something broke inside; if the index may be damaged, `anli verify` tells which file"))
    });
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // A reader that has read enough, such as `head`, is no failure.
            if error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
            {
                return ExitCode::SUCCESS;
            }
            anstream::eprintln!("anli: {error:#}");
            ExitCode::from(FAILURE)
        }
    }
}

fn run(command: Command) -> anyhow::Result<u8> {
    match command {
        Command::Index { place, rebuild } => {
            let corpus = Corpus::list(&place.corpus.corpus)?;
            let outcome = index(&corpus, &place.index.index, rebuild)?;
            Ok(if outcome.faults.is_empty() { 0 } else { NOTHING })
        }
        Command::Serve { place, listen, watch, public_url } => {
            serve::serve(&place.corpus.corpus, &place.index.index, listen, watch, public_url.as_deref()).map(|()| 0)
        }
        Command::Search(search) => ask(&search),
        Command::Explain(asked) => explain::explain(&asked),
        Command::Similar(asked) => similar::similar(&asked),
        Command::Concordance(question) => concordance::ask(&question),
        Command::Trends(question) => trends::ask(&question),
        Command::Suggest { text, index, limit, lang, json } => {
            suggest::suggest(&text, &index.index, limit.as_deref(), lang.as_deref(), json)
        }
        Command::Show { id, index, json } => show(&id, &index.index, json),
        Command::Check { corpus, strict } => check::check(&corpus.corpus, strict),
        Command::Verify { place } => verify(&place.corpus.corpus, &place.index.index),
        Command::Areas { json } => Ok(output::areas(json).map(|()| 0)?),
        Command::Regions { name, json } => {
            let found = output::regions(name.as_deref(), json)?;
            Ok(if found { 0 } else { NOTHING })
        }
    }
}

/// Brings the index up to date, with a progress bar on a terminal, and says what was done and what is wrong.
pub(crate) fn index(corpus: &Corpus, dir: &Path, rebuild: bool) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let bar = progress_bar(corpus.entries.len());
    let outcome = anli_indexer::index(corpus, dir, &Options { rebuild, ..Options::default() }, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    report(&outcome.faults);
    let how = if outcome.rebuilt { "built" } else { "updated" };
    let Outcome { cases, written, removed, version, .. } = &outcome;
    anstream::eprintln!(
        "{how}: {cases} cases ({written} written, {removed} removed) in {:.1} s, version {version}",
        started.elapsed().as_secs_f64()
    );
    Ok(outcome)
}

fn progress_bar(length: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("indexing {bar:30} {pos}/{len} cases, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style)
}

/// Lists the faults that keep cases out.
fn report(faults: &[Fault]) {
    for fault in faults.iter().filter(|fault| fault.severity == Severity::Error) {
        anstream::eprintln!("{fault}");
    }
    if !faults.is_empty() {
        anstream::eprintln!("{} faults; the cases they are in are left out until they are mended", faults.len());
    }
}

fn ask(search: &Search) -> anyhow::Result<u8> {
    if let (Some(batch), Some(run)) = (&search.batch, &search.run) {
        return batch::answer(search, batch, run).map(|()| 0);
    }
    if search.question.starts_with("--") {
        anyhow::bail!(
            "`{}` is no flag of search; write a question that begins so in quotation marks of its own: '\"{}\"'",
            search.question,
            search.question
        );
    }
    let question = question(search.parameters()).map_err(|problem| anyhow::anyhow!("{}", problem.detail))?;
    let engine = Engine::open(&search.index.index)?;
    let started = Instant::now();
    let answer = engine.answer(&question)?;
    let took = started.elapsed();
    let proposals = engine.proposals(&question, answer.total)?;
    let code = if answer.total == 0 { NOTHING } else { 0 };
    if search.json {
        output::json(&SearchBody::new(answer, took).with_proposals(proposals))?;
    } else {
        output::answer(&answer, took)?;
        suggest::proposals(&proposals)?;
    }
    Ok(code)
}

fn show(id: &str, dir: &Path, json: bool) -> anyhow::Result<u8> {
    let engine = Engine::open(dir)?;
    let Some(case) = engine.case(id)? else {
        anstream::eprintln!("anli: there is no case `{id}`; `anli search` finds one by its title");
        return Ok(NOTHING);
    };
    if json {
        output::json(&CaseBody::new(&case, engine.version()))?;
    } else {
        output::case(&case)?;
    }
    Ok(0)
}

fn verify(corpus: &Path, dir: &Path) -> anyhow::Result<u8> {
    let corpus = Corpus::list(corpus)?;
    let found = anli_indexer::verify(&corpus, dir).context("nothing to verify")?;
    for problem in &found.problems {
        anstream::println!("{problem}");
    }
    let verdict = if found.problems.is_empty() { "whole and up to date" } else { "not as it should be" };
    anstream::eprintln!("{} cases in the index, {} in the corpus: {verdict}", found.cases, corpus.entries.len());
    Ok(if found.problems.is_empty() { 0 } else { NOTHING })
}
