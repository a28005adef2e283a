//! Cases side by side: a column for each, a row for each thing that is known of them, and what differs said in words.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::choose::{self, Aim};
use super::chosen::{Chosen, ID, KINDS, MOST, address, facts, tag};
use super::hits::place;
use crate::Web;
use crate::api::{Case, Fact};
use crate::asked::Asked;
use crate::page::{Page, Refused};
use crate::saved;
use crate::ui::{Lang, Ui};

/// Facts of one kind that are shown of a case; a link leads to the rest.
const SHOWN: usize = 3;

/// `/{lang}/compare`
pub(crate) async fn show(State(web): State<Web>, page: Page) -> Result<Response, Refused> {
    let chosen = named(&web, &page).await?;
    if let Some(moved) = chosen.moved(&page) {
        return Ok(moved);
    }
    if !Aim::Compare.fits(&chosen) {
        return choose::show(&web, &page, Aim::Compare, &chosen).await;
    }
    page.show(&ComparePage::new(&page, &chosen.cases))
}

/// `/{lang}/compare.csv`
pub(crate) async fn sheet(State(web): State<Web>, mut page: Page) -> Result<Response, Refused> {
    let chosen = named(&web, &page).await?;
    if let Some(moved) = chosen.moved(&page) {
        return Ok(moved);
    }
    "compare".clone_into(&mut page.path);
    if !Aim::Compare.fits(&chosen) {
        return choose::show(&web, &page, Aim::Compare, &chosen).await;
    }
    let table = Table::new(&page, &chosen.cases);
    let name = page.ui.t("compare-file");
    Ok(saved::csv("anli-compare.csv", &name, &table.records(&page)).into_response())
}

async fn named(web: &Web, page: &Page) -> Result<Chosen, Refused> {
    let ids: Vec<String> = page.asked.values(ID).map(str::to_owned).collect();
    Chosen::read(web, page, &ids).await
}

/// Something that a case says in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Item {
    text: String,
    /// The language of the text, where it is not that of the page.
    tag: Option<&'static str>,
    /// Where it stands on the page of the case, and its name there.
    at: Option<(String, String)>,
    /// Whether it is a grade of evidence, and which.
    graded: bool,
    grade: u8,
}

impl Item {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// What a case says in a row.
#[derive(Debug, Default)]
struct Cell {
    items: Vec<Item>,
    /// The address of the first of the items that are not shown, and how many there are.
    rest: Option<(String, usize)>,
    /// Items that are not shown.
    folded: Vec<Item>,
}

impl Cell {
    fn of(items: Vec<Item>) -> Self {
        Self { items, ..Self::default() }
    }

    fn all(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().chain(&self.folded)
    }

    fn says(&self) -> Vec<&str> {
        let mut says: Vec<&str> = self.all().map(|item| item.text.as_str()).collect();
        says.sort_unstable();
        says
    }
}

/// How the cells of a row relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Same {
    /// All say the same.
    Yes,
    /// They say different things.
    No,
    /// Some say nothing.
    Partly,
}

impl Same {
    /// What is said of such a row.
    fn key(self) -> &'static str {
        match self {
            Self::Yes => "compare-same",
            Self::No => "compare-differs",
            Self::Partly => "compare-partly",
        }
    }
}

#[derive(Debug)]
struct Row {
    title: String,
    cells: Vec<Cell>,
    same: Same,
    /// What an empty cell says.
    empty: String,
}

impl Row {
    fn new(title: String, empty: String, cells: Vec<Cell>) -> Self {
        let first = cells.first().map(Cell::says);
        let same = if cells.iter().all(|cell| Some(cell.says()) == first) {
            Same::Yes
        } else if cells.iter().any(|cell| cell.items.is_empty()) {
            Same::Partly
        } else {
            Same::No
        };
        Self { title, cells, same, empty }
    }

    /// Whether no case says anything.
    fn silent(&self) -> bool {
        self.cells.iter().all(|cell| cell.items.is_empty())
    }

    fn differs(&self) -> bool {
        self.same != Same::Yes
    }
}

/// The table of the page, of the file and of the print.
#[derive(Debug)]
struct Table<'a> {
    cases: &'a [Case],
    rows: Vec<Row>,
    /// Titles of the rows in which no case says anything.
    silent: Vec<String>,
}

