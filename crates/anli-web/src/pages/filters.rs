//! The filters of a question as chips: what each is called, and the address without it.

use crate::Web;
use crate::api::Regions;
use crate::asked::Asked;
use crate::page::{Page, Refused};

/// A chosen filter and the address without it.
pub(crate) struct Chip {
    pub label: String,
    pub href: String,
}

/// The filters that the address of a page carries, but for the language.
///
/// What the API does not know keeps the word that was given.
pub(crate) async fn chips(web: &Web, page: &Page) -> Result<Vec<Chip>, Refused> {
    let (ui, asked) = (page.ui, &page.asked);
    let areas = web.areas().await.map_err(|refusal| page.refuse(refusal))?;
    let mut chips = Vec::new();
    for (name, value) in asked.pairs() {
        let label = match name {
            "region" => place(web, page, value).await,
            "area" => areas.find(value).map_or_else(|| value.to_owned(), |area| area.label.best(ui.lang).to_owned()),
            "level" | "stage" | "evidence" => ui.word(name, value),
            _ => continue,
        };
        chips.push(Chip { label, href: page.here(asked.without(name, value)) });
    }
    let years = match (asked.value("year_from"), asked.value("year_to")) {
        (Some(from), Some(to)) if from == to => ui.date(from),
        (Some(from), Some(to)) => format!("{from}–{to}"),
        (Some(from), None) => format!("{from}–"),
        (None, Some(to)) => format!("–{to}"),
        (None, None) => return Ok(chips),
    };
    let href = page.here(asked.without_any("year_from").without_any("year_to").without_any("page"));
    chips.push(Chip { label: years, href });
    Ok(chips)
}

/// The name of a place that is asked for by code or name.
async fn place(web: &Web, page: &Page, value: &str) -> String {
    let found = web.api.get::<Regions>("regions", &Asked::default().append("q", value)).await;
    match found.as_ref().map(|found| found.regions.as_slice()) {
        Ok([one]) => one.name.best(page.lang()).to_owned(),
        _ => value.to_owned(),
    }
}
