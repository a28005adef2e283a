//! `anli similar`: cases like a case or a draft.

use std::fs::{self, File};
use std::io::{BufWriter, Result as IoResult, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anli_query::http::{SimilarBody, similar_question};
use anli_query::{Engine, Like, SimilarAnswer, SimilarError, SimilarQuestion, draft};
use anyhow::{Context, bail};
use clap::Args;

use crate::NOTHING;
use crate::cli::IndexDir;
use crate::narrow::{Narrow, given};
use crate::output;

/// Cases in a ranking for evaluation.
const RUN: usize = 100;

/// What `anli similar` is told.
#[derive(Debug, Args)]
pub struct Similar {
    /// A draft (.md, .txt or .docx), or the id of a case
    #[arg(value_name = "FILE_OR_ID", required_unless_present = "batch")]
    pub like: Option<String>,
    #[command(flatten)]
    pub index: IndexDir,
    /// How many cases, at most 50
    #[arg(long, value_name = "N")]
    pub limit: Option<String>,
    /// 1 keeps one province or one reform from filling the list, 0 orders by likeness alone
    #[arg(long, value_name = "0|1")]
    pub diverse: Option<String>,
    #[command(flatten)]
    pub narrow: Narrow,
    /// Print the JSON of the API
    #[arg(long)]
    pub json: bool,
    /// Find cases like many texts: a file with an id, a tab and a text on each line
    #[arg(long, value_name = "FILE", requires = "run", conflicts_with_all = ["like", "json", "limit", "diverse"])]
    pub batch: Option<PathBuf>,
    /// Where the rankings of --batch go, 100 cases a text by likeness alone, in the format of TREC runs. A text that is a case of the collection
    /// finds itself
    #[arg(long, value_name = "FILE", requires = "batch")]
    pub run: Option<PathBuf>,
}

impl Similar {
    fn question(&self, like: Like) -> anyhow::Result<(SimilarQuestion, Vec<anli_query::Note>)> {
        let own = given([("limit", &self.limit), ("diverse", &self.diverse)]);
        similar_question(like, own.chain(self.narrow.parameters()))
            .map_err(|problem| anyhow::anyhow!("{}", problem.detail))
    }
}

/// Prints the cases like what was named; exit code.
pub(crate) fn similar(asked: &Similar) -> anyhow::Result<u8> {
    if let (Some(batch), Some(run)) = (&asked.batch, &asked.run) {
        return rank(asked, batch, run).map(|()| 0);
    }
    let like = asked.like.as_deref().unwrap_or_default();
    let (question, notes) = asked.question(read(like)?)?;
    let engine = Engine::open(&asked.index.index)?;
    let started = Instant::now();
    let answer = match engine.similar(&question) {
        Err(SimilarError::NoSuchCase(id)) => {
            anstream::eprintln!(
                "anli: `{id}` is neither a file nor the id of a case; `anli search` finds one by its title"
            );
            return Ok(NOTHING);
        }
        other => other?,
    };
    let code = if answer.hits.is_empty() { NOTHING } else { 0 };
    if asked.json {
        output::json(&SimilarBody::new(answer, &question, notes, started.elapsed()))?;
    } else {
        notes.iter().for_each(|note| anstream::eprintln!("note: {}", note.message));
        print(&answer)?;
    }
    Ok(code)
}

/// A file is a draft; anything else an id.
fn read(like: &str) -> anyhow::Result<Like> {
    let path = Path::new(like);
    let looks_like_a_file = path.extension().is_some() || like.contains(['/', '\\']);
    if !path.is_file() && !looks_like_a_file {
        return Ok(Like::Case(like.to_owned()));
    }
    let bytes = fs::read(path).with_context(|| format!("{like}: cannot be read"))?;
    let text = draft(&bytes).with_context(|| like.to_owned())?;
    Ok(Like::Text(text))
}

fn rank(asked: &Similar, batch: &Path, run: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(batch).with_context(|| format!("{}: cannot be read", batch.display()))?;
    let engine = Engine::open(&asked.index.index)?;
    let file = File::create(run).with_context(|| format!("{}: cannot be written", run.display()))?;
    let mut out = BufWriter::new(file);
    for (at, line) in text.lines().enumerate() {
        let Some((id, text)) = line.split_once('\t') else {
            bail!("{}:{}: no tab; a line is an id, a tab and a text", batch.display(), at + 1);
        };
        let (mut question, _) = asked.question(Like::Text(text.to_owned()))?;
        (question.limit, question.diverse) = (RUN, false);
        for (rank, (case, score)) in engine.similar_ids(&question)?.iter().enumerate() {
            writeln!(out, "{id} Q0 {case} {} {score} anli", rank + 1)?;
        }
    }
    out.flush().with_context(|| format!("{}: cannot be written", run.display()))
}

fn print(answer: &SimilarAnswer) -> IoResult<()> {
    let mut out = anstream::stdout().lock();
    let terms: Vec<&str> = answer.terms.iter().take(12).map(|term| term.text.as_str()).collect();
    writeln!(out, "{} cases, by {} … (version {})", answer.hits.len(), terms.join(" "), answer.index_version)?;
    for (at, similar) in answer.hits.iter().enumerate() {
        output::hit(&mut out, at + 1, &similar.hit)?;
        if let Some(relation) = &similar.relation {
            writeln!(out, "     ! {} · {}", relation.labels().0, relation.labels().1)?;
        }
        for (sign, reasons) in [('=', &similar.reasons), ('≠', &similar.differences)] {
            for reason in reasons {
                writeln!(out, "     {sign} {} · {}", reason.zh, reason.en)?;
            }
        }
    }
    Ok(())
}
