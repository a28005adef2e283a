//! `anli search --batch`: many questions at once, for evaluation.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anli_query::http::question;
use anli_query::{Engine, MAX_CHARACTERS, MAX_PER_PAGE};
use anyhow::{Context, bail};

use crate::cli::Search;

/// Answers the questions of `batch` and writes their rankings to `run`: question, `Q0`, case, rank, score and `anli` on each line.
pub(crate) fn answer(search: &Search, batch: &Path, run: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(batch).with_context(|| format!("{}: cannot be read", batch.display()))?;
    let engine = Engine::open(&search.index.index)?;
    let file = File::create(run).with_context(|| format!("{}: cannot be written", run.display()))?;
    let mut out = BufWriter::new(file);
    for (at, line) in text.lines().enumerate() {
        let Some((id, asked)) = line.split_once('\t') else {
            bail!("{}:{}: no tab; a line is an id, a tab and a question", batch.display(), at + 1);
        };
        // A question from elsewhere may be a whole text: its beginning says what it is about.
        let asked: String = asked.chars().take(MAX_CHARACTERS).collect();
        let mut parameters = search.parameters();
        parameters.retain(|(name, _)| !matches!(*name, "q" | "facets" | "per_page"));
        parameters.extend([("q", asked.as_str()), ("facets", "")]);
        // A ranking is judged by its order, so that it goes on below the cases that have every word.
        if search.taken.matching.is_none() {
            parameters.push(("match", "any"));
        }
        let mut question = question(parameters)
            .map_err(|problem| anyhow::anyhow!("{}:{}: {}", batch.display(), at + 1, problem.detail))?;
        question.per_page = MAX_PER_PAGE;
        for (rank, hit) in engine.answer(&question)?.hits.iter().enumerate() {
            writeln!(out, "{id} Q0 {} {} {} anli", hit.case.id, rank + 1, hit.score)?;
        }
    }
    out.flush().with_context(|| format!("{}: cannot be written", run.display()))
}
