//! The cases that the `id` parameters of a page name, and what is wrong with them.

use axum::response::{IntoResponse, Redirect, Response};

use crate::Web;
use crate::api::{Case, Fact, Refusal, segment};
use crate::asked::Asked;
use crate::page::{MAX_LIST, Page, Refused};
use crate::ui::Lang;

/// The parameter that names a case.
pub(crate) const ID: &str = "id";
/// Most cases that stand side by side.
pub(crate) const MOST: usize = 5;
/// Kinds of facts, in the order in which a case tells them.
pub(crate) const KINDS: [&str; 11] = [
    "motivation",
    "context",
    "mechanism",
    "resources",
    "scale",
    "result",
    "difficulty",
    "critique",
    "condition",
    "spread",
    "lesson",
];

/// Cases in the order in which they were named.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    pub cases: Vec<Case>,
    /// Ids that the library does not have.
    pub unknown: Vec<String>,
    /// Ids that were named more than once.
    pub repeated: Vec<String>,
    /// Ids beyond those that are read.
    pub beyond: usize,
    /// The ids of today, where one of them is retired.
    moved: Option<Asked>,
}

impl Chosen {
    /// Reads the cases that `ids` name.
    pub(crate) async fn read(web: &Web, page: &Page, ids: &[String]) -> Result<Self, Refused> {
        let mut chosen = Self { beyond: ids.len().saturating_sub(MAX_LIST), ..Self::default() };
        let mut today: Vec<String> = Vec::new();
        for id in &ids[..ids.len().min(MAX_LIST)] {
            if today.contains(id) {
                if !chosen.repeated.contains(id) {
                    chosen.repeated.push(id.clone());
                }
                continue;
            }
            match web.api.get::<Case>(&format!("cases/{}", segment(id)), &Asked::default()).await {
                Ok(case) => {
                    today.push(case.id.clone());
                    chosen.cases.push(case);
                }
                Err(Refusal::Moved(to)) => {
                    let id = to.rsplit('/').next().unwrap_or_default().to_owned();
                    chosen.moved.get_or_insert_default();
                    today.push(id);
                }
                Err(Refusal::Problem(problem)) if (400..500).contains(&problem.status) => {
                    today.push(id.clone());
                    chosen.unknown.push(id.clone());
                }
                Err(refusal) => return Err(page.refuse(refusal)),
            }
        }
        if chosen.moved.is_some() {
            let others = page.asked.without_any(ID);
            chosen.moved = Some(today.iter().fold(others, |asked, id| asked.append(ID, id)));
        }
        Ok(chosen)
    }

    /// Leads to the ids of today, where one of those that were named is retired.
    pub(crate) fn moved(&self, page: &Page) -> Option<Response> {
        let asked = self.moved.as_ref()?;
        Some(Redirect::permanent(&page.here(asked)).into_response())
    }

    /// Whether every id that was named is a case, and named once.
    pub(crate) fn faultless(&self) -> bool {
        self.unknown.is_empty() && self.repeated.is_empty() && self.beyond == 0
    }
}

/// The facts of a case: those of its write-up in `lang`, else of the other one.
pub(crate) fn facts(case: &Case, lang: Lang) -> &[Fact] {
    let told = |lang: Lang| case.facts.get(lang.as_str()).filter(|facts| !facts.is_empty());
    told(lang).or_else(|| told(lang.other())).map_or(&[], Vec::as_slice)
}

/// The language of a run of text, where it is not that of the page.
pub(crate) fn tag(page: Lang, text: Option<&str>) -> Option<&'static str> {
    let lang = Lang::parse(text?)?;
    (lang != page).then(|| lang.tag())
}

/// The address of a case, or of a fact on its page.
pub(crate) fn address(page: &Page, case: &Case, anchor: Option<&str>) -> String {
    let href = page.link(&format!("cases/{}", segment(&case.id)));
    match anchor {
        Some(anchor) => format!("{href}#{anchor}"),
        None => href,
    }
}

#[cfg(test)]
mod tests;
