//! The parameters of a search: one set of names for page, API, feed, embed and command line.

use anli_case::{Area, Lang, Level, NameKind, Region, Stage};
use utoipa::IntoParams;

use crate::http::problem::Problem;
use crate::question::{Facet, MAX_PER_PAGE, Match, Note, Question, Sort};

/// How the parameters are documented; [`question`] reads them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // The documentation of the API is made from it.
pub struct SearchParams {
    /// The question; without one every case is found. Words side by side must all be there (up to six; a longer question is ranked by its best
    /// matches). `AND` `OR` `NOT`, `-`, `( )`, `"exact"`, `"near words"~3`, `prefix*`, `title:`, `result:` …
    #[param(example = "校长职级制", max_length = 1000)]
    q: Option<String>,
    /// `relevance` (default), `newest`, `oldest`
    sort: Option<String>,
    /// Page, from 1
    #[param(minimum = 1)]
    page: Option<usize>,
    /// Hits a page, 10 by default
    #[param(minimum = 1, maximum = 100)]
    per_page: Option<usize>,
    /// Facets to count, separated by commas: `region`, `area`, `year`, `level`, `stage`, `lang`, `evidence`; all by default, none when empty
    facets: Option<String>,
    /// `auto` (default), `all`, `most`, `any`: how many of the words must be there
    r#match: Option<String>,
    /// `1` (default) adds other names from the vocabulary, `0` takes the words as they stand
    expand: Option<u8>,
    /// `json`
    format: Option<String>,
}

/// How the filters are documented, which every way of asking shares.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // As above.
pub(super) struct FilterParams {
    /// A place: division code, ISO 3166 country code or name; cases in or under it.
    #[param(example = json!(["370000"]))]
    region: Option<Vec<String>>,
    /// A reform area: slug or label.
    area: Option<Vec<String>>,
    /// `nationwide`, `province`, `prefecture`, `county`, `school`, `cross-region`, `international`
    level: Option<Vec<String>>,
    /// `pilot`, `running`, `scaled`, `ended`, `unknown`
    stage: Option<Vec<String>>,
    /// Language a case has a write-up in: `zh`, `en`
    lang: Option<Vec<String>>,
    /// Grade of evidence, 0 to 4
    evidence: Option<Vec<u8>>,
    /// First year
    #[param(minimum = 1000, maximum = 2999)]
    year_from: Option<u16>,
    /// Last year
    #[param(minimum = 1000, maximum = 2999)]
    year_to: Option<u16>,
}

/// The parameters that narrow the cases; all but the years may be repeated, as alternatives.
const FILTERS: [&str; 8] = ["region", "area", "level", "stage", "lang", "evidence", "year_from", "year_to"];
const REPEATABLE: usize = 6;

/// Parameters as they were given, each known, and given once unless repeating it means something.
#[derive(Debug)]
pub(super) struct Given(Vec<(String, String)>);

impl Given {
    /// The filters may be given, and `own`.
    ///
    /// # Errors
    /// A [`Problem`] of status 400 that names the parameter.
    pub(super) fn narrowing<K: AsRef<str>, V: AsRef<str>>(
        given: impl IntoIterator<Item = (K, V)>,
        own: &[&str],
    ) -> Result<Self, Problem> {
        Self::of(given, &[own, &FILTERS].concat(), &FILTERS[..REPEATABLE])
    }

    /// `own` alone may be given.
    ///
    /// # Errors
    /// A [`Problem`] of status 400 that names the parameter.
    pub(super) fn only<K: AsRef<str>, V: AsRef<str>>(
        given: impl IntoIterator<Item = (K, V)>,
        own: &[&str],
    ) -> Result<Self, Problem> {
        Self::of(given, own, &[])
    }

    fn of<K: AsRef<str>, V: AsRef<str>>(
        given: impl IntoIterator<Item = (K, V)>,
        names: &[&str],
        repeatable: &[&str],
    ) -> Result<Self, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in given {
            let (name, value) = (name.as_ref(), value.as_ref());
            if !names.contains(&name) {
                let known = if names.is_empty() { "none here".to_owned() } else { names.join(", ") };
                let detail = format!("`{name}` is not a parameter; there are {known}");
                return Err(Problem::parameter("unknown-parameter", name, detail));
            }
            if !repeatable.contains(&name) && pairs.iter().any(|(before, _)| before == name) {
                let detail = format!("`{name}` is given twice; give it once");
                return Err(Problem::parameter("repeated-parameter", name, detail));
            }
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter, unless it is empty, as forms send what was not filled in.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, value)| found == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Takes a parameter out that a question has not, or has in another sense; nothing when it is empty.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.remove(at).1).filter(|value| !value.is_empty())
    }

    /// The question that they ask.
    ///
    /// # Errors
    /// A [`Problem`] of status 400 that names the parameter.
    pub(super) fn question(&self) -> Result<Question, Problem> {
        let mut question = Question::parse(self.value("q").unwrap_or_default())?;
        for (name, value) in &self.0 {
            set(&mut question, name, value)?;
        }
        let filters = &mut question.filters;
        if let (Some(from), Some(to)) = (filters.year_from, filters.year_to)
            && from > to
        {
            let detail = format!("`year_from` is {from}, after `year_to`, which is {to}; exchange them");
            return Err(Problem::parameter("invalid-value", "year_from", detail));
        }
        filters.regions.sort_unstable();
        filters.regions.dedup();
        Ok(question)
    }
}

