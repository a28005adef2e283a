//! How to ask, told by examples: each leads to its search and says how many cases that finds now.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::Web;
use crate::api::{Areas, Refusal, Search};
use crate::asked::Asked;
use crate::page::{Page, Refused};
use crate::ui::{Lang, Ui};

/// Parameters of a search.
type Pairs = &'static [(&'static str, &'static str)];

/// What is asked in Chinese, what in English, and the key of what it shows.
type Row = (Pairs, Pairs, &'static str);

const WORDS: &[Row] = &[
    (&[("q", "校长 轮岗")], &[("q", "teacher rotation")], "help-side-by-side"),
    (&[("q", "学区制 或 集团化")], &[("q", "vocational OR apprenticeship")], "help-or"),
    (&[("q", "教师 轮岗 -农村")], &[("q", "principals -rural")], "help-not"),
    (&[("q", "（学区制 或 集团化） 城乡")], &[("q", "(vocational OR apprenticeship) school")], "help-brackets"),
    (&[("q", "\"行政级别\"")], &[("q", "\"administrative grade\"")], "help-quotes"),
    (&[("q", "\"教师 轮岗\"~3")], &[("q", "\"teacher rotation\"~3")], "help-near"),
    (&[("q", "princip*")], &[("q", "princip*")], "help-prefix"),
    (&[("q", "principal rank")], &[("q", "校长职级制")], "help-other-language"),
    (&[("q", "校長職級制")], &[("q", "校長職級制")], "help-traditional"),
    (&[("q", "名校集团化"), ("expand", "0")], &[("q", "teacher rotation"), ("expand", "0")], "help-expand"),
    (
        &[("q", "如何让城里的好老师愿意去乡村小规模学校工作并且留得住")],
        &[("q", "How can we get good teachers from the city to small village schools and make them stay?")],
        "help-long",
    ),
];

/// Names of a field and an example of it.
const FIELDS: &[Row] = &[
    (&[("q", "题名:校长")], &[("q", "title:principal")], "help-field-title"),
    (&[("q", "摘要:试点")], &[("q", "summary:pilot")], "help-field-summary"),
    (&[("q", "正文:职称")], &[("q", "body:training")], "help-field-body"),
    (&[("q", "领域:学区")], &[("q", "area:zones")], "help-field-area"),
    (&[("q", "机构:教育厅")], &[("q", "org:bureau")], "help-field-org"),
    (&[("q", "地点:潍坊")], &[("q", "place:Weifang")], "help-field-place"),
    (&[("q", "成效:提高")], &[("q", "result:improved")], "help-field-facts"),
    (&[("q", "TI='校长' OR KY='校长'")], &[("q", "TI='principal' OR KY='principal'")], "help-field-cnki"),
];

const FILTERS: &[Row] = &[
    (&[("q", "校长"), ("region", "山东")], &[("q", "teachers"), ("region", "Shandong")], "help-filter-region"),
    (
        &[("q", "教师"), ("region", "山东"), ("region", "江苏")],
        &[("q", "teachers"), ("region", "Shandong"), ("region", "Jiangsu")],
        "help-filter-repeated",
    ),
    (
        &[("q", "校长"), ("year_from", "2010"), ("year_to", "2019")],
        &[("q", "principals"), ("year_from", "2010"), ("year_to", "2019")],
        "help-filter-years",
    ),
    (&[("q", "激励"), ("area", "teachers")], &[("q", "incentives"), ("area", "teachers")], "help-filter-area"),
    (&[("q", "教师"), ("stage", "scaled")], &[("q", "teachers"), ("stage", "scaled")], "help-filter-stage"),
];

const EVIDENCE: &[Row] = &[
    (&[("evidence", "0")], &[("evidence", "0")], "help-evidence-0"),
    (&[("evidence", "1")], &[("evidence", "1")], "help-evidence-1"),
    (&[("evidence", "2")], &[("evidence", "2")], "help-evidence-2"),
    (&[("evidence", "3")], &[("evidence", "3")], "help-evidence-3"),
    (&[("evidence", "4")], &[("evidence", "4")], "help-evidence-4"),
];

const TABLES: [&[Row]; 4] = [WORDS, FIELDS, FILTERS, EVIDENCE];

/// How many cases the examples of a language find, and in which state of the library.
pub(crate) type Counted = Arc<RwLock<HashMap<Lang, (String, Arc<Vec<usize>>)>>>;

/// `/{lang}/help`
pub(crate) async fn show(State(web): State<Web>, page: Page) -> Result<Response, Refused> {
    let counts = counts(&web, page.lang()).await.map_err(|refusal| page.refuse(refusal))?;
    let areas = web.areas().await.map_err(|refusal| page.refuse(refusal))?;
    page.show(&HelpPage::new(&page, &areas, &counts))
}

fn asked(lang: Lang, (zh, en, _): &Row) -> Asked {
    let pairs = if lang == Lang::Zh { zh } else { en };
    pairs.iter().fold(Asked::default(), |asked, (name, value)| asked.append(name, value))
}

/// What every example finds. It is asked for once in each state of the library; the first example tells which that is.
async fn counts(web: &Web, lang: Lang) -> Result<Arc<Vec<usize>>, Refusal> {
    let mut counts = Vec::new();
    let mut version = String::new();
    for row in TABLES.into_iter().flatten() {
        let asking = asked(lang, row).append("per_page", "1").append("facets", "");
        let found: Search = web.api.get("search", &asking).await?;
        if counts.is_empty() {
            let counted = web.counted.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, counts)) = counted.get(&lang).filter(|(version, _)| *version == found.index_version) {
                return Ok(counts.clone());
            }
            version = found.index_version;
        }
        counts.push(found.total);
    }
    let counts = Arc::new(counts);
    web.counted.write().unwrap_or_else(PoisonError::into_inner).insert(lang, (version, counts.clone()));
    Ok(counts)
}

