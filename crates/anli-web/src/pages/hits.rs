//! A case as it stands in a list: titles, one line of what it is, the fact that says what was asked, and why it was found.

use crate::api::{Areas, Expanded, Fact, Hit, Region};
use crate::marks::{Piece, pieces};
use crate::page::Page;
use crate::ui::{Lang, Ui};

/// A case in a list.
pub(crate) struct Shown<'a> {
    pub href: String,
    pub title: Vec<Piece<'a>>,
    pub plain_title: &'a str,
    pub title_lang: Lang,
    /// The title in the other language.
    pub second: Option<Vec<Piece<'a>>>,
    pub second_lang: Lang,
    pub place: String,
    pub year: Option<u16>,
    pub level: Option<String>,
    pub stage: String,
    pub evidence: u8,
    pub evidence_label: String,
    /// Slugs and names.
    pub areas: Vec<(&'a str, &'a str)>,
    pub fact: Option<ShownFact<'a>>,
    /// Facts with marks that are not shown.
    pub more: usize,
    /// Other names by which it was found, each with the words that were typed.
    pub why: Vec<(&'a str, &'a str)>,
    pub listed: bool,
    pub toggle: String,
}

/// A fact in a list.
pub(crate) struct ShownFact<'a> {
    pub href: String,
    pub kind: Option<String>,
    pub lang: &'a str,
    pub text: Vec<Piece<'a>>,
    /// Whether there is more of the fact.
    pub cut: bool,
}

impl<'a> Shown<'a> {
    /// How `page` shows `hit`.
    pub(crate) fn new(page: &Page, areas: &'a Areas, expanded: &'a [Expanded], hit: &'a Hit) -> Self {
        let lang = page.lang();
        let marks =
            |name: &str, lang: Lang| hit.marks.get(&format!("{name}.{}", lang.as_str())).map_or(&[][..], Vec::as_slice);
        let title_lang = hit.title.lang(lang);
        let href = page.link(&format!("cases/{}", crate::api::segment(&hit.id)));
        let summary = || {
            let lang = hit.summary.lang(lang);
            let text = hit.summary.only(lang)?;
            Some(ShownFact {
                href: href.clone(),
                kind: None,
                lang: lang.tag(),
                text: pieces(text, marks("summary", lang)),
                cut: false,
            })
        };
        let fact = hit.facts.first().map(|fact| ShownFact::new(page.ui, &href, fact)).or_else(summary);
        Self {
            title: pieces(hit.title.best(lang), marks("title", title_lang)),
            plain_title: hit.title.best(lang),
            title_lang,
            second: hit.title.second(lang).map(|text| pieces(text, marks("title", lang.other()))),
            second_lang: lang.other(),
            place: place(lang, &hit.region),
            year: hit.year,
            // What is nationwide is so by its place already.
            level: hit
                .level
                .as_deref()
                .filter(|level| *level != "nationwide")
                .map(|level| page.ui.word("level", level)),
            stage: page.ui.word("stage", &hit.stage),
            evidence: hit.evidence,
            evidence_label: page.ui.word("evidence", &hit.evidence.to_string()),
            areas: hit
                .areas
                .iter()
                .filter_map(|id| areas.find(id))
                .map(|area| (area.id.as_str(), area.label.best(lang)))
                .collect(),
            more: hit.facts.len().saturating_sub(1),
            why: why(hit, expanded),
            listed: page.listed(&hit.id),
            toggle: page.toggled(&hit.id),
            fact,
            href,
        }
    }
}

impl<'a> ShownFact<'a> {
    fn new(ui: Ui, case: &str, fact: &'a Fact) -> Self {
        let lang = fact.lang.as_deref().unwrap_or_default();
        Self {
            // A case page shows the facts of both languages; those of the other have their own anchors.
            href: format!("{case}#{}", fact.anchor),
            kind: fact.kind.as_deref().map(|kind| ui.word("kind", kind)),
            lang: Lang::tag_of(lang),
            text: pieces(&fact.text, fact.marks.as_deref().unwrap_or_default()),
            cut: fact.cut.unwrap_or_default(),
        }
    }
}

/// The places of a case, each after those it lies in.
pub(crate) fn place(lang: Lang, regions: &[Region]) -> String {
    let path = |region: &Region| {
        let names = region.path_name.iter().chain([&region.name]);
        names.map(|name| name.best(lang)).collect::<Vec<_>>().join(" › ")
    };
    regions.iter().map(path).collect::<Vec<_>>().join(lang.separator())
}

/// Names that the vocabulary added and that are marked in a hit which does not say what was typed.
fn why<'a>(hit: &'a Hit, expanded: &'a [Expanded]) -> Vec<(&'a str, &'a str)> {
    let fact = |fact: &'a Fact| (fact.text.as_str(), fact.marks.as_deref().unwrap_or_default());
    let texts = [
        ("title.zh", &hit.title.zh),
        ("title.en", &hit.title.en),
        ("summary.zh", &hit.summary.zh),
        ("summary.en", &hit.summary.en),
    ];
    let named = texts.into_iter().filter_map(|(name, text)| Some((text.as_deref()?, hit.marks.get(name)?.as_slice())));
    let marked: Vec<String> = named
        .chain(hit.facts.iter().map(fact))
        .flat_map(|(text, marks)| pieces(text, marks))
        .filter(|piece| piece.marked)
        .map(|piece| piece.text.to_lowercase())
        .collect();
    let says = |name: &str| marked.iter().any(|text| text.contains(&name.to_lowercase()));
    // Marks may be of single words of what was typed, and of single characters where those of a word are strewn.
    let all = marked.concat();
    let typed =
        |term: &str| term.to_lowercase().split_whitespace().all(|word| all.contains(word) || strewn(word, &all));
    let added = expanded.iter().filter(|expanded| !typed(&expanded.term));
    added
        .filter_map(|expanded| Some((expanded.with.iter().find(|name| says(name))?.as_str(), expanded.term.as_str())))
        .collect()
}

/// Whether every character of a Chinese word is in `text`.
fn strewn(word: &str, text: &str) -> bool {
    !word.is_ascii() && word.chars().all(|c| text.contains(c))
}