/// The question that the parameters of a search ask. A repeated parameter of a filter is an alternative; of any other it is an error.
///
/// # Errors
/// A [`Problem`] of status 400 that names the parameter.
pub fn question<K: AsRef<str>, V: AsRef<str>>(given: impl IntoIterator<Item = (K, V)>) -> Result<Question, Problem> {
    Given::narrowing(given, &["q", "sort", "page", "per_page", "facets", "match", "expand", "format"])?.question()
}

fn set(question: &mut Question, name: &str, value: &str) -> Result<(), Problem> {
    // A form sends its empty fields too; only of `facets` does empty mean something.
    if value.is_empty() && name != "facets" {
        return Ok(());
    }
    let filters = &mut question.filters;
    match name {
        "region" => {
            let (regions, note) = regions(value)?;
            filters.regions.extend(regions);
            question.notes.extend(note);
        }
        "area" => filters.areas.push(area(value)?),
        "level" => filters.levels.push(one_of(name, value, Level::ALL, Level::as_str)?),
        "stage" => filters.stages.push(one_of(name, value, Stage::ALL, Stage::as_str)?),
        "lang" => filters.langs.push(one_of(name, value, Lang::ALL, Lang::as_str)?),
        "evidence" => filters.evidence.push(u8::try_from(number(name, value, 0, 4)?).unwrap_or(0)),
        "year_from" => filters.year_from = Some(year(name, value)?),
        "year_to" => filters.year_to = Some(year(name, value)?),
        "sort" => question.sort = one_of(name, value, Sort::ALL, Sort::as_str)?,
        "page" => question.page = number(name, value, 1, u32::MAX as usize)?,
        "per_page" => question.per_page = number(name, value, 1, MAX_PER_PAGE)?,
        "facets" => question.facets = facets(value)?,
        "match" => question.matching = one_of(name, value, Match::ALL, Match::as_str)?,
        "expand" => question.expand = number(name, value, 0, 1)? == 1,
        "format" if value != "json" => {
            return Err(Problem::parameter("invalid-value", name, format!("`format` is `{value}`; it must be json")));
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn one_of<T: Copy>(
    name: &str,
    value: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> Result<T, Problem> {
    all.iter().copied().find(|known| word(*known) == value).ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|known| word(*known)).collect();
        Problem::parameter(
            "invalid-value",
            name,
            format!("`{name}` is `{value}`; it must be one of {}", words.join(", ")),
        )
    })
}

pub(super) fn number(name: &str, value: &str, from: usize, to: usize) -> Result<usize, Problem> {
    let found = value.parse::<usize>().ok().filter(|number| (from..=to).contains(number));
    found.ok_or_else(|| {
        Problem::parameter(
            "invalid-value",
            name,
            format!("`{name}` is `{value}`; it must be a whole number from {from} to {to}"),
        )
    })
}

fn year(name: &str, value: &str) -> Result<u16, Problem> {
    number(name, &anli_text::fold(value), 1000, 2999).map(|year| u16::try_from(year).unwrap_or(u16::MAX))
}

fn facets(value: &str) -> Result<Vec<Facet>, Problem> {
    let mut facets = Vec::new();
    for name in value.split([',', '，']).map(str::trim).filter(|name| !name.is_empty()) {
        let facet = one_of("facets", name, Facet::ALL, Facet::as_str)?;
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    Ok(facets)
}

fn area(value: &str) -> Result<Area, Problem> {
    let folded = anli_text::fold(value);
    let named = |area: &Area| Lang::ALL.iter().any(|lang| anli_text::fold(area.label(*lang)) == folded);
    Area::from_slug(value).or_else(|| Area::all().find(named)).ok_or_else(|| {
        Problem::parameter(
            "unknown-area",
            "area",
            format!("`{value}` is not a reform area; `anli areas` and `/api/v1/areas` list them"),
        )
    })
}

/// The places a value may mean, and a note when that is not the plain reading.
fn regions(value: &str) -> Result<(Vec<Region>, Option<Note>), Problem> {
    let mut found = Region::find(value);
    if found.is_empty() {
        found = Region::find(&anli_text::fold(value));
    }
    // Names of today before names of the past; a full name or code before a shorter reading of it.
    if found.iter().any(|region| region.by != NameKind::Retired) {
        found.retain(|region| region.by != NameKind::Retired);
    }
    let described =
        |region: &Region| region.path().iter().map(|region| region.name(Lang::Zh)).collect::<Vec<_>>().join("");
    let list = |open: &str, close: &str, between: &str| {
        let places =
            found.iter().map(|found| format!("{}{open}{}{close}", described(&found.region), found.region.code()));
        places.collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (list("（", "）", "、"), list(" (", ")", ", "));
    let note = match found.as_slice() {
        [] => {
            return Err(Problem::parameter(
                "unknown-region",
                "region",
                format!(
                    "`{value}` is no place this library knows; `anli regions` and `/api/v1/regions` look places up"
                ),
            ));
        }
        [only] if only.by == NameKind::Retired => {
            Some(Note::new("retired-region", None, format!("“{value}”现为{zh}"), format!("`{value}` is now {en}")))
        }
        [_] => None,
        [first, ..] if first.by == NameKind::Retired => {
            Some(Note::new("retired-region", None, format!("“{value}”现分属{zh}"), format!("`{value}` is now in {en}")))
        }
        _ => Some(Note::new(
            "ambiguous-region",
            None,
            format!("“{value}”可能指{zh}；以下包括其中每一处的案例"),
            format!("`{value}` may be {en}; cases of any of them are shown"),
        )),
    };
    Ok((found.into_iter().map(|found| found.region).collect(), note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)], detail: &str) {
        let problem = question(pairs.iter().copied()).expect_err("a wrong parameter");
        assert_eq!(problem.detail, detail);
        assert_eq!(problem.status, 400);
    }

    #[test]
    fn what_is_wrong_is_named_with_the_cure() {
        check(&[("sort", "best")], "`sort` is `best`; it must be one of relevance, newest, oldest");
        check(&[("per_page", "101")], "`per_page` is `101`; it must be a whole number from 1 to 100");
        check(&[("page", "0")], "`page` is `0`; it must be a whole number from 1 to 4294967295");
        check(
            &[("year_from", "2019"), ("year_to", "2004")],
            "`year_from` is 2019, after `year_to`, which is 2004; exchange them",
        );
        check(&[("sort", "newest"), ("sort", "oldest")], "`sort` is given twice; give it once");
        check(&[("area", "weather")], "`weather` is not a reform area; `anli areas` and `/api/v1/areas` list them");
        check(
            &[("region", "亚特兰蒂斯")],
            "`亚特兰蒂斯` is no place this library knows; `anli regions` and `/api/v1/regions` look places up",
        );
        check(
            &[("facets", "colour")],
            "`facets` is `colour`; it must be one of region, area, year, level, stage, lang, evidence",
        );
        check(&[("format", "pdf")], "`format` is `pdf`; it must be json");
        let unknown = question([("query", "x")]).expect_err("an unknown parameter");
        assert_eq!((unknown.code, unknown.parameter.as_deref()), ("unknown-parameter", Some("query")));
    }

    #[test]
    fn places_are_found_by_code_and_name() {
        let of = |value: &str| {
            question([("region", value)])
                .expect("a place")
                .filters
                .regions
                .iter()
                .map(|region| region.code())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("北京"), ["110000"]);
        assert_eq!(of("370700"), ["370700"]);
        assert_eq!(of("濰坊"), ["370700"]);
        assert_eq!(of("GB"), ["GB"]);
    }

    #[test]
    fn an_ambiguous_place_is_all_of_them_and_a_retired_one_its_successor() {
        let drum_tower = question([("region", "鼓楼区")]).expect("four places");
        assert_eq!(drum_tower.filters.regions.len(), 4);
        assert_eq!(drum_tower.notes[0].code, "ambiguous-region");
        let miyun = question([("region", "密云县")]).expect("a place");
        assert_eq!(miyun.filters.regions.iter().map(|region| region.code()).collect::<Vec<_>>(), ["110118"]);
        assert_eq!(
            miyun.notes,
            [Note::new(
                "retired-region",
                None,
                "“密云县”现为北京市密云区（110118）",
                "`密云县` is now 北京市密云区 (110118)"
            )]
        );
    }

    #[test]
    fn empty_fields_of_a_form_ask_nothing() {
        let question = question([("q", ""), ("region", ""), ("year_from", ""), ("facets", "")]).expect("no filter");
        assert_eq!(question.filters, crate::Filters::default());
        assert!(question.facets.is_empty());
    }
}
