//! Keyword in context: every place where the cases say the word, one line each, the word in the middle.
//!
//! Without a question the page says what a concordance is. What the API refuses to read, such as a word that too many cases have, is said
//! on the page, above the question as it was asked.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::filters::{self, Chip};
use super::hits::place;
use crate::Web;
use crate::api::{Concordance, Line, Note, Problem, Refusal};
use crate::asked::Asked;
use crate::page::{LIST, Page, Refused};
use crate::ui::{Lang, Ui};

/// Parameters of the API that this page passes on; a link from another view of the question may bring more.
const OWN: [&str; 15] = [
    "q",
    "sort",
    "width",
    "page",
    "per_page",
    "match",
    "expand",
    "region",
    "area",
    "level",
    "stage",
    "evidence",
    "lang",
    "year_from",
    "year_to",
];
/// Characters on each side that are offered.
const WIDTHS: [usize; 5] = [15, 30, 50, 100, 200];
/// Widest context that stands on one line with its keyword.
const ONE_LINE: usize = 30;
const PER_PAGE: [usize; 3] = [20, 50, 100];
/// Orders of lines.
const SORTS: [&str; 5] = ["relevance", "left", "right", "year", "region"];

/// `/{lang}/concordance`
pub(crate) async fn show(State(web): State<Web>, mut page: Page) -> Result<Response, Refused> {
    // The orders of the search page are those of cases.
    if matches!(page.asked.text("sort"), "newest" | "oldest") {
        page.asked = page.asked.without_any("sort");
    }
    page.asked = page.asked.only(&OWN);
    let mut found = None;
    let mut problem = None;
    if page.asked.value("q").is_some() {
        match web.api.get::<Concordance>("concordance", &page.asked).await {
            Ok(answer) => found = Some(answer),
            Err(Refusal::Problem(refused)) if refused.status == 400 => problem = Some(refused),
            Err(refusal) => return Err(page.refuse(refusal)),
        }
    }
    let chips = filters::chips(&web, &page).await?;
    let lines = found.iter().flat_map(|found| &found.lines).map(|line| ShownLine::new(&page, line)).collect();
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let shown = ConcordancePage {
        page: &page,
        ui: page.ui,
        q: page.asked.text("q"),
        found: found.as_ref(),
        problem: problem.as_ref(),
        chips,
        lines,
    };
    page.show_as(status, &shown)
}

/// A line with where it is from.
struct ShownLine<'a> {
    line: &'a Line,
    lang: &'a str,
    href: String,
    kind: Option<String>,
    place: String,
}

impl<'a> ShownLine<'a> {
    fn new(page: &Page, line: &'a Line) -> Self {
        let case = page.link(&format!("cases/{}", crate::api::segment(&line.id)));
        let kind = match line.anchor.as_str() {
            "title" => Some(page.ui.t("concordance-in-title")),
            "summary" => Some(page.ui.t("hit-summary")),
            _ => line.kind.as_deref().map(|kind| page.ui.word("kind", kind)),
        };
        Self {
            line,
            lang: Lang::tag_of(&line.lang),
            href: format!("{case}#{}", line.anchor),
            kind,
            place: place(page.lang(), &line.region),
        }
    }
}

/// A question to try.
struct Example {
    label: String,
    href: String,
    why: String,
}

#[derive(Template)]
#[template(path = "concordance.html")]
struct ConcordancePage<'a> {
    page: &'a Page,
    ui: Ui,
    q: &'a str,
    found: Option<&'a Concordance>,
    problem: Option<&'a Problem>,
    chips: Vec<Chip>,
    lines: Vec<ShownLine<'a>>,
}

impl<'a> ConcordancePage<'a> {
    fn title(&self) -> String {
        if self.q.is_empty() {
            self.ui.t("concordance-title")
        } else {
            self.ui.t1("concordance-title-for", "q", self.q)
        }
    }

    /// What the form keeps although it has no field for it.
    fn kept(&self) -> Vec<(&str, &str)> {
        let fields = ["q", "width", "per_page", "page"];
        let asked = self.page.asked.pairs().filter(|(name, _)| !fields.contains(name));
        asked.chain(self.page.list.iter().map(|id| (LIST, id.as_str()))).collect()
    }

    /// Questions that show what the page is for.
    fn examples(&self) -> Vec<Example> {
        let ui = self.ui;
        let one = |q: &str, why: &str| {
            let q = ui.t(q);
            Example { href: self.page.here(Asked::default().append("q", &q)), label: q, why: ui.t(why) }
        };
        let sorted = ui.t("concordance-example-sorted");
        vec![
            one("concordance-example-word", "concordance-example-word-why"),
            one("concordance-example-quote", "concordance-example-quote-why"),
            one("concordance-example-field", "concordance-example-field-why"),
            Example {
                href: self.page.here(Asked::default().append("q", &sorted).append("sort", "right")),
                label: ui.t1("concordance-example-sorted-link", "q", &sorted),
                why: ui.t("concordance-example-sorted-why"),
            },
        ]
    }

    fn widths(&self) -> Vec<usize> {
        choices(&WIDTHS, self.width())
    }

