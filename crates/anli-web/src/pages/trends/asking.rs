//! The form of the page.

use super::super::filters::LEVELS;
use crate::api::Areas;
use crate::page::{LIST, Page};

/// Filters that are chosen from a list: parameter, key of the name, words of the API.
const LISTS: [(&str, &str, &[&str]); 4] = [
    ("level", "facet-level", &LEVELS),
    ("stage", "facet-stage", &["pilot", "running", "scaled", "ended", "unknown"]),
    ("evidence", "facet-evidence", &["0", "1", "2", "3", "4"]),
    ("lang", "facet-lang", &["zh", "en"]),
];

/// The form. A list has the first value of its parameter; further ones, which other views can give, are kept. Places are kept too,
/// since they are codes: the field for a name adds one.
pub(super) struct Form<'a> {
    pub areas: Vec<AreaGroup<'a>>,
    pub lists: Vec<List>,
    pub kept: Vec<(&'a str, &'a str)>,
    pub filtered: bool,
}

/// A choice of one value.
pub(super) struct List {
    pub name: &'static str,
    pub title: String,
    pub choices: Vec<Choice>,
}

/// A value and whether it is chosen.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

/// An area at the top, with itself as the first choice.
pub(super) struct AreaGroup<'a> {
    pub label: &'a str,
    pub choices: Vec<Choice>,
}

impl<'a> Form<'a> {
    pub(super) fn new(page: &'a Page, areas: &'a Areas) -> Self {
        let (ui, asked) = (page.ui, &page.asked);
        let chosen = |name: &str, value: &str| asked.value(name) == Some(value);
        let tops = areas.areas.iter().filter(|area| area.parent.is_none());
        let group = |top: &'a crate::api::Area| {
            let label = top.label.best(ui.lang);
            let whole = Choice {
                value: top.id.clone(),
                label: ui.t1("trends-area-whole", "area", label),
                selected: chosen("area", &top.id),
            };
            let narrower = areas.areas.iter().filter(|area| area.parent.as_ref() == Some(&top.id)).map(|area| Choice {
                value: area.id.clone(),
                label: area.label.best(ui.lang).to_owned(),
                selected: chosen("area", &area.id),
            });
            AreaGroup { label, choices: [whole].into_iter().chain(narrower).collect() }
        };
        let list = |(name, title, words): (&'static str, &str, &[&str])| List {
            name,
            title: ui.find(title, &fluent_bundle::FluentArgs::new()).unwrap_or_default(),
            choices: words
                .iter()
                .map(|word| Choice {
                    value: (*word).to_owned(),
                    label: ui.word(name, word),
                    selected: chosen(name, word),
                })
                .collect(),
        };
        let fields = ["q", "area", "year_from", "year_to", "level", "stage", "evidence", "lang"];
        let further = |name: &str, place: usize| !fields.contains(&name) || place > 0;
        let mut seen = std::collections::BTreeMap::new();
        let kept = asked.pairs().filter(|(name, _)| {
            let place = seen.entry((*name).to_owned()).or_insert(0_usize);
            *place += 1;
            further(name, *place - 1)
        });
        let kept = kept.collect::<Vec<_>>();
        Self {
            areas: tops.map(group).collect(),
            lists: LISTS.into_iter().map(list).collect(),
            kept: kept.into_iter().chain(page.list.iter().map(|id| (LIST, id.as_str()))).collect(),
            filtered: asked.pairs().any(|(name, _)| name == "region" || fields[1..].contains(&name)),
        }
    }
}
