//! The cases of a corpus on disk: which there are, what changed, and what each one says.
//!
//! A corpus is a folder of Markdown files or one `.jsonl` file. Listing it reads and hashes every file once but keeps no text,
//! so a corpus may be larger than memory; a case is read again when it is needed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anli_case::{Case, CaseFile, Fault, read_case, read_json_line};

/// Why a corpus cannot be listed at all.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// It is not there.
    #[error("{}: no such corpus; give a folder of cases or a .jsonl file with --corpus", .0.display())]
    Missing(PathBuf),
    /// It is neither a folder nor a `.jsonl` file.
    #[error("{}: a corpus is a folder of Markdown files or one .jsonl file", .0.display())]
    NotACorpus(PathBuf),
    /// It cannot be read.
    #[error("{}: cannot be read: {cause}", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// One case of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id as the file name or the line gives it.
    pub id: String,
    /// Hash of its files.
    pub hash: u64,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// The original and its translations.
    Files(PathBuf, Vec<PathBuf>),
    /// Line number, and where the line stands in the file.
    Line { number: usize, offset: u64, length: usize },
}

/// A listed corpus.
#[derive(Debug)]
pub struct Corpus {
    path: PathBuf,
    /// Its cases, by id.
    pub entries: Vec<Entry>,
    /// Faults that concern no single case: a translation without original, an id twice.
    pub faults: Vec<Fault>,
    /// Hash of all files.
    pub hash: String,
}

impl Corpus {
    /// Lists the corpus at `path`.
    ///
    /// # Errors
    /// [`CorpusError`] when there is no corpus. A single file that cannot be read is a fault of its case.
    pub fn list(path: &Path) -> Result<Self, CorpusError> {
        let meta = fs::metadata(path).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => CorpusError::Missing(path.to_owned()),
            _ => CorpusError::Unreadable { path: path.to_owned(), cause },
        })?;
        let (mut entries, mut faults) = if meta.is_dir() {
            list_folder(path)?
        } else if path.extension() == Some(OsStr::new("jsonl")) {
            list_lines(path).map_err(|cause| CorpusError::Unreadable { path: path.to_owned(), cause })?
        } else {
            return Err(CorpusError::NotACorpus(path.to_owned()));
        };
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        drop_duplicates(path, &mut entries, &mut faults);
        let mut hasher = blake3::Hasher::new();
        for entry in &entries {
            hasher.update(entry.id.as_bytes()).update(b"\n").update(&entry.hash.to_le_bytes());
        }
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        Ok(Self { path: path.to_owned(), entries, faults, hash })
    }

    /// Reads one case; its faults name its files.
    pub fn read(&self, entry: &Entry) -> (Option<Case>, Vec<Fault>) {
        match &entry.place {
            Place::Files(main, translations) => read_files(main, translations),
            Place::Line { number, offset, length } => {
                let name = self.path.display().to_string();
                match read_at(&self.path, *offset, *length) {
                    Ok(bytes) => read_json_line(&name, *number, &bytes),
                    Err(error) => (None, vec![unreadable(&self.path, &error)]),
                }
            }
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    Fault::error(&path.display().to_string(), None, "unreadable", format!("cannot be read: {error}"))
}

fn read_files(main: &Path, translations: &[PathBuf]) -> (Option<Case>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut texts = Vec::new();
    for path in std::iter::once(main).chain(translations.iter().map(PathBuf::as_path)) {
        match fs::read(path) {
            Ok(bytes) => texts.push((path.display().to_string(), bytes)),
            Err(error) => faults.push(unreadable(path, &error)),
        }
    }
    if !faults.is_empty() {
        return (None, faults);
    }
    let files: Vec<CaseFile<'_>> = texts.iter().map(|(name, bytes)| CaseFile { name, bytes }).collect();
    read_case(files[0], &files[1..])
}

fn list_folder(folder: &Path) -> Result<(Vec<Entry>, Vec<Fault>), CorpusError> {
    let unreadable_folder = |cause| CorpusError::Unreadable { path: folder.to_owned(), cause };
    let mut faults = Vec::new();
    let mut originals: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut translations: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let mut paths = Vec::new();
    for file in fs::read_dir(folder).map_err(unreadable_folder)? {
        paths.push(file.map_err(unreadable_folder)?.path());
    }
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(OsStr::to_str) else {
            let fault = "its name is not UTF-8; rename it to lower-case letters, digits and hyphens";
            faults.push(Fault::error(&path.display().to_string(), None, "bad-file-name", fault));
            continue;
        };
        let Some(stem) = name.strip_suffix(".md").filter(|stem| *stem != "README" && !stem.starts_with('.')) else {
            continue;
        };
        match stem.split_once('.') {
            None => {
                originals.insert(stem.to_owned(), path);
            }
            Some((id, _)) => translations.entry(id.to_owned()).or_default().push(path),
        }
    }
    for (id, paths) in &translations {
        if !originals.contains_key(id) {
            faults.extend(paths.iter().map(|path| {
                Fault::error(
                    &path.display().to_string(),
                    None,
                    "no-original",
                    format!("a translation without its original; add `{id}.md`"),
                )
            }));
        }
    }
    let entries = originals.into_iter().map(|(id, main)| {
        let translations = translations.remove(&id).unwrap_or_default();
        let hash = hash_files(std::iter::once(&main).chain(&translations));
        Entry { id, hash, place: Place::Files(main, translations) }
    });
    Ok((entries.collect(), faults))
}

