//! The cases that a reader has collected, in an order of her own, and the address under which others see them.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::choose::about;
use super::chosen::{Chosen, ID, MOST, address, tag};
use crate::Web;
use crate::api::Case;
use crate::asked::Asked;
use crate::page::{LIST, MAX_LIST, Page, Refused};
use crate::ui::Ui;

/// `/{lang}/shortlist`: the cases that are named, else those that are carried.
pub(crate) async fn show(State(web): State<Web>, page: Page) -> Result<Response, Refused> {
    let mut ids: Vec<String> = page.asked.values(ID).map(str::to_owned).collect();
    if ids.is_empty() {
        ids.clone_from(&page.list);
    }
    let chosen = Chosen::read(&web, &page, &ids).await?;
    if let Some(moved) = chosen.moved(&page) {
        return Ok(moved);
    }
    let (ui, mut problems) = (page.ui, Vec::new());
    if !chosen.unknown.is_empty() {
        problems.push(ui.t1("choose-unknown", "ids", chosen.unknown.join(ui.separator())));
    }
    if chosen.beyond > 0 {
        problems.push(ui.t1("shortlist-beyond", "most", ui.number(MAX_LIST)));
    }
    let status =
        if chosen.cases.is_empty() && !chosen.unknown.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    // What is shown is what is carried from here on.
    let page = keeping(&page, chosen.cases.iter().map(|case| case.id.clone()).collect());
    page.show_as(status, &ShortlistPage::new(&page, &chosen.cases, problems))
}

/// The page about another list.
fn keeping(page: &Page, ids: Vec<String>) -> Page {
    let asked = ids.iter().fold(Asked::default(), |asked, id| asked.append(ID, id));
    Page { asked, ..page.listing(ids) }
}

struct Item<'a> {
    id: &'a str,
    href: String,
    title: &'a str,
    tag: Option<&'static str>,
    /// The title in the other language.
    second: Option<&'a str>,
    about: String,
    evidence: u8,
    evidence_label: String,
    summary: &'a str,
    summary_tag: Option<&'static str>,
    ticked: bool,
    /// The list with the case one place earlier.
    up: Option<String>,
    /// The list with the case one place later.
    down: Option<String>,
    /// The list without the case.
    without: String,
}

#[derive(Template)]
#[template(path = "shortlist.html")]
struct ShortlistPage<'a> {
    page: &'a Page,
    ui: Ui,
    items: Vec<Item<'a>>,
    problems: Vec<String>,
}

impl<'a> ShortlistPage<'a> {
    fn new(page: &'a Page, cases: &'a [Case], problems: Vec<String>) -> Self {
        let (ui, lang) = (page.ui, page.lang());
        let list = |change: &dyn Fn(&mut Vec<String>)| {
            let mut ids = page.list.clone();
            change(&mut ids);
            page.listing(ids).about_list("shortlist")
        };
        let item = |(at, case): (usize, &'a Case)| Item {
            id: &case.id,
            href: address(page, case, None),
            title: case.title.best(lang),
            tag: tag(lang, Some(case.title.lang(lang).as_str())),
            second: case.title.second(lang),
            about: about(ui, case),
            evidence: case.evidence,
            evidence_label: ui.word("evidence", &case.evidence.to_string()),
            summary: case.summary.best(lang),
            summary_tag: tag(lang, Some(case.summary.lang(lang).as_str())),
            ticked: at < MOST,
            up: (at > 0).then(|| list(&|ids| ids.swap(at - 1, at))),
            down: (at + 1 < cases.len()).then(|| list(&|ids| ids.swap(at, at + 1))),
            without: list(&|ids| {
                ids.remove(at);
            }),
        };
        Self { page, ui, items: cases.iter().enumerate().map(item).collect(), problems }
    }

    /// The whole address under which others see the list.
    fn address(&self) -> String {
        self.page.absolute(self.page.lang(), "shortlist", &self.page.asked)
    }

    fn empty(&self) -> String {
        self.page.listing(Vec::new()).link("shortlist")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Lang;

    #[test]
    fn the_address_to_send_names_the_cases() {
        let empty = Page {
            ui: Ui { lang: Lang::Zh },
            path: "shortlist".to_owned(),
            asked: Asked::default(),
            list: Vec::new(),
            origin: "https://anli.example".to_owned(),
        };
        let page = keeping(&empty, vec!["a".to_owned(), "b".to_owned()]);
        let shown = ShortlistPage::new(&page, &[], Vec::new());
        assert_eq!(shown.address(), "https://anli.example/zh/shortlist?id=a&id=b");
    }
}
