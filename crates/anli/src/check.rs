//! `anli check`: every fault of a corpus in one list.

use std::collections::HashMap;
use std::path::Path;

use anli_case::{Case, Fault, Lang, Severity};
use anli_indexer::Corpus;

use crate::NOTHING;

/// Lists the faults of the corpus, with `strict` also what good cases lack.
pub(crate) fn check(path: &Path, strict: bool) -> anyhow::Result<u8> {
    let corpus = Corpus::list(path)?;
    let mut faults = corpus.faults.clone();
    let mut cases: Vec<Case> = Vec::new();
    for entry in &corpus.entries {
        let (case, found) = corpus.read(entry);
        faults.extend(found);
        if let Some(case) = case {
            faults.extend(anli_case::advice(&case, |lang| file_name(path, &case, lang)));
            cases.push(case);
        }
    }
    faults.extend(anli_case::cross_check(&cases, |case| file_name(path, case, case.lang)));
    faults.retain(|fault| strict || fault.severity == Severity::Error);
    faults.sort();
    for fault in &faults {
        anstream::println!("{fault}");
    }
    let files: HashMap<&str, usize> = faults.iter().fold(HashMap::new(), |mut files, fault: &Fault| {
        *files.entry(fault.file.as_str()).or_default() += 1;
        files
    });
    anstream::eprintln!(
        "{} cases, {} of them readable; {} faults in {} files",
        corpus.entries.len(),
        cases.len(),
        faults.len(),
        files.len()
    );
    Ok(if faults.is_empty() { 0 } else { NOTHING })
}

/// The file that holds the write-up of a case in a language.
fn file_name(corpus: &Path, case: &Case, lang: Lang) -> String {
    let name = match (corpus.is_dir(), lang == case.lang) {
        (false, _) => return format!("{}: case {}", corpus.display(), case.id),
        (true, true) => format!("{}.md", case.id),
        (true, false) => format!("{}.{}.md", case.id, lang.as_str()),
    };
    corpus.join(name).display().to_string()
}
