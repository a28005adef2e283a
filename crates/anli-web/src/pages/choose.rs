//! What a page about several cases shows when it is asked about too few, too many or the wrong ones: why, and the way on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::chosen::{Chosen, ID, MOST, tag};
use super::hits::place;
use crate::Web;
use crate::api::{Case, Similar, segment};
use crate::asked::Asked;
use crate::page::{LIST, Page, Refused};
use crate::ui::Ui;

/// Similar cases that are offered.
const OFFERED: &str = "6";

/// What the cases are chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    Compare,
    Briefing,
}

impl Aim {
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Compare => "compare",
            Self::Briefing => "briefing",
        }
    }

    fn least(self) -> usize {
        match self {
            Self::Compare => 2,
            Self::Briefing => 1,
        }
    }

    /// Whether `chosen` can be shown as it is.
    pub(crate) fn fits(self, chosen: &Chosen) -> bool {
        chosen.faultless() && (self.least()..=MOST).contains(&chosen.cases.len())
    }
}

/// A case that can be ticked.
struct Candidate<'a> {
    id: &'a str,
    title: &'a str,
    tag: Option<&'static str>,
    about: String,
    ticked: bool,
}

/// A case like the one that was named, and the address of both.
struct Like<'a> {
    href: String,
    title: &'a str,
    tag: Option<&'static str>,
    why: String,
}

#[derive(Template)]
#[template(path = "choose.html")]
struct ChoosePage<'a> {
    page: &'a Page,
    ui: Ui,
    aim: Aim,
    problems: Vec<String>,
    candidates: Vec<Candidate<'a>>,
    likes: Vec<Like<'a>>,
}

/// Says what is wrong with `chosen` and offers what is there.
pub(crate) async fn show(web: &Web, page: &Page, aim: Aim, chosen: &Chosen) -> Result<Response, Refused> {
    let (ui, lang) = (page.ui, page.lang());
    let mut problems = Vec::new();
    let mut status = StatusCode::OK;
    let count = chosen.cases.len() + chosen.beyond;
    let wrong = !chosen.faultless();
    if count > MOST {
        let number = ui.number(count);
        problems.push(ui.t2("choose-too-many", "number", number, "most", ui.number(MOST)));
        status = StatusCode::BAD_REQUEST;
    }
    if !chosen.repeated.is_empty() {
        problems.push(ui.t1("choose-repeated", "ids", chosen.repeated.join(ui.separator())));
        status = StatusCode::BAD_REQUEST;
    }
    if !chosen.unknown.is_empty() {
        problems.push(ui.t1("choose-unknown", "ids", chosen.unknown.join(ui.separator())));
        status = StatusCode::NOT_FOUND;
    }
    if chosen.cases.len() < aim.least() && !wrong && count > 0 {
        problems.push(ui.t("choose-one-more"));
    }

    // What is carried but was not named can be ticked too.
    let others: Vec<String> =
        page.list.iter().filter(|id| chosen.cases.iter().all(|case| case.id != **id)).cloned().collect();
    let carried = Chosen::read(web, page, &others).await?;
    let all: Vec<&Case> = chosen.cases.iter().chain(&carried.cases).collect();
    let named = if chosen.cases.is_empty() { all.len() } else { chosen.cases.len() };
    let candidates = all.iter().enumerate().map(|(at, case)| Candidate {
        id: &case.id,
        title: case.title.best(lang),
        tag: tag(lang, Some(case.title.lang(lang).as_str())),
        about: about(ui, case),
        ticked: at < named.min(MOST),
    });

    let found: Similar = match all[..] {
        [one] => {
            let asked = Asked::default().append("limit", OFFERED);
            let path = format!("cases/{}/similar", segment(&one.id));
            web.api.get(&path, &asked).await.map_err(|refusal| page.refuse(refusal))?
        }
        _ => Similar::default(),
    };
    let likes = found.hits.iter().filter_map(|hit| {
        let asked = Asked::default().append(ID, &all.first()?.id).append(ID, &hit.id);
        let labels = hit.reasons.iter().map(|reason| reason.label.best(lang));
        Some(Like {
            href: page.to(aim.path(), asked),
            title: hit.title.best(lang),
            tag: tag(lang, Some(hit.title.lang(lang).as_str())),
            why: labels.collect::<Vec<_>>().join(" · "),
        })
    });
    let shown = ChoosePage { page, ui, aim, problems, candidates: candidates.collect(), likes: likes.collect() };
    page.show_as(status, &shown)
}

impl ChoosePage<'_> {
    fn title(&self) -> String {
        self.ui.word("choose-title", self.aim.path())
    }

    fn button(&self) -> String {
        self.ui.word("choose-button", self.aim.path())
    }

    fn lead(&self) -> String {
        self.ui.word("choose-lead", self.aim.path())
    }

    fn likes_title(&self) -> String {
        self.ui.word("choose-likes", self.aim.path())
    }

    /// The search page, with every case that is here on the shortlist.
    fn search(&self) -> String {
        let ids = self.candidates.iter().map(|candidate| candidate.id.to_owned()).collect();
        self.page.listing(ids).link("")
    }
}

/// Place and year of a case, in one line.
pub(crate) fn about(ui: Ui, case: &Case) -> String {
    let place = place(ui.lang, &case.region);
    let year = case.year.map_or_else(|| ui.t("hit-no-year"), |year| year.to_string());
    [place, year, ui.word("stage", &case.stage)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}