    fn width(&self) -> usize {
        self.found.map_or_else(|| self.page.asked.text("width").parse().unwrap_or(ONE_LINE), |found| found.width)
    }

    fn sizes(&self) -> Vec<usize> {
        choices(&PER_PAGE, self.per_page())
    }

    fn per_page(&self) -> usize {
        let asked = || self.page.asked.text("per_page").parse().unwrap_or(PER_PAGE[0]);
        self.found.map_or_else(asked, |found| found.per_page)
    }

    /// Whether the contexts are too wide to stand on one line.
    fn long(&self) -> bool {
        self.width() > ONE_LINE
    }

    /// Orders: address, name, and whether it is this one.
    fn sorts(&self) -> Vec<(String, String, bool)> {
        let current = self.page.asked.value("sort").unwrap_or(SORTS[0]);
        let one = |sort: &str| {
            let asked = self.page.asked.without_any("page");
            let asked = if sort == SORTS[0] { asked.without_any("sort") } else { asked.set("sort", sort) };
            (self.page.here(&asked), self.ui.word("concordance-sort", sort), sort == current)
        };
        SORTS.into_iter().map(one).collect()
    }

    /// Languages of the text: address, name, and whether it is this one.
    fn langs(&self) -> Vec<(String, String, bool)> {
        let current: Vec<&str> = self.page.asked.values("lang").collect();
        let any = self.page.asked.without_any("lang").without_any("page");
        let both = (self.page.here(&any), self.ui.t("concordance-lang-both"), current.len() != 1);
        let one = |lang: Lang| {
            let asked = any.clone().append("lang", lang.as_str());
            (self.page.here(&asked), self.ui.word("lang", lang.as_str()), current == [lang.as_str()])
        };
        [both].into_iter().chain(Lang::ALL.map(one)).collect()
    }

    /// The address that adds other names from the vocabulary, or leaves them out again.
    fn expanded(&self) -> (bool, String) {
        let on = self.page.asked.text("expand") == "1";
        let asked = self.page.asked.without_any("expand").without_any("page");
        (on, self.page.here(if on { asked } else { asked.append("expand", "1") }))
    }

    /// The names that the vocabulary added, by the words that were typed.
    fn names(&self, found: &Concordance) -> Vec<String> {
        let join = if self.page.lang() == Lang::Zh { "、" } else { ", " };
        let one = |expanded: &crate::api::Expanded| {
            let mut args = fluent_bundle::FluentArgs::new();
            args.set("term", expanded.term.as_str());
            args.set("with", expanded.with.join(join));
            args.set("from", self.ui.word("origin", &expanded.from));
            self.ui.say("expanded-note", &args)
        };
        found.question.expanded.iter().map(one).collect()
    }

    /// `24 处，见于 3 个案例`
    fn sentence(&self, found: &Concordance) -> String {
        let ui = self.ui;
        let places = ui.count("concordance-places", found.total);
        let cases = ui.count("concordance-cases", found.cases_with_lines);
        ui.t2("concordance-sentence", "places", places, "cases", cases)
    }

    /// Remarks in the language of the page.
    fn notes(&self, found: &'a Concordance) -> Vec<(&'static str, String)> {
        let lang = self.page.lang();
        let one = |note: &'a Note| match note.code.as_str() {
            // The site has the numbers, and says it of the language that is read, too.
            "cases-without-lines" => {
                let without = found.cases - found.cases_with_lines;
                (lang.tag(), self.ui.count("concordance-without-lines", without))
            }
            _ => match note.label.only(lang) {
                Some(label) => (lang.tag(), label.to_owned()),
                None => (Lang::En.tag(), note.message.clone()),
            },
        };
        found.notes.iter().map(one).collect()
    }

    /// Why there is no answer, and what to do.
    fn refused(&self, problem: &Problem) -> String {
        match problem.code.as_str() {
            "too-many-cases" => self.ui.t("concordance-too-many-cases"),
            "too-many-lines" => self.ui.t("concordance-too-many-lines"),
            _ => self.page.explain(problem),
        }
    }

    /// The question and its filters, for other views of it.
    fn question(&self) -> Asked {
        ["page", "sort", "per_page", "width", "expand"]
            .into_iter()
            .fold(self.page.asked.clone(), |asked, name| asked.without_any(name))
    }

    fn unfiltered(&self) -> String {
        self.page.here(self.page.asked.only(&["q", "sort", "width", "per_page", "expand", "match"]))
    }

    /// Every line as a sheet.
    fn csv(&self) -> String {
        let asked = self.page.asked.without_any("page").without_any("per_page").append("format", "csv");
        format!("/api/v1/concordance?{asked}")
    }

    fn pages(&self, found: &Concordance) -> usize {
        found.total.div_ceil(found.per_page.max(1))
    }

    fn at(&self, number: usize) -> String {
        self.page.here(self.page.asked.set("page", number))
    }
}

/// What is offered, with what is asked for among it.
fn choices(offered: &[usize], asked: usize) -> Vec<usize> {
    let mut all: Vec<usize> = offered.iter().copied().chain([asked]).collect();
    all.sort_unstable();
    all.dedup();
    all
}
