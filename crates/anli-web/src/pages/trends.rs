//! Trends and gaps: what the library holds by year, area and place, always with what a number is a part of.
//!
//! Each figure is a drawing, the same numbers as a table, and a CSV of the API; whoever does not see the drawing misses nothing.

mod asking;
mod change;
mod figures;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use self::asking::Form;
use self::change::{Change, Changes};
use self::figures::{Figure, Gaps, Places};
use super::filters::{self, Chip, Names};
use crate::Web;
use crate::api::{Areas, Note, Trends};
use crate::page::{Page, Refused};
use crate::ui::{Lang, Ui};

/// Parameters of other views of the same question; a link from there is no fault.
const ELSEWHERE: [&str; 6] = ["sort", "page", "per_page", "facets", "table", "format"];

/// `/{lang}/trends`
pub(crate) async fn show(State(web): State<Web>, mut page: Page) -> Result<Response, Refused> {
    page.asked = ELSEWHERE.iter().fold(page.asked.clone(), |asked, name| asked.without_any(name));
    let found: Trends = web.api.get("trends", &page.asked).await.map_err(|refusal| page.refuse(refusal))?;
    let areas = web.areas().await.map_err(|refusal| page.refuse(refusal))?;
    let names = Names::read(&web, &page).await?;
    page.show(&TrendsPage::new(&page, &found, &areas, &names))
}

#[derive(Template)]
#[template(path = "trends.html")]
struct TrendsPage<'a> {
    page: &'a Page,
    ui: Ui,
    found: &'a Trends,
    q: &'a str,
    form: Form<'a>,
    chips: Vec<Chip>,
    /// What is asked.
    asked_for: String,
    /// How much of the library it is.
    counted: String,
    notes: Vec<String>,
    years: Figure,
    /// How the share of what matches changes; only with a question.
    change: Option<Change>,
    areas: Figure,
    changes: Changes,
    map: Figure,
    places: Places,
    levels: Figure,
    gaps: Gaps,
    terms: Vec<Figure>,
}

impl<'a> TrendsPage<'a> {
    fn new(page: &'a Page, found: &'a Trends, areas: &'a Areas, names: &Names) -> Self {
        let (chips, asked_for) = filters::asked_for(page, &[], |name, value| names.of(name, value));
        let show = figures::Show { page, ui: page.ui, found, asking: page.asked.value("q").is_some() };
        Self {
            page,
            ui: page.ui,
            found,
            q: page.asked.text("q"),
            form: Form::new(page, areas),
            counted: text(page.ui, &sentences(&show, !chips.is_empty())),
            chips,
            asked_for,
            notes: notes(page.ui, found),
            years: show.years(),
            change: found.trend.as_ref().map(|trend| Change::of(page.ui, trend)),
            areas: show.areas(),
            changes: show.changes(),
            map: show.map(),
            places: show.places(),
            levels: show.levels(),
            gaps: show.gaps(),
            terms: show.terms(),
        }
    }

    fn title(&self) -> String {
        if self.q.is_empty() { self.ui.t("trends-title") } else { self.ui.t1("trends-title-for", "q", self.q) }
    }

    /// Whether there is a question, so that a count is a part of something.
    fn asking(&self) -> bool {
        !self.q.is_empty()
    }

    /// Whether there is nothing to draw.
    fn empty(&self) -> bool {
        self.found.total == 0
    }

    /// The parts of the page: anchor and name.
    fn contents(&self) -> Vec<(&str, String)> {
        let ui = self.ui;
        let mut contents = vec![
            ("years", ui.t("trends-years-title")),
            ("areas", ui.t("trends-areas-title")),
            ("change", ui.t("trends-change-title")),
            ("map", ui.t("trends-map-title")),
            ("places", ui.t("trends-regions-title")),
            ("levels", ui.t("trends-levels-title")),
            ("gaps", ui.t("trends-gaps-title")),
        ];
        if !self.terms.is_empty() {
            contents.push(("terms", ui.t("trends-terms-title")));
        }
        contents
    }
}

/// How much is counted, of how much.
fn sentences(show: &figures::Show<'_>, filtered: bool) -> Vec<String> {
    let (ui, found) = (show.ui, show.found);
    let mut sentences = vec![match show.page.asked.value("q") {
        Some(q) => {
            let mut args = fluent_bundle::FluentArgs::new();
            args.set("count", number(ui, found.total));
            args.set("of", number(ui, found.of));
            args.set("share", show.share(found.total, found.of));
            args.set("q", q);
            ui.say("trends-sentence", &args)
        }
        None => ui.t1("trends-sentence-all", "of", number(ui, found.of)),
    }];
    if filtered {
        sentences.push(ui.t("trends-sentence-filtered"));
    }
    if found.undated.of > 0 {
        sentences.push(ui.t2("trends-undated", "of", number(ui, found.undated.of), "all", number(ui, found.of)));
    }
    sentences
}

/// What the asker should know. That many areas are tested is said where their trends are.
fn notes(ui: Ui, found: &Trends) -> Vec<String> {
    let note = |note: &Note| match note.code.as_str() {
        "sample" => Some(ui.t("trends-note-sample")),
        "many-tests" => None,
        _ => Some(note.label.only(ui.lang).unwrap_or(&note.message).to_owned()),
    };
    found.notes.iter().filter_map(note).collect()
}

/// Sentences as one text.
fn text(ui: Ui, sentences: &[String]) -> String {
    sentences.join(if ui.lang == Lang::Zh { "" } else { " " })
}

/// Names in one line.
fn listed(ui: Ui, names: &[String]) -> String {
    names.join(ui.separator())
}

/// A number as the language writes it.
fn number(ui: Ui, number: impl TryInto<usize>) -> String {
    ui.number(number.try_into().unwrap_or(usize::MAX))
}
