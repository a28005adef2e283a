//! Builds the index on disk and keeps it up to date.
//!
//! An index folder holds generations, each a whole index of the engine, and a file that names the one in use. A rebuild makes a
//! new generation beside the old one and then changes that name in one step; an update commits to the one in use, which the engine does
//! in one step. Whoever reads sees the old state or the new one, and a process that is killed leaves one of them.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anli_case::{Case, Fault, Severity};
use tantivy::{Index, IndexWriter, TantivyDocument, TantivyError, Term};

use crate::corpus::{Corpus, Entry};
use crate::document::document;
use crate::schema::{self, CURRENT, FORMAT, Fields, OpenError, Payload};

/// Why an index could not be written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process is writing it.
    #[error("{}: another anli is writing this index; wait until it has finished", .0.display())]
    Busy(PathBuf),
    /// The folder cannot be written.
    #[error("{}: cannot be written: {cause}; check that the disk has room and the folder is writable, or give another with --index", .path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The engine failed.
    #[error("{}: the index could not be written: {cause}; the one in use is untouched, `anli index --rebuild` makes a new one", .path.display())]
    Engine {
        /// The generation that was being written.
        path: PathBuf,
        /// What the engine says.
        cause: TantivyError,
    },
}

/// How to write.
#[derive(Debug, Clone)]
pub struct Options {
    /// Build whole even where an update would do.
    pub rebuild: bool,
    /// Threads that cut and invert text.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        Self { rebuild: false, threads }
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Cases in the index now.
    pub cases: usize,
    /// Cases added or replaced.
    pub written: usize,
    /// Cases taken out, other than to be replaced.
    pub removed: usize,
    /// Whether a new generation was built.
    pub rebuilt: bool,
    /// Faults of the cases that were read, and of the corpus.
    pub faults: Vec<Fault>,
    /// Version of the index now.
    pub version: String,
}

/// Brings the index in `dir` up to date with `corpus`: an update if the index is of this format and vocabulary, else a new
/// generation. `progress` is told after each case how many of the cases to read are done.
///
/// # Errors
/// [`IndexError`]; what was in use before stays in use.
pub fn index(
    corpus: &Corpus,
    dir: &Path,
    options: &Options,
    mut progress: impl FnMut(usize, usize),
) -> Result<Outcome, IndexError> {
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        move |cause| IndexError::Unwritable { path, cause }
    };
    fs::create_dir_all(dir).map_err(unwritable(dir))?;
    let lock_path = dir.join(".lock");
    let lock = File::create(&lock_path).map_err(unwritable(&lock_path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Err(IndexError::Busy(dir.to_owned())),
        Err(fs::TryLockError::Error(cause)) => return Err(IndexError::Unwritable { path: lock_path, cause }),
    }
    remove_abandoned(dir);
    let opened = if options.rebuild { None } else { schema::open(dir).ok() };
    match opened.map(|opened| update(corpus, opened, options, &mut progress)) {
        // What cannot be brought up to date, such as an index that lost a file, is built anew.
        None | Some(Err(IndexError::Engine { .. })) => rebuild(corpus, dir, options, &mut progress),
        Some(done) => done,
    }
}

/// Whether the index in `dir` is exactly what [`index`] would leave there.
pub fn is_current(corpus: &Corpus, dir: &Path) -> bool {
    schema::open(dir).is_ok_and(|opened| opened.payload.corpus == corpus.hash)
}

fn rebuild(
    corpus: &Corpus,
    dir: &Path,
    options: &Options,
    progress: &mut impl FnMut(usize, usize),
) -> Result<Outcome, IndexError> {
    let path = dir.join(next_generation(dir));
    let engine = |cause| IndexError::Engine { path: path.clone(), cause };
    fs::create_dir_all(&path).map_err(|cause| IndexError::Unwritable { path: path.clone(), cause })?;
    let (schema, fields) = schema::schema();
    let index = Index::create_in_dir(&path, schema).map_err(engine)?;
    schema::register_tokenizers(&index);
    let mut writer = writer(&index, options).map_err(engine)?;
    let changed: Vec<&Entry> = corpus.entries.iter().collect();
    let (written, mut faults) = write_cases(corpus, &changed, &fields, &writer, progress).map_err(engine)?;
    faults.extend(corpus.faults.iter().cloned());
    let payload = payload(corpus, 0);
    commit(&mut writer, &payload).map_err(engine)?;
    writer.wait_merging_threads().map_err(engine)?;
    let old = schema::current_generation(dir);
    switch(dir, &path)?;
    if let Some(old) = old.filter(|old| *old != path) {
        // Readers keep the files they have open; a failure here leaves a folder for the next run to remove.
        let _ = fs::remove_dir_all(old);
    }
    Ok(Outcome { cases: written, written, removed: 0, rebuilt: true, faults, version: payload.version() })
}

