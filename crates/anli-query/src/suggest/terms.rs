//! The terms that are suggested besides areas, places, bodies and titles.

/// Names of each term, in Chinese and in English, the preferred one first.
///
/// This is the one place that says where terms come from: the words of the analyser's lexicon.
pub(crate) fn terms() -> impl Iterator<Item = (Vec<&'static str>, Vec<&'static str>)> {
    let words = anli_text::LEXICON.lines().filter_map(|line| line.split(' ').next());
    words.map(|word| (vec![word], Vec::new()))
}
