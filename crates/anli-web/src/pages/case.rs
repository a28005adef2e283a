//! One case, whole: its head, its facts in blocks that ask the same of every case, its sources, and what stands beside it.
//!
//! A fact has the same anchor in either language, so `#f5` leads to the same statement whichever is read, and with `?side=both` the two
//! stand side by side. What no source tells is said to be untold, kind by kind: an empty place and a forgotten one look the same otherwise.

mod data;
mod facts;

use std::collections::BTreeSet;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use self::facts::{Block, Cited, Moment, Said, blocks, cited, moments, numbers};
use super::hits::place;
use crate::Web;
use crate::api::{Bilingual, Case, Change, History, Hit, Reason, Region, Similar, segment};
use crate::asked::Asked;
use crate::page::{Page, Refused};
use crate::ui::{Lang, Ui};

/// The parameter that asks for both languages, by the value `both`.
const SIDE: &str = "side";
/// Similar cases that are shown.
const SIMILAR: usize = 5;
/// Most related cases that are shown.
const RELATED: usize = 12;
/// Changes of the file that are shown.
const CHANGES: usize = 10;
/// How long similar cases are waited for: they are made a few at a time, and a crowd of readers wants the case itself.
const PATIENCE: Duration = Duration::from_secs(3);
/// Sources whose figures can be compared, as the grade of evidence takes them.
const COMPARED: [&str; 2] = ["paper", "statistics"];

/// `/{lang}/cases/{id}`
pub(crate) async fn show(State(web): State<Web>, Path(id): Path<String>, mut page: Page) -> Result<Response, Refused> {
    let both = page.asked.has(SIDE, "both");
    page.asked = if both { Asked::default().append(SIDE, "both") } else { Asked::default() };
    page.path = format!("cases/{}", segment(&id));
    let nothing = Asked::default();
    let case: Case = web.api.get(&page.path, &nothing).await.map_err(|refusal| page.refuse(refusal))?;
    let mut related = Vec::new();
    for tie in case.related.iter().take(RELATED) {
        // A case may name one that is not in the library.
        if let Ok(other) = web.api.get::<Case>(&format!("cases/{}", segment(&tie.id)), &nothing).await {
            related.push((tie.kind.as_str(), other));
        }
    }
    // What stands beside the case is worth less than the case: without it the page is still shown.
    let limit = nothing.set("limit", SIMILAR + related.len());
    let address = format!("{}/similar", page.path);
    let similar = tokio::time::timeout(PATIENCE, web.api.get::<Similar>(&address, &limit)).await;
    let similar = similar.map(Result::unwrap_or_default).unwrap_or_default();
    let history: History = web.api.get(&format!("{}/history", page.path), &nothing).await.unwrap_or_default();
    page.show(&CasePage::new(&page, &case, &related, &similar, &history))
}

/// A text and its language.
struct Run<'a> {
    text: &'a str,
    lang: Lang,
}

impl<'a> Run<'a> {
    fn of(lang: Lang, text: &'a Bilingual) -> Self {
        Self { text: text.best(lang), lang: text.lang(lang) }
    }

    fn tagged(&self) -> (&'a str, &'a str) {
        (self.text, self.lang.tag())
    }
}

/// A case beside this one.
struct Neighbour<'a> {
    href: String,
    title: Run<'a>,
    relation: Option<String>,
    place: String,
    year: Option<u16>,
    reasons: Vec<&'a str>,
    differences: Vec<&'a str>,
    compare: String,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage<'a> {
    page: &'a Page,
    ui: Ui,
    /// The page as the world knows it: without parameters.
    bare: Page,
    case: &'a Case,
    /// The languages that are shown; the first is the main one.
    shown: Vec<Lang>,
    title: Run<'a>,
    second: Option<Run<'a>>,
    blocks: Vec<Block<'a>>,
    other: Vec<Said<'a>>,
    sources: Vec<Cited<'a>>,
    moments: Vec<Moment<'a>>,
    related: Vec<Neighbour<'a>>,
    similar: Vec<Neighbour<'a>>,
    changes: Vec<(String, &'a str, &'a str)>,
    /// When the file was last changed.
    modified: Option<&'a str>,
}