/// An example as it is shown.
struct Example {
    href: String,
    /// What is typed.
    q: &'static str,
    lang: Lang,
    /// What is chosen beside it.
    chosen: Vec<String>,
    count: String,
    key: &'static str,
}

/// Examples under a heading.
struct Table {
    title: &'static str,
    intro: &'static str,
    examples: Vec<Example>,
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage<'a> {
    page: &'a Page,
    ui: Ui,
    tables: Vec<Table>,
    evidence: Table,
    similar: String,
}

impl<'a> HelpPage<'a> {
    fn new(page: &'a Page, areas: &Areas, counts: &[usize]) -> Self {
        let mut counts = counts.iter().copied();
        let mut table = |title, intro, rows: &'static [Row]| Table {
            title,
            intro,
            examples: rows.iter().map(|row| Example::new(page, areas, row, counts.next().unwrap_or(0))).collect(),
        };
        let tables = vec![
            table("help-words", "help-words-intro", WORDS),
            table("help-fields", "help-fields-intro", FIELDS),
            table("help-filters", "help-filters-intro", FILTERS),
        ];
        let evidence = table("help-evidence", "help-evidence-intro", EVIDENCE);
        let q = if page.lang() == Lang::Zh { "校长职级制" } else { "principal ranks" };
        Self { page, ui: page.ui, tables, evidence, similar: q.to_owned() }
    }

    /// A message, cut where an English one says something in Chinese.
    fn runs(&self, key: &str) -> Vec<(bool, String)> {
        let told = self.ui.t(key);
        let foreign = |c: char| self.page.lang() == Lang::En && is_han(c);
        let mut runs: Vec<(bool, String)> = Vec::new();
        for c in told.chars() {
            match runs.last_mut() {
                Some((chinese, run)) if *chinese == foreign(c) => run.push(c),
                _ => runs.push((foreign(c), c.to_string())),
            }
        }
        runs
    }

    /// A question to show other views with.
    fn view(&self, path: &str) -> String {
        self.page.to(path, Asked::default().append("q", &self.similar))
    }
}

impl Example {
    fn new(page: &Page, areas: &Areas, row: &Row, count: usize) -> Self {
        let (ui, asked) = (page.ui, asked(page.lang(), row));
        let pairs = if page.lang() == Lang::Zh { row.0 } else { row.1 };
        let label = |(name, value): &(&'static str, &'static str)| {
            let told = match *name {
                "q" => return None,
                "expand" => return Some(ui.t("expand-off")),
                "year_from" => return Some(format!("{value}–{}", asked.text("year_to"))),
                "year_to" => return None,
                "area" => areas.find(value).map_or((*value).to_owned(), |area| area.label.best(ui.lang).to_owned()),
                _ => ui.word(name, value),
            };
            Some(ui.t2("help-chosen", "name", ui.t(&format!("facet-{name}")), "value", told))
        };
        let q = pairs.iter().find(|(name, _)| *name == "q").map_or("", |(_, q)| *q);
        Self {
            href: page.to("", &asked),
            q,
            lang: if q.chars().any(is_han) { Lang::Zh } else { Lang::En },
            chosen: pairs.iter().filter_map(label).collect(),
            count: ui.count("summary-total", count),
            key: row.2,
        }
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_explained_in_both_languages() {
        for ui in Lang::ALL.map(|lang| Ui { lang }) {
            for (_, _, key) in TABLES.into_iter().flatten() {
                assert!(ui.find(key, &fluent_bundle::FluentArgs::new()).is_some(), "{:?}: {key}", ui.lang);
            }
        }
    }
}
