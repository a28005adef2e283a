//! A briefing of one page on a few cases: a table, key facts and numbered references, on the screen, on paper and as a document.
//!
//! Nothing in it is written by the site: every sentence is a fact of a case, and carries the numbers of its sources.

mod document;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::choose::{self, Aim};
use super::chosen::{Chosen, ID, KINDS, address, facts, tag};
use super::hits::place;
use crate::Web;
use crate::api::{Case, Fact, Problem, Refusal, Source};
use crate::page::{LIST, Page, Refused};
use crate::saved;
use crate::ui::{Lang, Ui};

/// Key facts of a case, beside those of the table.
const KEY: usize = 4;
/// As many of each of three cases or more, in English, where they still fit a page.
const KEY_OF_MANY: usize = 3;
/// Longest title that is taken, in characters.
const TITLE: usize = 120;
/// Kinds in the order in which facts are picked: what a decision turns on before how it came about.
const PICKED: [&str; 11] = [
    "scale",
    "result",
    "resources",
    "condition",
    "difficulty",
    "critique",
    "lesson",
    "spread",
    "mechanism",
    "motivation",
    "context",
];

/// `/{lang}/briefing`
pub(crate) async fn show(State(web): State<Web>, page: Page) -> Result<Response, Refused> {
    let chosen = match choose(&web, &page).await? {
        Ok(chosen) => chosen,
        Err(other) => return Ok(other),
    };
    let briefing = Briefing::new(&page, &chosen.cases)?;
    page.show(&BriefingPage { page: &page, ui: page.ui, briefing })
}

/// `/{lang}/briefing.docx`
pub(crate) async fn document(State(web): State<Web>, mut page: Page) -> Result<Response, Refused> {
    let chosen = match choose(&web, &page).await? {
        Ok(chosen) => chosen,
        Err(other) => return Ok(other),
    };
    "briefing".clone_into(&mut page.path);
    let briefing = Briefing::new(&page, &chosen.cases)?;
    let written = document::write(page.ui, &briefing)
        .map_err(|error| page.refuse(Refusal::Broken(format!("a document could not be written: {error}"))))?;
    let name = format!("{}.docx", file_name(&briefing.title));
    Ok(saved::file(document::KIND, "anli-briefing.docx", &name, written).into_response())
}

/// The cases of the briefing, or the page that is shown instead.
async fn choose(web: &Web, page: &Page) -> Result<Result<Chosen, Response>, Refused> {
    let mut ids: Vec<String> = page.asked.values(ID).map(str::to_owned).collect();
    ids.truncate(crate::page::MAX_LIST + 1);
    let chosen = Chosen::read(web, page, &ids).await?;
    if let Some(moved) = chosen.moved(page) {
        return Ok(Err(moved));
    }
    if !Aim::Briefing.fits(&chosen) {
        let page = Page { path: "briefing".to_owned(), ..page.clone() };
        return Ok(Err(choose::show(web, &page, Aim::Briefing, &chosen).await?));
    }
    Ok(Ok(chosen))
}

/// Characters that no file system minds.
fn file_name(title: &str) -> String {
    let kept = title.chars().map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { ' ' } else { c });
    kept.collect::<String>().trim().to_owned()
}

/// A sentence and the numbers of its sources.
#[derive(Debug, Clone, Default)]
struct Said {
    text: String,
    /// The language of the text, where it is not that of the page.
    tag: Option<&'static str>,
    sources: Vec<usize>,
    /// Whether there is nothing to say.
    absent: bool,
}