impl<'a> Table<'a> {
    fn new(page: &Page, cases: &'a [Case]) -> Self {
        let ui = page.ui;
        let mut rows = Vec::new();
        let mut row = |title: String, empty: &str, cell: &dyn Fn(&Case) -> Cell| {
            rows.push(Row::new(title, ui.t(empty), cases.iter().map(cell).collect()));
        };
        let field = "compare-unstated";
        row(ui.t("compare-place"), field, &|case| Cell::of(text(place(ui.lang, &case.region))));
        row(ui.t("facet-level"), field, &|case| {
            Cell::of(case.level.iter().map(|level| Item::new(ui.word("level", level))).collect())
        });
        row(ui.t("compare-years"), field, &|case| years(ui, case));
        row(ui.t("facet-stage"), field, &|case| Cell::of(text(ui.word("stage", &case.stage))));
        row(ui.t("facet-evidence"), field, &|case| {
            let label = ui.word("evidence", &case.evidence.to_string());
            Cell::of(vec![Item { graded: true, grade: case.evidence, ..Item::new(label) }])
        });
        row(ui.t("facet-area"), field, &|case| areas(ui, case));
        row(ui.t("compare-bodies"), field, &|case| bodies(ui, case));
        row(ui.t("compare-beneficiaries"), field, &|case| beneficiaries(ui, case));
        for kind in KINDS {
            row(ui.word("kind", kind), "compare-untold", &|case| {
                told(page, case, |fact| fact.kind.as_deref() == Some(kind))
            });
        }
        row(ui.t("compare-other-facts"), "compare-untold", &|case| {
            told(page, case, |fact| fact.kind.as_deref().is_none_or(|kind| !KINDS.contains(&kind)))
        });
        row(ui.t("compare-sources"), field, &|case| sources(ui, case));
        let (silent, mut rows): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(Row::silent);
        if page.asked.has("only", "differences") {
            rows.retain(Row::differs);
        }
        Self { cases, rows, silent: silent.into_iter().map(|row| row.title).collect() }
    }

    /// The table as lines of a file, the titles of the columns first.
    fn records(&self, page: &Page) -> Vec<Vec<String>> {
        let ui = page.ui;
        let line = |title: String, same: String, cells: &dyn Fn(&Case) -> String| {
            [title, same].into_iter().chain(self.cases.iter().map(cells)).collect::<Vec<_>>()
        };
        let header = line(ui.t("compare-column-field"), ui.t("compare-column-same"), &|case| {
            case.title.best(ui.lang).to_owned()
        });
        let differs = ui.t(Same::No.key());
        let id = line(ui.t("compare-column-id"), differs.clone(), &|case| case.id.clone());
        let whole = |case: &Case| format!("{}/{}/cases/{}", page.origin, ui.lang.as_str(), case.id);
        let at = line(ui.t("compare-column-address"), differs, &whole);
        let rows = self.rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| match &cell.says()[..] {
                [] => row.empty.clone(),
                _ => cell.all().map(|item| item.text.as_str()).collect::<Vec<_>>().join("\n"),
            });
            [row.title.clone(), ui.t(row.same.key())].into_iter().chain(cells).collect()
        });
        [header, id, at].into_iter().chain(rows).collect()
    }
}

fn text(text: String) -> Vec<Item> {
    if text.is_empty() { Vec::new() } else { vec![Item::new(text)] }
}

fn years(ui: Ui, case: &Case) -> Cell {
    let dates =
        [("compare-started", &case.started), ("compare-ended", &case.ended), ("compare-reported", &case.reported)];
    let items =
        dates.into_iter().filter_map(|(key, date)| Some(Item::new(ui.t1(key, "date", ui.date(date.as_deref()?)))));
    Cell::of(items.collect())
}

fn areas(ui: Ui, case: &Case) -> Cell {
    let label = |area: &crate::api::Area| Item {
        tag: tag(ui.lang, Some(area.label.lang(ui.lang).as_str())),
        ..Item::new(area.label.best(ui.lang))
    };
    Cell::of(case.areas.iter().map(label).collect())
}

