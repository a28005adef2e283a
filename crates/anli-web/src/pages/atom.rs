//! A search as a feed (RFC 4287).
//!
//! The same question has the same feed until a case changes: nothing in it tells when it was asked for.

use std::fmt::Write;

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::search::asked_for;
use crate::Web;
use crate::api::{Areas, Bilingual, Case, Change, History, Hit, Refusal, Search, segment};
use crate::asked::Asked;
use crate::page::{Page, Refused};
use crate::policy::kept;
use crate::ui::Lang;

/// What a feed is sent as.
pub(crate) const KIND: &str = "application/atom+xml";
/// Most entries, which is the largest page of the API.
const MOST: usize = 100;
/// Filters whose chosen values the title names.
const NAMED: [&str; 6] = ["region", "area", "level", "stage", "evidence", "lang"];
/// Licence of the texts.
const RIGHTS: &str = "CC BY 4.0";

/// `/{lang}/atom`
pub(crate) async fn show(State(web): State<Web>, headers: HeaderMap, mut page: Page) -> Result<Response, Refused> {
    page.asked = question(&page.asked);
    let named: Vec<&str> = NAMED.into_iter().filter(|name| page.asked.value(name).is_some()).collect();
    let asking = page.asked.set("per_page", MOST).set("facets", named.join(","));
    let asking = if asking.value("sort").is_some() { asking } else { asking.set("sort", "newest") };
    let found: Search = web.api.get("search", &asking).await.map_err(|refusal| page.refuse(refusal))?;
    let areas = web.areas().await.map_err(|refusal| page.refuse(refusal))?;
    let mut entries = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        let times = Times::of(&web, hit).await;
        entries.push(entry(&page, &areas, hit, times));
    }
    let feed = feed(&page, &found, entries);
    let written = feed.write_to(Vec::new()).map_err(|error| page.refuse(Refusal::Broken(error.to_string())))?;
    Ok(kept(&headers, "application/atom+xml; charset=utf-8", written))
}

/// What a feed is asked: a question and its filters. How a page of the answer looks is not part of it.
pub(super) fn question(asked: &Asked) -> Asked {
    ["page", "per_page", "facets"].into_iter().fold(asked.clone(), |asked, name| asked.without_any(name))
}

fn feed(page: &Page, found: &Search, entries: Vec<Entry>) -> Feed {
    let ui = page.ui;
    let address = page.absolute(page.lang(), "atom", &page.asked);
    let (_, asked) = asked_for(page, found);
    let colon = if page.lang() == Lang::Zh { "：" } else { ": " };
    let link = |rel: &str, href: String, kind: &str, lang: Lang| Link {
        href,
        rel: rel.to_owned(),
        hreflang: Some(lang.tag().to_owned()),
        mime_type: Some(kind.to_owned()),
        ..Link::default()
    };
    Feed {
        title: text(&format!("{}{colon}{asked}", ui.t("site-name"))),
        subtitle: Some(text(&ui.t("footer-sample"))),
        id: address.clone(),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_default(),
        authors: vec![Person { name: ui.t("site-name"), ..Person::default() }],
        generator: Some(Generator { value: "anli".to_owned(), ..Generator::default() }),
        icon: Some(format!("{}{}", page.origin, page.asset("icon.svg"))),
        rights: Some(text(RIGHTS)),
        links: vec![
            link("self", address, KIND, page.lang()),
            link("alternate", page.absolute(page.lang(), "", &page.asked), "text/html", page.lang()),
        ],
        entries,
        lang: Some(page.lang().tag().to_owned()),
        ..Feed::default()
    }
}