impl Said {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A row of the table.
#[derive(Debug)]
struct Row {
    title: String,
    cells: Vec<Said>,
}

/// A case of the briefing.
#[derive(Debug)]
struct Briefed {
    title: String,
    tag: Option<&'static str>,
    href: String,
    /// The whole address, for paper.
    whole: String,
    /// Kinds and facts.
    facts: Vec<(String, Said)>,
}

/// A source, as it is listed: its number is its place.
#[derive(Debug)]
struct Reference {
    title: String,
    tag: Option<&'static str>,
    /// Publisher and date.
    about: String,
    url: Option<String>,
}

#[derive(Debug)]
struct Briefing {
    title: String,
    /// What is said under the title: version of the library, and the date if one was given.
    about: String,
    cases: Vec<Briefed>,
    rows: Vec<Row>,
    references: Vec<Reference>,
    note: String,
}

impl Briefing {
    fn new(page: &Page, cases: &[Case]) -> Result<Self, Refused> {
        let ui = page.ui;
        let title: String = page.asked.text("title").trim().chars().take(TITLE).collect();
        let title = if title.is_empty() { ui.count("briefing-title-default", cases.len()) } else { title };
        let version = cases.first().map(|case| case.index_version.as_str()).unwrap_or_default();
        let mut about = ui.t1("briefing-version", "version", version);
        if let Some(date) = page.asked.value("date") {
            if !is_date(date) {
                let parameter = Some("date".to_owned());
                let (code, detail) = ("invalid-value".to_owned(), String::new());
                return Err(page.refuse(Refusal::Problem(Problem { status: 400, code, detail, parameter })));
            }
            about = format!("{} · {about}", ui.date(date));
        }
        let mut cited = Cited::default();
        let first = |case: &Case, kind: &str| {
            facts(case, ui.lang).iter().find(|fact| fact.kind.as_deref() == Some(kind)).cloned()
        };
        let row =
            |title: String, cell: &mut dyn FnMut(&Case) -> Said| Row { title, cells: cases.iter().map(cell).collect() };
        let mut rows = vec![
            row(ui.t("compare-place"), &mut |case| stated(ui, place(ui.lang, &case.region))),
            row(ui.t("compare-years"), &mut |case| stated(ui, years(ui, case))),
            row(ui.t("facet-level"), &mut |case| {
                stated(ui, case.level.as_deref().map(|level| ui.word("level", level)).unwrap_or_default())
            }),
            row(ui.t("facet-stage"), &mut |case| Said::new(ui.word("stage", &case.stage))),
            row(ui.t("facet-evidence"), &mut |case| Said::new(ui.word("evidence", &case.evidence.to_string()))),
        ];
        for (kind, title, none) in [
            ("mechanism", ui.t("briefing-done"), ui.t("briefing-no-mechanism")),
            ("result", ui.t("briefing-result"), ui.t("briefing-no-result")),
        ] {
            rows.push(row(title, &mut |case| match first(case, kind) {
                Some(fact) => cited.said(ui, case, &fact, opening(&fact)),
                None => Said { absent: true, ..Said::new(none.clone()) },
            }));
        }
        let most = if ui.lang == Lang::En && cases.len() > 2 { KEY_OF_MANY } else { KEY };
        let briefed = cases.iter().map(|case| Briefed {
            title: case.title.best(ui.lang).to_owned(),
            tag: tag(ui.lang, Some(case.title.lang(ui.lang).as_str())),
            href: address(page, case, None),
            whole: format!("{}/{}/cases/{}", page.origin, ui.lang.as_str(), case.id),
            facts: key(case, ui.lang, most)
                .into_iter()
                .map(|fact| {
                    let kind = fact.kind.as_deref().map_or_else(|| ui.t("briefing-fact"), |kind| ui.word("kind", kind));
                    (kind, cited.said(ui, case, fact, fact.text.clone()))
                })
                .collect(),
        });
        let briefed = briefed.collect();
        let note = ui.t("footer-sample");
        Ok(Self { title, about, cases: briefed, rows, references: cited.references, note })
    }
}

/// Whether a text is a year, month or day.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits = |part: Option<&str>, len: usize| {
        part.is_none_or(|part| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(parts.next(), 4) && digits(parts.next(), 2) && digits(parts.next(), 2) && parts.next().is_none()
}

fn stated(ui: Ui, text: String) -> Said {
    if text.is_empty() { Said { absent: true, ..Said::new(ui.t("compare-unstated")) } } else { Said::new(text) }
}

fn years(ui: Ui, case: &Case) -> String {
    let told =
        [("compare-started", &case.started), ("compare-ended", &case.ended), ("compare-reported", &case.reported)];
    let told = told.into_iter().filter_map(|(key, date)| Some(ui.t1(key, "date", ui.date(date.as_deref()?))));
    told.collect::<Vec<_>>().join(if ui.lang == Lang::Zh { "；" } else { "; " })
}

/// The first sentence of a fact, with a mark of omission where there are more.
fn opening(fact: &Fact) -> String {
    let text = fact.text.trim();
    let english = fact.lang.as_deref().and_then(Lang::parse) == Some(Lang::En);
    let end = match english {
        true => english_end(text),
        false => text.find(['。', '！', '？']).and_then(|at| Some(at + text[at..].chars().next()?.len_utf8())),
    };
    match end {
        Some(end) if end < text.len() => format!("{}{}", &text[..end], if english { " …" } else { "……" }),
        _ => text.to_owned(),
    }
}

/// Where the first English sentence ends: a stop after a word that is no abbreviation, and a capital or digit after a space.
fn english_end(text: &str) -> Option<usize> {
    text.match_indices(['.', '!', '?']).map(|(at, stop)| at + stop.len()).find(|&end| {
        let word = text[..end - 1].rsplit([' ', '.']).next().unwrap_or_default();
        let long = word.chars().filter(|c| c.is_alphanumeric()).count() > 2;
        let mut after = text[end..].chars();
        long && after.next() == Some(' ') && after.next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    })
}

/// Facts of a case that a reader should know beside the first mechanism and the first result: of as many kinds as can be.
fn key(case: &Case, lang: Lang, most: usize) -> Vec<&Fact> {
    let all = facts(case, lang);
    let of = |kind: &str| all.iter().filter(move |fact| fact.kind.as_deref() == Some(kind)).collect::<Vec<_>>();
    let mut queues: Vec<Vec<&Fact>> = PICKED
        .iter()
        .map(|kind| of(kind).into_iter().skip(usize::from(matches!(*kind, "mechanism" | "result"))).collect())
        .collect();
    let mut picked: Vec<&Fact> = Vec::new();
    while picked.len() < most && queues.iter().any(|queue| !queue.is_empty()) {
        for queue in queues.iter_mut().filter(|queue| !queue.is_empty()) {
            if picked.len() < most {
                picked.push(queue.remove(0));
            }
        }
    }
    // In the order in which a case tells them.
    let rank = |fact: &Fact| KINDS.iter().position(|kind| fact.kind.as_deref() == Some(*kind));
    picked.sort_by_key(|fact| rank(fact));
    picked
}

/// The sources that were cited so far.
#[derive(Debug, Default)]
struct Cited {
    references: Vec<Reference>,
    known: Vec<Source>,
}

impl Cited {
    /// What a case says, with the numbers of the sources of `fact`.
    fn said(&mut self, ui: Ui, case: &Case, fact: &Fact, text: String) -> Said {
        let found = fact.sources.iter().filter_map(|id| case.sources.iter().find(|source| source.id == *id));
        let mut sources: Vec<usize> = found.map(|source| self.number(ui, source)).collect();
        sources.sort_unstable();
        sources.dedup();
        Said { text, tag: tag(ui.lang, fact.lang.as_deref()), sources, absent: false }
    }

