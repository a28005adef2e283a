//! The search page.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::filters::{self, Chip};
use super::hits::Shown;
use crate::Web;
use crate::api::{Areas, Facet, Note, Proposal, Search};
use crate::asked::Asked;
use crate::charts::{self, Axis, Bars, Caption, CommonScale, YearCount};
use crate::page::{LIST, Page, Refused, data_block};
use crate::ui::{Lang, Ui};

/// Every facet of the page.
const FACETS: &str = "region,area,year,level,stage,evidence,lang";
/// Choices of a facet that are shown at once; the rest is folded.
const SHOWN: usize = 8;
/// Words that the vocabulary added which are named at once.
const NAMED: usize = 6;

/// `/{lang}/`
pub(crate) async fn show(State(web): State<Web>, mut page: Page) -> Result<Response, Refused> {
    // Searching within the results is asking for both.
    if let Some(more) = page.asked.take("within").first() {
        let both = match page.asked.text("q") {
            "" => more.clone(),
            q if q.contains([' ', '　']) => format!("({q}) {more}"),
            q => format!("{q} {more}"),
        };
        return Ok(Redirect::to(&page.here(page.asked.set("q", both))).into_response());
    }
    let asking = page.asked.without_any("facets").append("facets", FACETS);
    let found: Search = web.api.get("search", &asking).await.map_err(|refusal| page.refuse(refusal))?;
    let areas = web.areas().await.map_err(|refusal| page.refuse(refusal))?;
    page.show(&SearchPage::new(&page, &found, &areas))
}

/// A value of a facet.
struct Choice<'a> {
    value: &'a str,
    label: &'a str,
    count: usize,
    empty: bool,
    selected: bool,
    narrower: Vec<Choice<'a>>,
}

/// A facet of values that are ORed.
struct Group<'a> {
    name: &'static str,
    title: String,
    choices: Vec<Choice<'a>>,
    folded: Vec<Choice<'a>>,
    /// Whether anything is chosen.
    open: bool,
}

/// A changed question.
struct Change {
    label: String,
    href: String,
    count: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    page: &'a Page,
    ui: Ui,
    found: &'a Search,
    q: &'a str,
    groups: Vec<Group<'a>>,
    /// Cases by year as SVG, and the years it spans; empty when no case has one.
    histogram: String,
    span: Option<(u16, u16)>,
    chips: Vec<Chip>,
    asked: String,
    sentence: String,
    hits: Vec<Shown<'a>>,
    changes: Vec<Change>,
    pages: usize,
}

