//! What a case page shows of the facts, the sources and the dates of a case.

use std::collections::{BTreeMap, BTreeSet};

use super::Run;
use crate::api::{Case, Fact, Source};
use crate::ui::{Lang, Ui};

/// The blocks and the kinds of fact in them, in the order in which a reader asks.
const BLOCKS: [(&str, &[&str]); 5] = [
    ("case-block-problem", &["motivation", "context"]),
    ("case-block-approach", &["mechanism", "scale"]),
    ("case-block-inputs", &["resources", "difficulty"]),
    ("case-block-results", &["result", "critique"]),
    ("case-block-lessons", &["lesson", "condition", "spread"]),
];

/// Facts that answer one question.
pub(super) struct Block<'a> {
    pub id: &'static str,
    pub title: String,
    pub kinds: Vec<Kind<'a>>,
    /// Names of the kinds of which no source tells.
    pub absent: Vec<String>,
}

/// Facts of one kind.
pub(super) struct Kind<'a> {
    pub name: String,
    pub facts: Vec<Said<'a>>,
}

/// A fact in the languages that are shown.
pub(super) struct Said<'a> {
    pub anchor: &'a str,
    /// One for each language, in the order of the columns.
    pub cells: Vec<Cell<'a>>,
    /// Numbers of its sources.
    pub sources: Vec<usize>,
}

impl Said<'_> {
    pub(super) fn headed(&self) -> bool {
        self.cells.iter().any(|cell| cell.heading.is_some())
    }

    pub(super) fn number(&self) -> &str {
        self.anchor.trim_start_matches('f')
    }
}

/// A text in one language.
pub(super) struct Cell<'a> {
    pub lang: Lang,
    pub text: Option<&'a str>,
    pub heading: Option<&'a str>,
}

/// A source and the facts that cite it.
pub(super) struct Cited<'a> {
    pub number: usize,
    pub source: &'a Source,
    pub lang: Option<&'a str>,
    pub kind: Option<String>,
    pub date: Option<String>,
    /// Its address, if a browser may follow it.
    pub href: Option<&'a str>,
    pub facts: Vec<&'a str>,
}

/// Something that happened.
pub(super) struct Moment<'a> {
    /// What moments are put in order by.
    pub edtf: String,
    pub date: String,
    pub label: String,
    pub what: Option<(&'a str, &'a str)>,
    pub href: Option<String>,
}

impl Moment<'_> {
    /// As a machine reads it, if HTML has a way to write it.
    pub(super) fn datetime(&self) -> Option<&str> {
        let plain = matches!(self.edtf.len(), 4 | 7 | 10) && self.edtf.chars().all(|c| c.is_ascii_digit() || c == '-');
        plain.then_some(self.edtf.as_str())
    }
}

/// Numbers of the sources of a fact, as the list counts them.
pub(super) fn numbers(case: &Case, fact: &Fact) -> Vec<usize> {
    let number = |id: &String| case.sources.iter().position(|source| source.id == *id).map(|at| at + 1);
    fact.sources.iter().filter_map(number).collect()
}

/// The facts in the languages that are shown, by kind; those of no kind that is known are last.
pub(super) fn said<'a>(case: &'a Case, shown: &[Lang]) -> Vec<(Option<&'a str>, Said<'a>)> {
    let told = |lang: &Lang| case.facts.get(lang.as_str()).map_or(&[][..], Vec::as_slice);
    let by_anchor: Vec<BTreeMap<&str, &'a Fact>> =
        shown.iter().map(|lang| told(lang).iter().map(|fact| (fact.anchor.as_str(), fact)).collect()).collect();
    let mut done = BTreeSet::new();
    let mut all = Vec::new();
    for fact in shown.iter().flat_map(told).filter(|fact| done.insert(fact.anchor.as_str())) {
        let cell = |(&lang, facts): (&Lang, &BTreeMap<&str, &'a Fact>)| {
            let found = facts.get(fact.anchor.as_str()).copied();
            Cell {
                lang,
                text: found.map(|fact| fact.text.as_str()),
                heading: found.and_then(|fact| fact.heading.as_deref()),
            }
        };
        let cells = shown.iter().zip(&by_anchor).map(cell).collect();
        all.push((fact.kind.as_deref(), Said { anchor: &fact.anchor, cells, sources: numbers(case, fact) }));
    }
    all
}

