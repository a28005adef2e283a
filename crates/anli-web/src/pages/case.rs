//! One case, whole: its head, its facts in blocks that ask the same of every case, its sources, and what stands beside it.
//!
//! A fact has the same anchor in either language, so `#f5` leads to the same statement whichever is read, and with `?side=both` the two
//! stand side by side. What no source tells is said to be untold, kind by kind: an empty place and a forgotten one look the same otherwise.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::hits::place;
use crate::Web;
use crate::api::{Bilingual, Case, Change, Fact, History, Hit, Reason, Region, Similar, Source, segment};
use crate::asked::Asked;
use crate::page::{Page, Refused, data_block};
use crate::ui::{Lang, Ui};

/// The parameter that asks for both languages, by the value `both`.
const SIDE: &str = "side";
/// Similar cases that are shown.
const SIMILAR: usize = 5;
/// Most related cases that are shown.
const RELATED: usize = 12;
/// Changes of the file that are shown.
const CHANGES: usize = 10;
/// The blocks and the kinds of fact in them, in the order in which a reader asks.
const BLOCKS: [(&str, &[&str]); 5] = [
    ("case-block-problem", &["motivation", "context"]),
    ("case-block-approach", &["mechanism", "scale"]),
    ("case-block-inputs", &["resources", "difficulty"]),
    ("case-block-results", &["result", "critique"]),
    ("case-block-lessons", &["lesson", "condition", "spread"]),
];
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
    let similar: Similar = web.api.get(&format!("{}/similar", page.path), &limit).await.unwrap_or_default();
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

/// Facts that answer one question.
struct Block<'a> {
    id: &'static str,
    title: String,
    kinds: Vec<Kind<'a>>,
    /// Names of the kinds of which no source tells.
    absent: Vec<String>,
}

/// Facts of one kind.
struct Kind<'a> {
    name: String,
    facts: Vec<Said<'a>>,
}

/// A fact in the languages that are shown.
struct Said<'a> {
    anchor: &'a str,
    /// One for each language, in the order of the columns.
    cells: Vec<Cell<'a>>,
    /// Numbers of its sources.
    sources: Vec<usize>,
}

impl Said<'_> {
    fn headed(&self) -> bool {
        self.cells.iter().any(|cell| cell.heading.is_some())
    }

    fn number(&self) -> &str {
        self.anchor.trim_start_matches('f')
    }
}

/// A text in one language.
struct Cell<'a> {
    lang: Lang,
    text: Option<&'a str>,
    heading: Option<&'a str>,
}

/// A source and the facts that cite it.
struct Cited<'a> {
    number: usize,
    source: &'a Source,
    lang: Option<&'a str>,
    kind: Option<String>,
    date: Option<String>,
    /// Its address, if a browser may follow it.
    href: Option<&'a str>,
    facts: Vec<&'a str>,
}

/// Something that happened.
struct Moment<'a> {
    /// What moments are put in order by.
    edtf: String,
    date: String,
    label: String,
    what: Option<(&'a str, &'a str)>,
    href: Option<String>,
}