fn hash_files<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for path in paths {
        hasher.update(path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default()).update(b"\0");
        // A file that cannot be read hashes as its error: when it can be read again, its case has changed.
        match fs::read(path) {
            Ok(bytes) => hasher.update(&(bytes.len() as u64).to_le_bytes()).update(&bytes),
            Err(error) => hasher.update(error.to_string().as_bytes()),
        };
    }
    first_eight(&hasher.finalize())
}

fn first_eight(hash: &blake3::Hash) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Of a line, what listing needs.
#[derive(serde::Deserialize)]
struct LineId {
    id: Option<String>,
}

fn list_lines(path: &Path) -> io::Result<(Vec<Entry>, Vec<Fault>)> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let (mut entries, mut line, mut offset, mut number) = (Vec::new(), Vec::new(), 0, 0);
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok((entries, Vec::new()));
        }
        number += 1;
        if !line.trim_ascii().is_empty() {
            // A line that does not parse is listed under its number: reading it will say what is wrong.
            let id = serde_json::from_slice::<LineId>(&line).ok().and_then(|line| line.id);
            let id = id.unwrap_or_else(|| format!("line {number}"));
            entries.push(Entry {
                id,
                hash: first_eight(&blake3::hash(&line)),
                place: Place::Line { number, offset, length },
            });
        }
        offset += length as u64;
    }
}

fn read_at(path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Keeps the first of several cases with one id, which only a `.jsonl` file can have.
fn drop_duplicates(path: &Path, entries: &mut Vec<Entry>, faults: &mut Vec<Fault>) {
    entries.dedup_by(|later, first| {
        let twice = later.id == first.id;
        if let (true, Place::Line { number, .. }) = (twice, &later.place) {
            let message = format!("id `{}` stands on an earlier line too; give each case one line", later.id);
            faults.push(Fault::error(&path.display().to_string(), Some(*number), "duplicate-id", message));
        }
        twice
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        folder
    }

    #[test]
    fn a_case_is_its_original_with_its_translations() {
        let folder = folder(&[
            ("a.md", "甲"),
            ("a.en.md", "A"),
            ("b.md", "乙"),
            ("README.md", "no case"),
            ("notes.txt", "no case"),
        ]);
        let corpus = Corpus::list(folder.path()).expect("a corpus");
        let ids: Vec<&str> = corpus.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert!(corpus.faults.is_empty());
    }

    #[test]
    fn a_changed_translation_changes_its_case_and_the_corpus() {
        let folder = folder(&[("a.md", "甲"), ("a.en.md", "A"), ("b.md", "乙")]);
        let before = Corpus::list(folder.path()).expect("a corpus");
        fs::write(folder.path().join("a.en.md"), "B").expect("a file");
        let after = Corpus::list(folder.path()).expect("a corpus");
        assert_ne!(before.entries[0].hash, after.entries[0].hash);
        assert_eq!(before.entries[1], after.entries[1]);
        assert_ne!(before.hash, after.hash);
    }

    #[test]
    fn a_translation_without_original_is_a_fault() {
        let folder = folder(&[("a.en.md", "A")]);
        let corpus = Corpus::list(folder.path()).expect("a corpus");
        assert!(corpus.faults[0].to_string().ends_with("a.en.md: a translation without its original; add `a.md`"));
    }

    #[test]
    fn a_second_line_with_the_same_id_is_a_fault() {
        let folder = folder(&[("c.jsonl", "{\"id\":\"a\"}\n\n{\"id\":\"a\"}\nbroken\n")]);
        let corpus = Corpus::list(&folder.path().join("c.jsonl")).expect("a corpus");
        assert_eq!(corpus.entries.len(), 2);
        assert!(corpus.faults[0].to_string().contains("c.jsonl:3: id `a` stands on an earlier line too"));
    }

    #[test]
    fn a_missing_corpus_names_itself_and_the_cure() {
        let error = Corpus::list(Path::new("nowhere")).expect_err("no corpus");
        assert_eq!(error.to_string(), "nowhere: no such corpus; give a folder of cases or a .jsonl file with --corpus");
    }
}