    /// The number of a source: cases that share one share its number.
    fn number(&mut self, ui: Ui, source: &Source) -> usize {
        let same = |known: &Source| {
            let told = |source: &Source| [&source.publisher, &source.date, &source.url].map(Clone::clone);
            known.title == source.title && told(known) == told(source)
        };
        if let Some(at) = self.known.iter().position(same) {
            return at + 1;
        }
        self.known.push(source.clone());
        let date = source.date.as_deref().map(|date| ui.date(date));
        let about: Vec<String> = source.publisher.iter().cloned().chain(date).collect();
        let about = if about.is_empty() {
            ui.t("briefing-undated")
        } else {
            about.join(if ui.lang == Lang::Zh { "，" } else { ", " })
        };
        self.references.push(Reference {
            title: source.title.clone(),
            tag: tag(ui.lang, source.lang.as_deref()),
            about,
            url: source.url.clone(),
        });
        self.references.len()
    }
}

#[derive(Template)]
#[template(path = "briefing.html")]
struct BriefingPage<'a> {
    page: &'a Page,
    ui: Ui,
    briefing: Briefing,
}

impl BriefingPage<'_> {
    /// Parameters that the form keeps.
    fn kept(&self) -> Vec<(&str, &str)> {
        let ids = self.page.asked.values(ID).map(|id| (ID, id));
        ids.chain(self.page.list.iter().map(|id| (LIST, id.as_str()))).collect()
    }

    fn compare(&self) -> Option<String> {
        (self.briefing.cases.len() > 1).then(|| self.page.to("compare", self.page.asked.only(&[ID])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(lang: &str, text: &str) -> Fact {
        serde_json::from_value(serde_json::json!({ "anchor": "f1", "lang": lang, "text": text })).expect("a fact")
    }

    #[test]
    fn a_fact_is_told_by_its_first_sentence() {
        for (lang, text, expected) in [
            ("zh", "取消行政级别。新任校长一律评定。", "取消行政级别。……"),
            ("zh", "取消行政级别。", "取消行政级别。"),
            ("en", "It cost 3.5 million yuan. Half came from the city.", "It cost 3.5 million yuan. …"),
            ("en", "The U.S. Department paid No. 11 school. It grew.", "The U.S. Department paid No. 11 school. …"),
            ("en", "One sentence only.", "One sentence only."),
        ] {
            assert_eq!(opening(&fact(lang, text)), expected);
        }
    }

    #[test]
    fn a_date_is_a_year_month_or_day() {
        for good in ["2026", "2026-11", "2026-11-24"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["", "yesterday", "2026-1", "2026-11-24-1", "２０２６"] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn a_file_is_named_after_the_briefing() {
        assert_eq!(file_name("校长职级制/先例：一"), "校长职级制 先例：一");
    }
}