impl<'a> CasePage<'a> {
    fn new(
        page: &'a Page,
        case: &'a Case,
        related: &'a [(&'a str, Case)],
        similar: &'a Similar,
        history: &'a History,
    ) -> Self {
        let ui = page.ui;
        let shown = languages(page, case);
        let sources = cited(ui, case, &shown);
        let (blocks, other) = blocks(ui, case, &shown);
        let known = |hit: &&Hit| !related.iter().any(|(_, other)| other.id == hit.id);
        Self {
            page,
            ui,
            bare: Page { asked: Asked::default(), ..page.clone() },
            title: Run::of(ui.lang, &case.title),
            second: case.title.second(ui.lang).map(|text| Run { text, lang: ui.lang.other() }),
            blocks,
            other,
            moments: moments(ui, case, &sources),
            sources,
            related: related.iter().map(|(kind, other)| Neighbour::related(page, case, kind, other)).collect(),
            similar: similar
                .hits
                .iter()
                .filter(known)
                .take(SIMILAR)
                .map(|hit| Neighbour::similar(page, case, hit))
                .collect(),
            changes: history.changes.iter().take(CHANGES).map(|change| changed(ui, change)).collect(),
            modified: history.changes.first().map(|change| change.date.as_str()),
            shown,
            case,
        }
    }

    fn both(&self) -> bool {
        self.shown.len() > 1
    }

    /// Whether the case is not told in the language of the page.
    fn foreign(&self) -> bool {
        self.shown.first() != Some(&self.ui.lang)
    }

    /// The language of words of the site amid a case in the other one.
    fn ours(&self) -> String {
        if self.foreign() { format!(" lang=\"{}\"", self.ui.lang.tag()) } else { String::new() }
    }

    fn description(&self) -> &str {
        match self.case.summary.best(self.ui.lang) {
            "" => self.title.text,
            summary => summary,
        }
    }

    fn summaries(&self) -> Vec<Run<'_>> {
        let summary = |&lang: &Lang| Some(Run { text: self.case.summary.only(lang)?, lang });
        self.shown.iter().filter_map(summary).collect()
    }

    /// The places of the case, each after those it lies in, with their addresses.
    fn places(&self) -> Vec<Vec<(String, Run<'_>)>> {
        self.case.region.iter().map(|region| steps(self.page, region)).collect()
    }

    fn bodies(&self) -> Vec<(Run<'_>, Option<String>)> {
        let body = |body: &'a crate::api::Organization| {
            (Run::of(self.ui.lang, &body.name), body.role.as_deref().map(|role| self.ui.word("role", role)))
        };
        self.case.organizations.iter().map(body).collect()
    }

    fn areas(&self) -> Vec<(String, Run<'_>)> {
        let areas = self.case.areas.iter();
        areas
            .map(|area| (self.page.to("", Asked::default().with("area", &area.id)), Run::of(self.ui.lang, &area.label)))
            .collect()
    }

    fn awards(&self) -> Vec<(Run<'_>, Option<String>)> {
        let award = |award: &'a crate::api::Award| {
            (Run::of(self.ui.lang, &award.name), award.year.map(|year| self.ui.date(&year.to_string())))
        };
        self.case.awards.iter().map(award).collect()
    }

    /// When it began, ended and was last reported.
    fn years(&self) -> Vec<String> {
        let dates = [
            ("case-started", &self.case.started),
            ("case-ended", &self.case.ended),
            ("case-reported", &self.case.reported),
        ];
        let date = |(key, edtf): (&str, &Option<String>)| {
            edtf.as_deref().map(|edtf| self.ui.t1(key, "date", self.ui.date(edtf)))
        };
        dates.into_iter().filter_map(date).collect()
    }

    fn beneficiaries(&self) -> Vec<(String, &str)> {
        let Some(who) = &self.case.beneficiaries else { return Vec::new() };
        let direct = who.direct.as_deref().map(|text| (self.ui.t("case-direct"), text));
        let indirect = who.indirect.as_deref().map(|text| (self.ui.t("case-indirect"), text));
        direct.into_iter().chain(indirect).collect()
    }

    fn original(&self) -> &str {
        Lang::tag_of(&self.case.lang)
    }

    fn grade(&self) -> String {
        self.ui.word("evidence", &self.case.evidence.to_string())
    }

    /// Why the case has its grade of evidence.
    fn why(&self) -> String {
        self.ui.word("case-evidence-why", &self.case.evidence.to_string())
    }

    /// The grades, and whether each is that of the case.
    fn scale(&self) -> [(bool, u8, String); 5] {
        [0, 1, 2, 3, 4]
            .map(|grade: u8| (grade == self.case.evidence, grade, self.ui.word("evidence", &grade.to_string())))
    }

    /// The kinds of the sources and which they are.
    fn sorts(&self) -> Vec<(String, Vec<usize>)> {
        let mut sorts: Vec<(String, Vec<usize>)> = Vec::new();
        for cited in &self.sources {
            let name = cited.kind.clone().unwrap_or_else(|| self.ui.t("case-source-unknown"));
            match sorts.iter_mut().find(|(found, _)| *found == name) {
                Some((_, numbers)) => numbers.push(cited.number),
                None => sorts.push((name, vec![cited.number])),
            }
        }
        sorts
    }

    /// Results that rest on figures of a paper or of statistics: what grade 3 is given for.
    fn compared(&self) -> Vec<&str> {
        if self.case.evidence != 3 {
            return Vec::new();
        }
        let compared = |number: &usize| {
            let cited = self.sources.get(number - 1);
            cited.and_then(|cited| cited.source.kind.as_deref()).is_some_and(|kind| COMPARED.contains(&kind))
        };
        let results = self.case.facts.values().flatten().filter(|fact| fact.kind.as_deref() == Some("result"));
        let anchors: BTreeSet<&str> = results
            .filter(|fact| {
                fact.text.contains(|c: char| c.is_ascii_digit()) && numbers(self.case, fact).iter().any(compared)
            })
            .map(|fact| fact.anchor.as_str())
            .collect();
        anchors.into_iter().collect()
    }

    fn steps(&self) -> Vec<(String, Run<'_>)> {
        self.case.region.first().map(|region| steps(self.page, region)).unwrap_or_default()
    }

    fn side(&self) -> Option<String> {
        (!self.both() && self.case.languages.len() > 1).then(|| self.page.here(Asked::default().append(SIDE, "both")))
    }

    fn api(&self) -> String {
        format!("/api/v1/cases/{}", segment(&self.case.id))
    }

    fn anything_absent(&self) -> bool {
        self.blocks.iter().any(|block| !block.absent.is_empty())
    }

    fn join(&self, names: &[String]) -> String {
        names.join(self.ui.separator())
    }
}

