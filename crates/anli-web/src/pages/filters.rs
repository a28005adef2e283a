//! The filters of a question: what each is called, the addresses without them, and the line that says what is asked.

use std::collections::BTreeMap;

use crate::Web;
use crate::api::Regions;
use crate::asked::Asked;
use crate::page::{Page, Refused};
use crate::ui::Ui;

/// Parameters that are filters, but for the years, in the order in which a line names them.
const FILTERS: [&str; 6] = ["region", "area", "level", "stage", "evidence", "lang"];

/// Levels, as the API names them.
pub(crate) const LEVELS: [&str; 7] =
    ["nationwide", "province", "prefecture", "county", "school", "cross-region", "international"];

/// A chosen filter and the address without it.
pub(crate) struct Chip {
    pub label: String,
    pub href: String,
}

/// Names of the areas and places that are asked for.
pub(crate) struct Names {
    names: BTreeMap<(&'static str, String), String>,
}

impl Names {
    /// The names of what `page` asks for; what the API does not know, or knows several of, keeps the word that was given.
    pub(crate) async fn read(web: &Web, page: &Page) -> Result<Self, Refused> {
        let areas = web.areas().await.map_err(|refusal| page.refuse(refusal))?;
        let mut names = BTreeMap::new();
        for value in page.asked.values("area") {
            if let Some(area) = areas.find(value) {
                names.insert(("area", value.to_owned()), area.label.best(page.lang()).to_owned());
            }
        }
        for value in page.asked.values("region") {
            let found: Result<Regions, _> = web.api.get("regions", &Asked::default().append("q", value)).await;
            if let Ok([one]) = found.as_ref().map(|found| found.regions.as_slice()) {
                names.insert(("region", value.to_owned()), one.name.best(page.lang()).to_owned());
            }
        }
        Ok(Self { names })
    }

    /// What `value` of the parameter `name` is called.
    pub(crate) fn of(&self, name: &str, value: &str) -> Option<String> {
        self.names.iter().find(|((kind, known), _)| *kind == name && known == value).map(|(_, name)| name.clone())
    }
}

/// The chosen filters but those of `apart`, which a page shows in another way, and a line that says what is asked:
/// `山东 或 北京 · 校长职级制 · 2004–2019`. `named` says what a value is called; else it is a word of the API.
pub(crate) fn asked_for(
    page: &Page,
    apart: &[&str],
    named: impl Fn(&str, &str) -> Option<String>,
) -> (Vec<Chip>, String) {
    let (ui, asked) = (page.ui, &page.asked);
    let or = format!(" {} ", ui.t("summary-or"));
    let mut chips = Vec::new();
    let mut parts: Vec<String> = asked.value("q").map(str::to_owned).into_iter().collect();
    for name in FILTERS.into_iter().filter(|name| !apart.contains(name)) {
        let label = |value: &str| named(name, value).unwrap_or_else(|| ui.word(name, value));
        let labels: Vec<String> = asked.values(name).map(label).collect();
        for (value, label) in asked.values(name).zip(&labels) {
            chips.push(Chip { label: label.clone(), href: page.here(asked.without(name, value)) });
        }
        if !labels.is_empty() {
            parts.push(labels.join(&or));
        }
    }
    if let Some(years) = years(ui, asked) {
        let href = page.here(asked.without_any("year_from").without_any("year_to").without_any("page"));
        chips.push(Chip { label: years.clone(), href });
        parts.push(years);
    }
    (chips, if parts.is_empty() { ui.t("summary-all") } else { parts.join(" · ") })
}

/// The years that are asked for.
fn years(ui: Ui, asked: &Asked) -> Option<String> {
    match (asked.value("year_from"), asked.value("year_to")) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(ui.date(from)),
        (from, to) => Some(format!("{}–{}", from.unwrap_or_default(), to.unwrap_or_default())),
    }
}
