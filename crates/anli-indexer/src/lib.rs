//! Turns cases into a search index, whole or step by step.
//!
//! ```no_run
//! use std::path::Path;
//!
//! let corpus = anli_indexer::Corpus::list(Path::new("corpus"))?;
//! let outcome = anli_indexer::index(&corpus, Path::new("index"), &anli_indexer::Options::default(), |_, _| {})?;
//! println!("{} cases, version {}", outcome.cases, outcome.version);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod corpus;
mod document;
mod local;
pub mod schema;

pub use corpus::{Corpus, CorpusError, Entry};
pub use local::{IndexError, Options, Outcome, Verification, index, is_current, verify};