/// The languages to show: that of the page, else the other; both where both are asked for and there are.
fn languages(page: &Page, case: &Case) -> Vec<Lang> {
    let told = |lang: &Lang| case.languages.iter().any(|told| told == lang.as_str());
    let mut languages: Vec<Lang> = [page.lang(), page.lang().other()].into_iter().filter(told).collect();
    if !page.asked.has(SIDE, "both") {
        languages.truncate(1);
    }
    languages
}

/// The addresses of a place and of those it lies in.
fn steps<'a>(page: &Page, region: &'a Region) -> Vec<(String, Run<'a>)> {
    let outer = region.path.iter().zip(&region.path_name);
    let all = outer.chain([(&region.code, &region.name)]);
    all.map(|(code, name)| (page.to("", Asked::default().with("region", code)), Run::of(page.lang(), name))).collect()
}

/// The day of a change, what its author says of it, and its name.
fn changed(ui: Ui, change: &Change) -> (String, &str, &str) {
    let day = change.date.split('T').next().unwrap_or_default();
    (ui.date(day), &change.subject, &change.commit)
}

impl<'a> Neighbour<'a> {
    fn new(page: &Page, case: &Case, id: &str, title: &'a Bilingual, regions: &[Region], year: Option<u16>) -> Self {
        let pair = Asked::default().append("id", &case.id).append("id", id);
        Self {
            href: page.link(&format!("cases/{}", segment(id))),
            title: Run::of(page.lang(), title),
            relation: None,
            place: place(page.lang(), regions),
            year,
            reasons: Vec::new(),
            differences: Vec::new(),
            compare: page.to("compare", pair),
        }
    }

    fn related(page: &Page, case: &Case, kind: &str, other: &'a Case) -> Self {
        let neighbour = Self::new(page, case, &other.id, &other.title, &other.region, other.year);
        Self { relation: Some(page.ui.word("relation", kind)), ..neighbour }
    }

    fn similar(page: &Page, case: &Case, hit: &'a Hit) -> Self {
        let labels = |reasons: &'a [Reason]| reasons.iter().map(|reason| reason.label.best(page.lang())).collect();
        Self {
            reasons: labels(&hit.reasons),
            differences: labels(&hit.differences),
            relation: hit.relation.as_ref().map(|relation| page.ui.word("relation", &relation.kind)),
            ..Self::new(page, case, &hit.id, &hit.title, &hit.region, hit.year)
        }
    }
}

#[cfg(test)]
mod tests;