impl Moment<'_> {
    /// As a machine reads it, if HTML has a way to write it.
    fn datetime(&self) -> Option<&str> {
        let plain = matches!(self.edtf.len(), 4 | 7 | 10) && self.edtf.chars().all(|c| c.is_ascii_digit() || c == '-');
        plain.then_some(self.edtf.as_str())
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
        names.join(if self.ui.lang == Lang::Zh { "、" } else { ", " })
    }

    /// What the page says to machines (JSON-LD).
    fn data(&self) -> String {
        data_block(&json!({ "@context": "https://schema.org", "@graph": [self.report(), self.crumbs()] }))
    }

    fn report(&self) -> Value {
        let (case, lang) = (self.case, self.ui.lang);
        let name = |text: &Bilingual| text.best(lang).to_owned();
        let place =
            |region: &Region| json!({ "@type": "Place", "name": name(&region.name), "identifier": region.code });
        let area = |area: &crate::api::Area| json!({ "@type": "DefinedTerm", "termCode": area.id, "name": name(&area.label), "inDefinedTermSet": format!("{}/api/v1/areas", self.page.origin) });
        let bodies = |wanted: fn(&str) -> bool| -> Vec<Value> {
            let bodies = case.organizations.iter().filter(|body| wanted(body.role.as_deref().unwrap_or_default()));
            bodies.map(|body| json!({ "@type": "Organization", "name": name(&body.name) })).collect()
        };
        let source = |source: &Source| {
            let mut work = json!({ "@type": "CreativeWork", "name": source.title });
            put(&mut work, "url", source.url.clone().filter(|url| followed(url)));
            put(
                &mut work,
                "publisher",
                source.publisher.as_ref().map(|name| json!({ "@type": "Organization", "name": name })),
            );
            put(&mut work, "datePublished", source.date.clone().filter(|date| !date.contains('/')));
            put(&mut work, "inLanguage", source.lang.as_deref().map(Lang::tag_of));
            work
        };
        let mut report = json!({
            "@type": "Report",
            "@id": self.bare.canonical(lang),
            "url": self.bare.canonical(lang),
            "identifier": case.id,
            "name": self.title.text,
            "inLanguage": self.title.lang.tag(),
            "license": "https://creativecommons.org/licenses/by/4.0/",
        });
        put(&mut report, "alternateName", self.second.as_ref().map(|second| second.text));
        put(&mut report, "abstract", Some(case.summary.best(lang)).filter(|text| !text.is_empty()));
        put(&mut report, "temporalCoverage", covered(case));
        put(&mut report, "dateModified", self.modified);
        for (key, values) in [
            ("spatialCoverage", case.region.iter().map(place).collect()),
            ("about", case.areas.iter().map(area).collect()),
            ("author", bodies(|role| role == "lead")),
            ("contributor", bodies(|role| !["lead", "funder"].contains(&role))),
            ("funder", bodies(|role| role == "funder")),
            ("award", case.awards.iter().map(|award| json!(name(&award.name))).collect::<Vec<_>>()),
            ("citation", case.sources.iter().map(source).collect()),
        ] {
            put(&mut report, key, (!values.is_empty()).then_some(values));
        }
        report
    }

    /// Where the page stands: search, place, case.
    fn crumbs(&self) -> Value {
        let search = Page { list: Vec::new(), ..self.bare.clone() };
        let mut steps = vec![(search.link(""), self.ui.t("nav-search"))];
        steps.extend(
            self.case
                .region
                .first()
                .map(|region| self::steps(&search, region))
                .unwrap_or_default()
                .into_iter()
                .map(|(href, run)| (href, run.text.to_owned())),
        );
        steps.push((search.here(Asked::default()), self.title.text.to_owned()));
        let item = |(at, (href, name)): (usize, (String, String))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": format!("{}{href}", self.page.origin) });
        let items: Vec<Value> = steps.into_iter().enumerate().map(item).collect();
        json!({ "@type": "BreadcrumbList", "itemListElement": items })
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

/// Numbers of the sources of a fact, as the list counts them.
fn numbers(case: &Case, fact: &Fact) -> Vec<usize> {
    let number = |id: &String| case.sources.iter().position(|source| source.id == *id).map(|at| at + 1);
    fact.sources.iter().filter_map(number).collect()
}

/// The facts in the languages that are shown, by kind; those of no kind that is known are last.
fn said<'a>(case: &'a Case, shown: &[Lang]) -> Vec<(Option<&'a str>, Said<'a>)> {
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

fn blocks<'a>(ui: Ui, case: &'a Case, shown: &[Lang]) -> (Vec<Block<'a>>, Vec<Said<'a>>) {
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
fn followed(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn cited<'a>(ui: Ui, case: &'a Case, shown: &[Lang]) -> Vec<Cited<'a>> {
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
fn moments<'a>(ui: Ui, case: &'a Case, sources: &[Cited<'a>]) -> Vec<Moment<'a>> {
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

/// The day of a change, what its author says of it, and its name.
fn changed(ui: Ui, change: &Change) -> (String, &str, &str) {
    let day = change.date.split('T').next().unwrap_or_default();
    (ui.date(day), &change.subject, &change.commit)
}

/// When what the case tells took place (ISO 8601).
fn covered(case: &Case) -> Option<String> {
    match (case.started.as_deref(), case.ended.as_deref()) {
        (Some(started), None) if started.contains('/') || case.stage == "ended" => Some(started.to_owned()),
        (Some(started), ended) => Some(format!("{}/{}", started.split('/').next()?, ended.unwrap_or(".."))),
        (None, Some(ended)) => Some(format!("../{ended}")),
        (None, None) => case.reported.clone(),
    }
}

/// Puts a value that there may not be into an object.
fn put(object: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object[key] = value.into();
    }
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
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode, header};
    use axum::response::{IntoResponse, Redirect};
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    /// A case that tells less in English, and whose text and sources mean harm.
    fn case() -> Value {
        let fact = |anchor: &str, kind: Option<&str>, text: &str, sources: &[&str]| json!({ "anchor": anchor, "kind": kind, "text": text, "sources": sources });
        json!({
            "id": "whole", "lang": "zh", "languages": ["zh", "en"],
            "title": { "zh": "校长职级制", "en": "Principal ranks </script><b>" },
            "summary": { "zh": "取消行政级别。", "en": "No more grades." },
            "region": [{ "code": "370700", "name": { "zh": "潍坊市", "en": "Weifang" }, "path": ["370000"], "path_name": [{ "zh": "山东", "en": "Shandong" }] }],
            "level": "prefecture", "started": "2004", "ended": "2019", "reported": "2019-09", "year": 2004, "stage": "ended", "evidence": 3,
            "organizations": [{ "name": { "zh": "教育局", "en": null }, "role": "lead" }],
            "awards": [{ "name": { "zh": "二等奖" }, "year": 2012 }, { "name": { "zh": "一等奖" }, "year": 2010 }],
            "related": [{ "id": "gone", "kind": "precursor" }],
            "sources": [
                { "id": "论文", "url": "https://example.org/?a=1&b=2", "title": "A paper", "date": "2019-09-10", "lang": "en", "kind": "paper" },
                { "id": "2", "url": "javascript:alert(1)", "title": "一页", "lang": "zh" },
            ],
            "facts": {
                "zh": [fact("f1", Some("motivation"), "会议多。", &["论文"]), fact("f2", Some("result"), "617所<b>学校</b>", &["论文", "2"]), fact("f3", None, "此题无类。", &[])],
                "en": [fact("f1", Some("motivation"), "Meetings without end.", &["论文"]), fact("f2", Some("result"), "617 schools", &["论文", "2"])],
            },
        })
    }

    fn site() -> Router {
        let only = || {
            let mut case = case();
            case["id"] = json!("only");
            case["languages"] = json!(["zh"]);
            case["facts"]["en"] = json!([]);
            case["title"]["en"] = Value::Null;
            case["summary"]["en"] = Value::Null;
            case
        };
        let problem = (
            StatusCode::NOT_FOUND,
            json!({ "status": 404, "code": "no-such-case", "detail": "no such case" }).to_string(),
        );
        let api = Router::new()
            .route("/api/v1/cases/whole", get(|| async { case().to_string() }))
            .route("/api/v1/cases/only", get(move || async move { only().to_string() }))
            .route("/api/v1/cases/old", get(|| async { Redirect::permanent("/api/v1/cases/whole") }))
            .route("/api/v1/cases/whole/history", get(|| async { json!({ "changes": [{ "commit": "1cc6be6", "date": "2026-11-20T12:00:00Z", "subject": "corpus: ranks" }] }).to_string() }))
            .fallback(move || async move { problem.into_response() });
        crate::router(api, Some("https://anli.example"))
    }

    async fn open(path: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = site().oneshot(request).await.expect("an answer");
        let to = response.headers().get(header::LOCATION).map(|to| to.to_str().expect("an address").to_owned());
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (status, to.unwrap_or_default(), String::from_utf8(body.to_vec()).expect("a page"))
    }

    async fn page(path: &str) -> String {
        let (status, _, html) = open(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        html
    }

    #[track_caller]
    fn in_order(html: &str, parts: &[&str]) {
        let mut from = 0;
        for part in parts {
            let at = html[from..].find(part);
            from +=
                at.unwrap_or_else(|| panic!("`{part}` is not where it should be in {}", &html[from..])) + part.len();
        }
    }

    #[tokio::test]
    async fn a_retired_id_leads_to_the_case_with_the_shortlist_and_an_unknown_one_nowhere() {
        let (status, to, _) = open("/en/cases/old?side=both&list=other").await;
        assert_eq!((status, to.as_str()), (StatusCode::PERMANENT_REDIRECT, "/en/cases/whole?side=both&list=other"));
        assert_eq!(open("/zh/cases/nowhere").await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn text_of_a_case_is_text_wherever_it_stands() {
        for path in ["/en/cases/whole", "/zh/cases/whole?side=both"] {
            let html = page(path).await;
            assert!(!html.contains("<b>") && !html.contains("href=\"javascript:"), "{html}");
            assert_eq!(html.matches("</script>").count(), html.matches("<script").count(), "{html}");
        }
    }

    #[tokio::test]
    async fn facts_stand_under_what_they_tell_and_what_is_untold_is_named_once() {
        let html = page("/zh/cases/whole").await;
        let parts = [
            "问题</h2>",
            "动因</h3>",
            "id=\"f1\"",
            "会议多。",
            "href=\"#s1\"",
            "尚无报道：背景",
            "做法</h2>",
            "尚无报道：做法、规模",
            "投入与困难</h2>",
            "尚无报道：投入、困难",
            "结果</h2>",
            "id=\"f2\"",
            "尚无报道：争议",
            "经验与推广</h2>",
            "尚无报道：经验、适用条件、推广",
            "其他</h2>",
            "id=\"f3\"",
            "来源</h2>",
            "id=\"s1\"",
            "href=\"#f1\"",
            "href=\"#f2\"",
            "id=\"s2\"",
            "href=\"#f2\"",
        ];
        in_order(&html, &parts);
        assert_eq!(html.matches("尚无报道：").count(), 5);
    }

    #[tokio::test]
    async fn both_languages_stand_in_pairs_under_one_anchor() {
        let html = page("/en/cases/whole?side=both").await;
        in_order(
            &html,
            &[
                "id=\"f1\"",
                "lang=\"en\">Meetings without end.",
                "lang=\"zh-Hans\">会议多。",
                "id=\"f2\"",
                "id=\"f3\"",
                "The English text lacks this statement.",
                "此题无类。",
            ],
        );
        for anchor in ["f1", "f2", "f3", "s1"] {
            assert_eq!(html.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
        }
    }

    #[tokio::test]
    async fn a_case_in_the_other_language_alone_says_so() {
        let html = page("/en/cases/only?side=both").await;
        in_order(
            &html,
            &[
                "<article class=\"body\" lang=\"zh-Hans\"",
                "There is no English text of this case yet",
                "lang=\"zh-Hans\">会议多。",
            ],
        );
        assert!(!html.contains("data-place"), "there is nothing to put side by side");
        assert!(
            !html.contains("id=\"history\"") && !html.contains("id=\"similar\""),
            "nothing is shown where nothing is known"
        );
    }

    #[tokio::test]
    async fn the_timeline_is_in_the_order_of_time() {
        let html = page("/zh/cases/whole").await;
        in_order(
            &html,
            &[
                "class=\"moments\"",
                "2004年",
                "改革开始",
                "2010年",
                "一等奖",
                "2012年",
                "二等奖",
                "2019年",
                "改革结束",
                "2019年9月10日",
                "#s1",
                "2026年11月20日",
                "corpus: ranks",
            ],
        );
        assert!(!html.contains("最近一次报道"), "the dated source says that already");
    }

    #[tokio::test]
    async fn machines_are_told_the_address_without_parameters_and_what_the_case_is() {
        let html = page("/en/cases/whole?side=both&list=other&q=x").await;
        assert!(html.contains("<link rel=\"canonical\" href=\"https://anli.example/en/cases/whole\">"));
        assert!(html.contains("hreflang=\"zh-Hans\" href=\"https://anli.example/zh/cases/whole\">"));
        assert!(html.contains("<link rel=\"alternate\" type=\"application/json\" href=\"/api/v1/cases/whole\">"));
        let (_, data) = html.split_once("application/ld+json\">").expect("data");
        let data: Value = serde_json::from_str(data.split("</script>").next().unwrap_or_default()).expect("JSON");
        let (report, crumbs) = (&data["@graph"][0], &data["@graph"][1]["itemListElement"]);
        assert_eq!(report["name"], "Principal ranks </script><b>");
        assert_eq!(report["alternateName"], "校长职级制");
        assert_eq!(report["temporalCoverage"], "2004/2019");
        assert_eq!(report["dateModified"], "2026-11-20T12:00:00Z");
        assert_eq!(report["author"][0]["name"], "教育局");
        assert_eq!(report["citation"][0]["url"], "https://example.org/?a=1&b=2");
        assert_eq!(report["citation"][1]["url"], Value::Null);
        let items: Vec<&str> =
            crumbs.as_array().expect("steps").iter().filter_map(|step| step["item"].as_str()).collect();
        assert_eq!(
            items,
            ["", "?region=370000", "?region=370700", "cases/whole"]
                .map(|rest| format!("https://anli.example/en/{rest}"))
        );
    }

    #[tokio::test]
    async fn a_grade_says_what_it_rests_on() {
        let html = page("/zh/cases/whole").await;
        in_order(
            &html,
            &[
                "成效中的数据出自论文或统计：",
                "href=\"#f2\"",
                "论文 1 项",
                "href=\"#s1\"",
                "类别不详 1 项",
                "href=\"#s2\"",
                "aria-current=\"true\">3 有数据对比",
            ],
        );
    }
}