fn update(
    corpus: &Corpus,
    opened: schema::Opened,
    options: &Options,
    progress: &mut impl FnMut(usize, usize),
) -> Result<Outcome, IndexError> {
    let engine = |cause| IndexError::Engine { path: opened.path.clone(), cause };
    let known = indexed(&opened.index).map_err(engine)?;
    let changed: Vec<&Entry> =
        corpus.entries.iter().filter(|entry| known.get(&entry.id) != Some(&entry.hash)).collect();
    let listed: HashMap<&str, u64> = corpus.entries.iter().map(|entry| (entry.id.as_str(), entry.hash)).collect();
    let gone: Vec<&String> = known.keys().filter(|id| !listed.contains_key(id.as_str())).collect();
    let mut outcome = Outcome {
        cases: known.len(),
        written: 0,
        removed: gone.len(),
        rebuilt: false,
        faults: corpus.faults.clone(),
        version: opened.payload.version(),
    };
    if opened.payload.corpus == corpus.hash {
        // Cases with faults are never indexed: read them again for what is wrong with them, unless a newer reader takes them.
        let (cases, found): (Vec<_>, Vec<_>) = changed.iter().map(|entry| corpus.read(entry)).unzip();
        if cases.iter().all(Option::is_none) {
            outcome.faults.extend(found.into_iter().flatten().filter(|fault| fault.severity == Severity::Error));
            return Ok(outcome);
        }
    }
    let mut writer = writer(&opened.index, options).map_err(engine)?;
    let replaced = changed.iter().map(|entry| &entry.id).filter(|id| known.contains_key(*id));
    let mut deleted = 0;
    for id in replaced.chain(gone.iter().copied()) {
        writer.delete_term(Term::from_field_text(opened.fields.id, id));
        deleted += 1;
    }
    let (written, faults) = write_cases(corpus, &changed, &opened.fields, &writer, progress).map_err(engine)?;
    let payload = payload(corpus, opened.payload.updates + 1);
    commit(&mut writer, &payload).map_err(engine)?;
    writer.wait_merging_threads().map_err(engine)?;
    outcome.faults.extend(faults);
    outcome.written = written;
    outcome.cases = known.len() - deleted + written;
    outcome.version = payload.version();
    Ok(outcome)
}

fn payload(corpus: &Corpus, updates: u32) -> Payload {
    Payload { format: FORMAT, vocabulary: schema::vocabulary_hash().to_owned(), corpus: corpus.hash.clone(), updates }
}

fn writer(index: &Index, options: &Options) -> tantivy::Result<IndexWriter> {
    // More memory a thread makes larger segments and fewer merges, not faster indexing.
    index.writer_with_num_threads(options.threads, options.threads * 100_000_000)
}

fn write_cases(
    corpus: &Corpus,
    entries: &[&Entry],
    fields: &Fields,
    writer: &IndexWriter,
    progress: &mut impl FnMut(usize, usize),
) -> tantivy::Result<(usize, Vec<Fault>)> {
    let (mut written, mut faults) = (0, Vec::new());
    for (done, entry) in entries.iter().enumerate() {
        let (case, found) = corpus.read(entry);
        faults.extend(found.into_iter().filter(|fault| fault.severity == Severity::Error));
        if let Some(case) = case {
            writer.add_document(to_document(fields, &case, entry.hash)?)?;
            written += 1;
        }
        progress(done + 1, entries.len());
    }
    Ok((written, faults))
}

fn to_document(fields: &Fields, case: &Case, hash: u64) -> tantivy::Result<TantivyDocument> {
    document(fields, case, hash).map_err(|error| TantivyError::InternalError(error.to_string()))
}

fn commit(writer: &mut IndexWriter, payload: &Payload) -> tantivy::Result<()> {
    let mut prepared = writer.prepare_commit()?;
    let payload = serde_json::to_string(payload).map_err(|error| TantivyError::InternalError(error.to_string()))?;
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}