pub(super) fn blocks<'a>(ui: Ui, case: &'a Case, shown: &[Lang]) -> (Vec<Block<'a>>, Vec<Said<'a>>) {
    let mut by_kind: BTreeMap<Option<&str>, Vec<Said<'a>>> = BTreeMap::new();
    let known = |kind: &&str| BLOCKS.iter().any(|(_, kinds)| kinds.contains(kind));
    for (kind, said) in said(case, shown) {
        by_kind.entry(kind.filter(known)).or_default().push(said);
    }
    let other = by_kind.remove(&None).unwrap_or_default();
    let blocks = BLOCKS.map(|(id, kinds)| {
        let mut block = Block { id, title: ui.t(id), kinds: Vec::new(), absent: Vec::new() };
        for kind in kinds {
            let name = ui.word("kind", kind);
            match by_kind.remove(&Some(*kind)) {
                Some(facts) => block.kinds.push(Kind { name, facts }),
                None => block.absent.push(name),
            }
        }
        block
    });
    (blocks.into(), other)
}

/// Whether a browser may follow an address of a source.
pub(super) fn followed(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

pub(super) fn cited<'a>(ui: Ui, case: &'a Case, shown: &[Lang]) -> Vec<Cited<'a>> {
    let mut facts: Vec<Vec<&'a str>> = case.sources.iter().map(|_| Vec::new()).collect();
    for (_, said) in said(case, shown) {
        for number in &said.sources {
            if let Some(facts) = facts.get_mut(number - 1) {
                facts.push(said.anchor);
            }
        }
    }
    let cite = |((at, source), facts): ((usize, &'a Source), Vec<&'a str>)| Cited {
        number: at + 1,
        source,
        lang: source.lang.as_deref().map(Lang::tag_of),
        kind: source.kind.as_deref().map(|kind| ui.word("source", kind)),
        date: source.date.as_deref().map(|date| ui.date(date)),
        href: source.url.as_deref().filter(|url| followed(url)),
        facts,
    };
    case.sources.iter().enumerate().zip(facts).map(cite).collect()
}

/// What happened, in order.
pub(super) fn moments<'a>(ui: Ui, case: &'a Case, sources: &[Cited<'a>]) -> Vec<Moment<'a>> {
    let told = |edtf: &str, label: String| Moment {
        edtf: edtf.to_owned(),
        date: ui.date(edtf),
        label,
        what: None,
        href: None,
    };
    let mut moments = Vec::new();
    for (key, edtf) in [("case-moment-started", &case.started), ("case-moment-ended", &case.ended)] {
        moments.extend(edtf.as_deref().map(|edtf| told(edtf, ui.t(key))));
    }
    for award in &case.awards {
        let Some(year) = award.year else { continue };
        let what = Some(Run::of(ui.lang, &award.name).tagged());
        moments.push(Moment { what, ..told(&year.to_string(), ui.t("case-moment-award")) });
    }
    for cited in sources {
        let Some(date) = cited.source.date.as_deref() else { continue };
        let label = cited.kind.clone().unwrap_or_else(|| ui.t("case-source-unknown"));
        let what = Some((cited.source.title.as_str(), cited.lang.unwrap_or_default()));
        moments.push(Moment { what, href: Some(format!("#s{}", cited.number)), ..told(date, label) });
    }
    // The newest source says when the case was last reported, unless it is not dated itself.
    let dated =
        |reported: &str| moments.iter().any(|moment| moment.href.is_some() && moment.edtf.starts_with(reported));
    if let Some(reported) = case.reported.as_deref().filter(|reported| !dated(reported)) {
        moments.push(told(reported, ui.t("case-moment-reported")));
    }
    moments.sort_by(|one, other| one.edtf.cmp(&other.edtf));
    moments
}