impl<'a> SearchPage<'a> {
    fn new(page: &'a Page, found: &'a Search, areas: &'a Areas) -> Self {
        let ui = page.ui;
        let facet = |name: &str| found.facets.get(name).map_or(&[][..], Vec::as_slice);
        let group = |(name, title): (&'static str, String)| Group::new(ui, name, title, facet(name));
        let groups = [
            ("region", ui.t("facet-region")),
            ("area", ui.t("facet-area")),
            ("level", ui.t("facet-level")),
            ("stage", ui.t("facet-stage")),
            ("evidence", ui.t("facet-evidence")),
            ("lang", ui.t("facet-lang")),
        ];
        let years: Vec<YearCount> = facet("year").iter().filter_map(year_count).collect();
        let (chips, asked) = asked_for(page, found);
        let comma = if ui.lang == Lang::Zh { "，" } else { ": " };
        let sentence = format!("{asked}{comma}{}", ui.count("summary-total", found.total));
        Self {
            page,
            ui,
            q: page.asked.text("q"),
            groups: groups.into_iter().map(group).collect(),
            span: CommonScale::of(&years).span,
            histogram: histogram(page, &years),
            chips,
            asked,
            sentence,
            hits: found.hits.iter().map(|hit| Shown::new(page, areas, &found.question.expanded, hit)).collect(),
            changes: found.proposals.iter().map(|proposal| Change::new(page, found, proposal)).collect(),
            pages: found.total.div_ceil(found.per_page.max(1)),
            found,
        }
    }

    fn title(&self) -> String {
        if self.q.is_empty() { self.ui.t("search-title") } else { self.ui.t1("search-title-for", "q", self.q) }
    }

    /// Parameters that the form keeps although it has no field for them.
    fn kept(&self) -> Vec<(&str, &str)> {
        let kept = self.page.asked.only(&["expand", "match", "per_page"]);
        let list = self.page.list.iter().map(|id| (LIST, id.as_str()));
        let asked = self.page.asked.pairs().filter(|(name, _)| kept.value(name).is_some());
        asked.chain(list).collect()
    }

    /// Everything that is asked, for a form that adds one thing.
    fn all(&self) -> Vec<(&str, &str)> {
        let asked = self.page.asked.pairs().filter(|(name, _)| *name != "page");
        asked.chain(self.page.list.iter().map(|id| (LIST, id.as_str()))).collect()
    }

    fn sorts(&self) -> [(&'static str, String); 3] {
        let ui = self.ui;
        [("relevance", ui.t("sort-relevance")), ("newest", ui.t("sort-newest")), ("oldest", ui.t("sort-oldest"))]
    }

    /// What the vocabulary added: the words, the first names of each, how many more, and where they are from.
    fn expanded(&self) -> Vec<(String, usize)> {
        let join = self.ui.separator();
        let one = |expanded: &crate::api::Expanded| {
            let with = expanded.with.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(join);
            let mut args = fluent_bundle::FluentArgs::new();
            args.set("term", expanded.term.as_str());
            args.set("with", with);
            args.set("from", self.ui.word("origin", &expanded.from));
            (self.ui.say("expanded-note", &args), expanded.with.len().saturating_sub(NAMED))
        };
        self.found.question.expanded.iter().map(one).collect()
    }

    fn note(&self, note: &'a Note) -> &'a str {
        note.label.only(self.page.lang()).unwrap_or(&note.message)
    }

    fn filtered(&self) -> bool {
        !self.chips.is_empty()
    }

    /// The question without any filter.
    fn unfiltered(&self) -> String {
        self.page.here(self.page.asked.only(&["q", "sort", "expand", "match"]))
    }

    /// The question and its filters, for other views of it.
    fn question(&self) -> Asked {
        self.page.asked.without_any("page").without_any("sort").without_any("per_page")
    }

    fn expand_off(&self) -> bool {
        self.page.asked.text("expand") == "0"
    }
}

impl<'a> Group<'a> {
    fn new(ui: Ui, name: &'static str, title: String, facet: &'a [Facet]) -> Self {
        let mut choices: Vec<Choice<'a>> = Vec::new();
        for top in facet.iter().filter(|found| found.parent.is_none()) {
            let narrower: Vec<&Facet> =
                facet.iter().filter(|found| found.parent.as_deref() == Some(&top.value)).collect();
            // Places under a province would be thousands: they are shown where one of them or the province is chosen.
            let opened = name != "region" || top.selected || narrower.iter().any(|found| found.selected);
            let narrower =
                if opened { narrower.into_iter().map(|found| Choice::new(ui, found)).collect() } else { Vec::new() };
            choices.push(Choice { narrower, ..Choice::new(ui, top) });
        }
        let open = facet.iter().any(|found| found.selected);
        let mut folded = Vec::new();
        if name != "area" && choices.len() > SHOWN + 2 {
            // What most cases have first; what is chosen is never folded.
            choices.sort_by_key(|choice| (!choice.chosen(), std::cmp::Reverse(choice.count)));
            let chosen = choices.iter().filter(|choice| choice.chosen()).count();
            folded = choices.split_off(SHOWN.max(chosen));
        }
        Self { name, title, choices, folded, open }
    }
}

impl<'a> Choice<'a> {
    fn new(ui: Ui, facet: &'a Facet) -> Self {
        Self {
            value: &facet.value,
            label: facet.label.best(ui.lang),
            count: facet.count as usize,
            empty: facet.count == 0,
            selected: facet.selected,
            narrower: Vec::new(),
        }
    }

    fn chosen(&self) -> bool {
        self.selected || self.narrower.iter().any(Choice::chosen)
    }
}

fn year_count(facet: &Facet) -> Option<YearCount> {
    Some(YearCount { year: facet.value.parse().ok()?, count: facet.count, of: facet.count })
}

/// Cases by year; each year leads to its cases.
fn histogram(page: &Page, years: &[YearCount]) -> String {
    let ui = page.ui;
    if years.is_empty() {
        return String::new();
    }
    let (title, about) = (ui.t("facet-year-chart"), ui.t("facet-year-about"));
    charts::bars(&Bars {
        caption: Caption { id: "years", title: &title, about: &about },
        years,
        scale: None,
        height: 72,
        axis: Axis::Ends,
        label: &|year| {
            ui.t2(
                "facet-year-bar",
                "year",
                year.year.to_string(),
                "cases",
                ui.count("summary-cases", year.count as usize),
            )
        },
        number: &|number| ui.number(number as usize),
        href: Some(&|year| page.here(page.asked.set("year_from", year.year).set("year_to", year.year))),
    })
}

/// The chosen filters, and a line that says what is asked; names are those of the answer.
pub(super) fn asked_for(page: &Page, found: &Search) -> (Vec<Chip>, String) {
    filters::asked_for(page, &[], |name, value| label(page.ui, found, name, value))
}

/// What a value of a facet is called.
fn label(ui: Ui, found: &Search, name: &str, value: &str) -> Option<String> {
    let found = found.facets.get(name)?.iter().find(|found| found.value == value)?;
    Some(found.label.best(ui.lang).to_owned())
}

impl Change {
    fn new(page: &Page, found: &Search, proposal: &Proposal) -> Self {
        let ui = page.ui;
        let mut asked =
            if proposal.q.is_empty() { page.asked.without_any("q") } else { page.asked.set("q", &proposal.q) };
        if let Some(parameter) = &proposal.parameter {
            asked = asked.without_any(parameter);
        }
        let key = format!("proposal-{}", proposal.change);
        let to = proposal.to.as_deref().unwrap_or_default();
        let from = match &proposal.parameter {
            Some(parameter) => values(ui, found, parameter, &proposal.from),
            None => proposal.from.clone(),
        };
        Self {
            label: ui.t2(&key, "from", from, "to", to),
            href: page.here(&asked),
            count: ui.count("proposal-count", proposal.total),
        }
    }
}

/// The names of values of a filter that are separated by commas.
fn values(ui: Ui, found: &Search, name: &str, values: &str) -> String {
    let name = |value: &str| label(ui, found, name, value).unwrap_or_else(|| ui.word(name, value));
    values.split(',').map(|value| name(value.trim())).collect::<Vec<_>>().join(&format!(" {} ", ui.t("summary-or")))
}

impl SearchPage<'_> {
    /// Whether nothing is asked at all: the first sight of the site.
    fn first_sight(&self) -> bool {
        self.page.asked.is_empty()
    }

    /// The site as a thing that answers questions, for search engines.
    fn website(&self) -> String {
        let page = self.page;
        let home = page.absolute(page.lang(), "", Asked::default());
        data_block(&serde_json::json!({
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": self.ui.t("site-name"),
            "description": self.ui.t("site-tagline"),
            "url": home,
            "inLanguage": page.lang().tag(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": { "@type": "EntryPoint", "urlTemplate": format!("{home}?q={{search_term_string}}") },
                "query-input": "required name=search_term_string",
            },
        }))
    }

    fn next(&self) -> Option<String> {
        (self.found.page < self.pages).then(|| self.at(self.found.page + 1))
    }

    fn previous(&self) -> Option<String> {
        (self.found.page > 1).then(|| self.at(self.found.page - 1))
    }

    fn at(&self, number: usize) -> String {
        let asked: Asked = self.page.asked.set("page", number);
        self.page.here(&asked)
    }
}