/// Identifier and hash of every case in the index.
pub(crate) fn indexed(index: &Index) -> tantivy::Result<HashMap<String, u64>> {
    let searcher = index.reader()?.searcher();
    let mut known = HashMap::with_capacity(usize::try_from(searcher.num_docs()).unwrap_or(0));
    for segment in searcher.segment_readers() {
        let ids = segment.fast_fields().str("id")?;
        let hashes = segment.fast_fields().u64("hash")?;
        let Some(ids) = ids else { continue };
        for doc in segment.doc_ids_alive() {
            let mut id = String::new();
            if let Some(ordinal) = ids.term_ords(doc).next() {
                ids.ord_to_str(ordinal, &mut id)?;
            }
            known.insert(id, hashes.first(doc).unwrap_or(0));
        }
    }
    Ok(known)
}

const GENERATION: &str = "generation-";

fn generations(dir: &Path) -> Vec<(u64, PathBuf)> {
    let Ok(files) = fs::read_dir(dir) else { return Vec::new() };
    let number = |path: &Path| path.file_name()?.to_str()?.strip_prefix(GENERATION)?.parse().ok();
    files.filter_map(Result::ok).map(|file| file.path()).filter_map(|path| Some((number(&path)?, path))).collect()
}

fn next_generation(dir: &Path) -> String {
    let last = generations(dir).iter().map(|(number, _)| *number).max().unwrap_or(0);
    format!("{GENERATION}{}", last + 1)
}

/// Removes what a killed run left: generations that are not in use. Only called under the lock.
fn remove_abandoned(dir: &Path) {
    let current = schema::current_generation(dir);
    for (_, path) in generations(dir) {
        if Some(&path) != current.as_ref() {
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// Makes `generation` the one in use, in one step that survives a power cut.
fn switch(dir: &Path, generation: &Path) -> Result<(), IndexError> {
    let unwritable = |cause| IndexError::Unwritable { path: dir.join(CURRENT), cause };
    let name = generation.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let next = dir.join("current.next");
    let mut file = File::create(&next).map_err(unwritable)?;
    writeln!(file, "{name}").map_err(unwritable)?;
    file.sync_all().map_err(unwritable)?;
    fs::rename(&next, dir.join(CURRENT)).map_err(unwritable)?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(unwritable)
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Cases in the index.
    pub cases: usize,
    /// What is wrong, in words; empty when the index is whole and of this corpus.
    pub problems: Vec<String>,
}

/// The files of the index that are not as they were written.
fn damaged(opened: &schema::Opened) -> tantivy::Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut files: Vec<PathBuf> = opened.index.load_metas()?.list_segment_files().into_iter().collect();
    files.sort();
    for file in &files {
        let path = opened.path.join(file);
        let whole = opened.index.directory().validate_checksum(file);
        match whole {
            Ok(true) => {}
            Ok(false) => {
                problems.push(format!("{}: does not match its checksum; run `anli index --rebuild`", path.display()))
            }
            Err(_) if !path.exists() && is_optional(file) => {}
            Err(cause) => {
                problems.push(format!("{}: cannot be read ({cause}); run `anli index --rebuild`", path.display()))
            }
        }
    }
    Ok(problems)
}

/// A segment lists files that it has only while it is written, or once something is deleted from it.
fn is_optional(file: &Path) -> bool {
    let name = file.to_string_lossy();
    name.ends_with(".temp") || name.ends_with(".0.del")
}

/// Compares the index in `dir` with `corpus`, case by case, and every file of it with its checksum.
///
/// # Errors
/// [`OpenError`] when there is no index to compare.
pub fn verify(corpus: &Corpus, dir: &Path) -> Result<Verification, OpenError> {
    let opened = schema::open(dir)?;
    let engine = |cause| OpenError::Engine { path: dir.to_owned(), cause };
    let mut problems = damaged(&opened).map_err(engine)?;
    if !problems.is_empty() {
        // Reading on would be reading nonsense.
        return Ok(Verification { cases: 0, problems });
    }
    if opened.payload.corpus != corpus.hash {
        problems.push("the corpus has changed since it was indexed; run `anli index`".to_owned());
    }
    let known = indexed(&opened.index).map_err(engine)?;
    for entry in &corpus.entries {
        match known.get(&entry.id) {
            Some(hash) if *hash == entry.hash => {}
            Some(_) => problems.push(format!("{}: changed since it was indexed", entry.id)),
            None if corpus.read(entry).0.is_some() => problems.push(format!("{}: not in the index", entry.id)),
            None => {}
        }
    }
    for id in known.keys().filter(|id| corpus.entries.binary_search_by(|entry| entry.id.cmp(id)).is_err()) {
        problems.push(format!("{id}: in the index, but not in the corpus"));
    }
    problems.sort();
    Ok(Verification { cases: known.len(), problems })
}