fn bodies(ui: Ui, case: &Case) -> Cell {
    let items = case.organizations.iter().map(|body| {
        let name = body.name.best(ui.lang);
        let text = match &body.role {
            Some(role) => ui.t2("compare-body", "name", name, "role", ui.word("role", role)),
            None => name.to_owned(),
        };
        Item { tag: tag(ui.lang, Some(body.name.lang(ui.lang).as_str())), ..Item::new(text) }
    });
    Cell::of(items.collect())
}

fn beneficiaries(ui: Ui, case: &Case) -> Cell {
    let Some(gain) = &case.beneficiaries else { return Cell::default() };
    // These are told in the language of the original alone.
    let tag = tag(ui.lang, Some(&case.lang));
    let told = [&gain.direct, &gain.indirect].into_iter().flatten();
    Cell::of(told.map(|text| Item { tag, ..Item::new(text.as_str()) }).collect())
}

fn sources(ui: Ui, case: &Case) -> Cell {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for source in &case.sources {
        let kind = source.kind.as_deref().unwrap_or("unknown");
        match kinds.iter_mut().find(|(found, _)| *found == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    kinds.sort_unstable();
    let item = |(kind, count): (&str, usize)| {
        let kind = if kind == "unknown" { ui.t("compare-source-unknown") } else { ui.word("source", kind) };
        Item::new(ui.t2("compare-source", "kind", kind, "number", ui.number(count)))
    };
    Cell::of(kinds.into_iter().map(item).collect())
}

/// The facts of a case that are `wanted`.
fn told(page: &Page, case: &Case, wanted: impl Fn(&Fact) -> bool) -> Cell {
    let item = |fact: &Fact| Item {
        tag: tag(page.lang(), fact.lang.as_deref()),
        at: Some((address(page, case, Some(&fact.anchor)), fact.anchor.clone())),
        ..Item::new(fact.text.as_str())
    };
    let mut items: Vec<Item> = facts(case, page.lang()).iter().filter(|fact| wanted(fact)).map(item).collect();
    let folded = if items.len() > SHOWN { items.split_off(SHOWN) } else { Vec::new() };
    let rest = folded.first().and_then(|item| Some((item.at.clone()?.0, folded.len())));
    Cell { items, rest, folded }
}

/// A column.
struct Column<'a> {
    href: String,
    title: &'a str,
    tag: Option<&'static str>,
    /// This page without the case.
    without: String,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage<'a> {
    page: &'a Page,
    ui: Ui,
    columns: Vec<Column<'a>>,
    table: Table<'a>,
}

impl<'a> ComparePage<'a> {
    fn new(page: &'a Page, cases: &'a [Case]) -> Self {
        let lang = page.lang();
        let column = |case: &'a Case| Column {
            href: address(page, case, None),
            title: case.title.best(lang),
            tag: tag(lang, Some(case.title.lang(lang).as_str())),
            without: page.here(page.asked.without(ID, &case.id)),
        };
        Self { page, ui: page.ui, columns: cases.iter().map(column).collect(), table: Table::new(page, cases) }
    }

    fn ids(&self) -> Vec<String> {
        self.table.cases.iter().map(|case| case.id.clone()).collect()
    }

    /// The cases that are asked for, as parameters.
    fn asked(&self) -> Asked {
        self.page.asked.only(&[ID])
    }

    fn only(&self) -> bool {
        self.page.asked.has("only", "differences")
    }

    fn full(&self) -> bool {
        self.columns.len() >= MOST
    }

    /// The search page, with these cases on the shortlist.
    fn search(&self) -> String {
        let mut ids = self.ids();
        ids.extend(self.page.list.iter().filter(|id| !self.page.asked.has(ID, id)).cloned());
        self.page.listing(ids).link("")
    }

    fn shortlist(&self) -> String {
        self.page.listing(self.ids()).about_list("shortlist")
    }

    fn silent(&self) -> String {
        self.table.silent.join(self.ui.separator())
    }

    fn description(&self) -> String {
        let titles = self.columns.iter().map(|column| column.title).collect::<Vec<_>>();
        titles.join(if self.ui.lang == Lang::Zh { "；" } else { "; " })
    }
}