fn entry(page: &Page, areas: &Areas, hit: &Hit, times: Times) -> Entry {
    let lang = page.lang();
    let address = page.absolute(lang, &format!("cases/{}", segment(&hit.id)), Asked::default());
    let said = |told: &Bilingual| Text {
        lang: (told.lang(lang) != lang).then(|| told.lang(lang).tag().to_owned()),
        ..text(told.best(lang))
    };
    let category = |id: &String| Category {
        term: id.clone(),
        scheme: Some(format!("{}/api/v1/areas", page.origin)),
        label: areas.find(id).map(|area| area.label.best(lang).to_owned()),
    };
    Entry {
        title: said(&hit.title),
        id: address.clone(),
        updated: times.updated,
        published: times.published,
        links: vec![Link {
            href: address,
            hreflang: Some(lang.tag().to_owned()),
            mime_type: Some("text/html".to_owned()),
            ..Link::default()
        }],
        categories: hit.areas.iter().map(category).collect(),
        summary: Some(said(&hit.summary)).filter(|summary| !summary.value.is_empty()),
        ..Entry::default()
    }
}

/// Text without the characters that XML cannot hold, escaped or not (XML 1.0, 2.2).
fn text(told: &str) -> Text {
    let holds = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\t' | '\n');
    Text { value: told.chars().filter(holds).collect(), ..Text::default() }
}

/// When a case came into the library, and the newest that is known to have happened to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Times {
    published: Option<FixedDateTime>,
    updated: FixedDateTime,
}

impl Times {
    /// By the history of its text; where there is none, by what it tells of itself.
    async fn of(web: &Web, hit: &Hit) -> Self {
        let path = format!("cases/{}", segment(&hit.id));
        let nothing = Asked::default();
        let history: History = web.api.get(&format!("{path}/history"), &nothing).await.unwrap_or_default();
        let at = |change: Option<&Change>| change.and_then(|change| change.date.parse().ok());
        if let (Some(updated), published) = (at(history.changes.first()), at(history.changes.last())) {
            return Self { published, updated };
        }
        let told = web.api.get::<Case>(&path, &nothing).await.ok().and_then(|case| told(&case));
        let year = || hit.year.and_then(|year| moment(&year.to_string()));
        Self { published: None, updated: told.or_else(year).unwrap_or_default() }
    }
}

/// The newest date that a case gives: of its sources, of its report, else of its beginning.
fn told(case: &Case) -> Option<FixedDateTime> {
    let dates = case.sources.iter().filter_map(|source| source.date.as_deref()).chain(case.reported.as_deref());
    dates.filter_map(moment).max().or_else(|| case.started.as_deref().and_then(moment))
}

/// The beginning of a day, month or year (EDTF); of an interval, of its end.
fn moment(edtf: &str) -> Option<FixedDateTime> {
    let (from, to) = edtf.split_once('/').unwrap_or((edtf, ""));
    let day = if matches!(to, "" | "..") { from } else { to };
    let mut full = day.trim_end_matches(['~', '?', '%']).to_owned();
    for _ in full.matches('-').count()..2 {
        full.push_str("-01");
    }
    write!(full, "T00:00:00Z").ok()?;
    full.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_beginning_of_what_it_names() {
        for (edtf, expected) in [
            ("2014", Some("2014-01-01T00:00:00+00:00")),
            ("2014-04", Some("2014-04-01T00:00:00+00:00")),
            ("2014-04-15", Some("2014-04-15T00:00:00+00:00")),
            ("2004/2019-03", Some("2019-03-01T00:00:00+00:00")),
            ("2004/..", Some("2004-01-01T00:00:00+00:00")),
            ("2004~", Some("2004-01-01T00:00:00+00:00")),
            ("2014-13", None),
            ("unknown", None),
        ] {
            assert_eq!(moment(edtf).map(|moment| moment.to_rfc3339()).as_deref(), expected, "{edtf}");
        }
    }

    #[test]
    fn a_text_holds_nothing_that_xml_cannot_hold() {
        assert_eq!(text("学\u{1}区\u{7f}\u{85}\u{fffe}\n<&>🙂").value, "学区\n<&>🙂");
    }

    #[test]
    fn a_feed_is_asked_a_question_and_not_a_page_of_its_answer() {
        let asked = Asked::parse("q=a&page=3&per_page=50&facets=area&region=370000&sort=oldest");
        assert_eq!(question(&asked).to_string(), "q=a&region=370000&sort=oldest");
    }
}
