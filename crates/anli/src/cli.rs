//! The command line: names, flags and what `--help` says.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::narrow::{Narrow, Taken, given};

/// Search over education-reform cases, in Chinese and English.
///
/// Cases are Markdown files in a corpus folder. `anli index` turns them into an index, `anli search` asks it from the terminal and
/// `anli serve` over HTTP, with a web page at its address.
///
/// Exit codes: 0 found or done, 1 nothing found or faults listed, 2 wrong usage or failure.
#[derive(Debug, Parser)]
#[command(name = "anli", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the index up to date with the corpus
    ///
    /// Reads only what has changed. An index of another version is built anew beside the old one, which answers until the new one is
    /// whole. Cases with faults are listed and left out.
    Index {
        #[command(flatten)]
        place: Place,
        /// Build the whole index anew
        #[arg(long)]
        rebuild: bool,
    },
    /// Serve the search page and the API, building the index first if it is missing or stale
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address to listen on
        #[arg(long, env = "ANLI_LISTEN", default_value = "127.0.0.1:8420", value_name = "ADDR")]
        listen: SocketAddr,
        /// Bring the index up to date whenever the corpus changes
        #[arg(long)]
        watch: bool,
        /// Where the site is reached from outside, such as `https://anli.example`, for addresses in feeds, maps and citations; by default the host that a visitor asks for
        #[arg(long, env = "ANLI_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
        public_url: Option<String>,
    },
    /// Search from the terminal
    ///
    /// Words side by side must all be there (a question of more than six is ranked by its best matches). Also: AND OR NOT, -word,
    /// ( ), "exact words", "near words"~3, prefix*, and fields such as title: org: place: result: or 题名: 单位: 成效:
    Search(Box<Search>),
    /// Find cases like a case or a draft, and say why
    ///
    /// What a text is about is told by its words that few cases have; shared areas, level and economic region count besides.
    Similar(Box<crate::similar::Similar>),
    /// Say why a question finds a case, or which part of the question keeps it out
    Explain(Box<crate::explain::Explain>),
    /// Show every place that says what is asked for, with what stands around it
    Concordance(Box<crate::concordance::Ask>),
    /// Count what is found by year, area, place and level, and test which areas rise or fade
    Trends(Box<crate::trends::Ask>),
    /// Suggest areas, places, bodies, titles and terms for what is typed
    ///
    /// By the beginning or an inner part of a Chinese name, its pinyin or the initials of that, or the beginning of an English word.
    Suggest {
        /// What is typed: 学区, xzzjz, princ
        text: String,
        #[command(flatten)]
        index: IndexDir,
        /// Suggestions at most, 1 to 20
        #[arg(long, value_name = "N")]
        limit: Option<String>,
        /// Language to show names in: zh, en
        #[arg(long, value_name = "LANG")]
        lang: Option<String>,
        /// Print the JSON of the API
        #[arg(long)]
        json: bool,
    },
    /// Show one case
    Show {
        /// Identifier, as search prints it
        id: String,
        #[command(flatten)]
        index: IndexDir,
        /// Print the JSON of the API
        #[arg(long)]
        json: bool,
    },
    /// List what is wrong with the cases of the corpus
    Check {
        #[command(flatten)]
        corpus: CorpusDir,
        /// Also list what a good case lacks
        #[arg(long)]
        strict: bool,
    },
    /// Compare the index with the corpus and its files with their checksums
    Verify {
        #[command(flatten)]
        place: Place,
    },
    /// List the reform areas
    Areas {
        /// Print the JSON of the API
        #[arg(long)]
        json: bool,
    },
    /// Look places up by code, Chinese or English name, pinyin or old name
    Regions {
        /// Code or name; without one, the provinces and countries
        name: Option<String>,
        /// Print the JSON of the API
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct CorpusDir {
    /// Cases: a folder of Markdown files or one .jsonl file
    #[arg(long, env = "ANLI_CORPUS", default_value = "corpus", value_name = "DIR")]
    pub corpus: PathBuf,
}

#[derive(Debug, Args)]
pub struct IndexDir {
    /// Folder of the index
    #[arg(long, env = "ANLI_INDEX", default_value = "index", value_name = "DIR")]
    pub index: PathBuf,
}

#[derive(Debug, Args)]
pub struct Place {
    #[command(flatten)]
    pub corpus: CorpusDir,
    #[command(flatten)]
    pub index: IndexDir,
}

/// The parameters of the HTTP API as flags.
#[derive(Debug, Args)]
pub struct Search {
    /// The question; without one every case is listed
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub question: String,
    #[command(flatten)]
    pub index: IndexDir,
    #[command(flatten)]
    pub narrow: Narrow,
    #[command(flatten)]
    pub taken: Taken,
    /// relevance, newest, oldest
    #[arg(long)]
    pub sort: Option<String>,
    /// Page, from 1
    #[arg(long)]
    pub page: Option<String>,
    /// Hits a page, at most 100
    #[arg(long, value_name = "N")]
    pub per_page: Option<String>,
    /// Facets to count, separated by commas: region, area, year, level, stage, lang, evidence
    #[arg(long, value_name = "NAMES")]
    pub facets: Option<String>,
    /// Print the JSON of the API
    #[arg(long)]
    pub json: bool,
    /// Answer many questions: a file with an id, a tab and a question on each line
    #[arg(long, value_name = "FILE", requires = "run", conflicts_with_all = ["question", "json"])]
    pub batch: Option<PathBuf>,
    /// Where the rankings of --batch go, 100 cases a question, in the format of TREC runs; by any of the words, unless --match says otherwise
    #[arg(long, value_name = "FILE", requires = "batch")]
    pub run: Option<PathBuf>,
}

impl Search {
    /// The flags as parameters of the API. Facets are counted only when asked for, or in JSON as there.
    pub fn parameters(&self) -> Vec<(&'static str, &str)> {
        let own = [("sort", &self.sort), ("page", &self.page), ("per_page", &self.per_page), ("facets", &self.facets)];
        let mut parameters = vec![("q", self.question.as_str())];
        parameters.extend(self.narrow.parameters());
        parameters.extend(self.taken.parameters());
        parameters.extend(given(own));
        if self.facets.is_none() && !self.json {
            parameters.push(("facets", ""));
        }
        parameters
    }
}

/// Scheme and authority, without a slash at the end.
fn public_url(text: &str) -> Result<String, String> {
    let uri = text.trim_end_matches('/').parse::<http::Uri>().map_err(|error| error.to_string())?;
    match (uri.scheme_str(), uri.authority(), uri.path()) {
        (Some(scheme @ ("http" | "https")), Some(authority), "/" | "") => Ok(format!("{scheme}://{authority}")),
        (Some("http" | "https"), Some(_), path) => {
            Err(format!("the site is at the root of its host; leave `{path}` out"))
        }
        _ => Err("begin with http:// or https://, then the host".to_owned()),
    }
}
