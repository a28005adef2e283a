//! `/api/v1/trends`: parameters, JSON and CSV.

use std::time::Instant;

use anli_case::{Area, Lang, Region};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::params::{FilterParams, Given, one_of};
use super::problem::Problem;
use super::sheet::{self, Cell, Format};
use super::wire::{Bilingual, NoteBody, QuestionBody, notes};
use super::{at_leisure, pairs};
use crate::{ALTERNATIVE, Engine, TEST, TermYear, Trend, TrendTable, Trends, TrendsQuestion, YearCell};

/// How the parameters are documented; [`trends_question`] reads them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // The documentation of the API is made from it.
struct TrendsParams {
    /// The question, as for a search; without one every case is counted.
    #[param(example = "教师轮岗", max_length = 1000)]
    q: Option<String>,
    /// `auto` (default), `all`, `most`, `any`: how many of the words must be there
    r#match: Option<String>,
    /// `1` (default) adds other names from the vocabulary to what is searched, never to what `terms` counts; `0` takes the words as they stand
    expand: Option<u8>,
    /// One table alone: `years`, `areas`, `regions`, `levels`, `gaps` (areas by provinces), `terms` (occurrences of the words asked for),
    /// `trends` (areas that rise or fade). All by default; CSV has one.
    table: Option<String>,
    /// `json` (default) or `csv`
    format: Option<String>,
}

/// The trends that the parameters ask for, and their form.
///
/// # Errors
/// A [`Problem`] of status 400 that names the parameter.
pub fn trends_question<K: AsRef<str>, V: AsRef<str>>(
    given: impl IntoIterator<Item = (K, V)>,
) -> Result<(TrendsQuestion, Format), Problem> {
    let mut given = Given::narrowing(given, &["q", "match", "expand", "table", "format"])?;
    let table = given.take("table").map(|table| one_of("table", &table, TrendTable::ALL, TrendTable::as_str));
    let table = table.transpose()?;
    let format = Format::take(&mut given)?;
    let mut question = given.question()?;
    question.facets.clear();
    if format == Format::Csv && table.is_none() {
        let tables: Vec<&str> = TrendTable::ALL.iter().map(|table| table.as_str()).collect();
        let detail = format!("`table` is missing; a CSV has one of {}", tables.join(", "));
        return Err(Problem::parameter("missing-parameter", "table", detail));
    }
    if table == Some(TrendTable::Terms) && question.expr.is_none() {
        let detail = "`q` is missing; `table=terms` counts the words it asks for";
        return Err(Problem::parameter("missing-parameter", "q", detail));
    }
    Ok((TrendsQuestion { question, table }, format))
}

/// Cases by year, area, place and level; areas that rise or fade; gaps
#[utoipa::path(get, path = "/api/v1/trends", tag = "research", params(TrendsParams, FilterParams),
    responses((status = 200, description = "The counts, each with its denominator", content((TrendsBody = "application/json"), (String = "text/csv"))), (status = 400, description = "A parameter is wrong, or there is more than is read for one answer", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn trends(State(engine): State<Engine>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let started = Instant::now();
    let (asked, format) = trends_question(pairs(query.as_deref())?)?;
    at_leisure(move || {
        let answer = engine.trends(&asked)?;
        Ok(match (format, asked.table) {
            (Format::Csv, Some(table)) => sheet::response(table.as_str(), trends_csv(&answer, table)),
            _ => Json(TrendsBody::new(&asked, answer, started.elapsed())).into_response(),
        })
    })
    .await
}

/// One table of an answer as CSV.
pub fn trends_csv(answer: &Trends, table: TrendTable) -> String {
    match table {
        TrendTable::Years => {
            let rows = answer.years.iter().map(|year| (Some(year.year), year.cell));
            let rows = rows.chain((answer.undated.of > 0).then_some((None, answer.undated)));
            sheet::csv(
                &["year", "count", "of", "share"],
                rows.map(|(year, cell)| [vec![Cell::maybe(year)], counts(cell)].concat()),
            )
        }
        TrendTable::Areas => {
            let rows = answer.areas.iter().flat_map(|area| by_year(names_of_area(area.area), &area.years));
            sheet::csv(&["area", "parent", "zh", "en", "year", "count", "of", "share"], rows)
        }
        TrendTable::Regions => {
            let rows = answer.regions.iter().flat_map(|region| by_year(names_of_region(region.region), &region.years));
            sheet::csv(&["region", "zh", "en", "year", "count", "of", "share"], rows)
        }
        TrendTable::Levels => {
            let rows = answer.levels.iter().flat_map(|level| {
                let name = |lang| level.level.map_or("", |level| level.label(lang));
                let word = level.level.map_or("", |level| level.as_str());
                by_year([word, name(Lang::Zh), name(Lang::En)].map(Cell::text).to_vec(), &level.years)
            });
            sheet::csv(&["level", "zh", "en", "year", "count", "of", "share"], rows)
        }
        TrendTable::Gaps => {
            let rows = answer.areas.iter().zip(&answer.gaps).flat_map(|(area, row)| {
                answer.provinces.iter().zip(row).map(|(province, cell)| {
                    [
                        vec![Cell::text(area.area.slug()), Cell::text(area.area.label(Lang::Zh))],
                        vec![Cell::text(province.code()), Cell::text(province.short_name(Lang::Zh))],
                        counts(*cell),
                    ]
                    .concat()
                })
            });
            sheet::csv(&["area", "area_zh", "region", "region_zh", "count", "of", "share"], rows)
        }
        TrendTable::Terms => {
            let rows = answer.terms.iter().flatten().flat_map(|terms| {
                terms.years.iter().map(|year| {
                    vec![
                        Cell::text(terms.lang.as_str()),
                        Cell::maybe(year.year),
                        Cell::number(year.occurrences),
                        Cell::number(year.of),
                        Cell::text(unit(terms.lang)),
                        Cell::maybe(per_10000(year)),
                    ]
                })
            });
            sheet::csv(&["lang", "year", "occurrences", "of", "unit", "per_10000"], rows)
        }
        TrendTable::Trends => {
            let header = [
                "area",
                "parent",
                "zh",
                "en",
                "n",
                "s",
                "variance",
                "z",
                "p",
                "q",
                "tau",
                "slope",
                "direction",
                "reason",
            ];
            let rows = answer.areas.iter().map(|area| {
                let trend = &area.trend;
                let numbers = [trend.z, trend.p, trend.q, trend.tau, trend.slope].map(Cell::maybe);
                [
                    names_of_area(area.area),
                    vec![Cell::number(trend.n), Cell::number(trend.s), Cell::number(trend.variance)],
                    numbers.to_vec(),
                    vec![Cell::text(trend.direction.as_str()), Cell::text(trend.reason.clone().unwrap_or_default())],
                ]
                .concat()
            });
            sheet::csv(&header, rows)
        }
    }
}

fn by_year(names: Vec<Cell>, years: &[YearCell]) -> Vec<Vec<Cell>> {
    years.iter().map(|year| [names.clone(), vec![Cell::number(year.year)], counts(year.cell)].concat()).collect()
}

fn names_of_area(area: Area) -> Vec<Cell> {
    let parent = area.parent().map_or("", Area::slug);
    [area.slug(), parent, area.label(Lang::Zh), area.label(Lang::En)].map(Cell::text).to_vec()
}

fn names_of_region(region: Region) -> Vec<Cell> {
    [region.code(), region.name(Lang::Zh), region.name(Lang::En)].map(Cell::text).to_vec()
}

fn counts(cell: crate::Cell) -> Vec<Cell> {
    vec![Cell::number(cell.count), Cell::number(cell.of), Cell::maybe(share(cell))]
}

fn share(cell: crate::Cell) -> Option<f64> {
    (cell.of > 0).then(|| f64::from(cell.count) / f64::from(cell.of))
}

fn per_10000(year: &TermYear) -> Option<f64> {
    (year.of > 0).then(|| year.occurrences as f64 * 10_000.0 / year.of as f64)
}

fn unit(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "characters",
        Lang::En => "words",
    }
}

/// What a question finds, by year and more. With `table` only that part and the totals.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendsBody {
    /// State of the collection; the same version and question give the same answer.
    pub index_version: String,
    /// How the question was understood.
    pub question: QuestionBody,
    /// Time it took, in milliseconds.
    pub took_ms: f64,
    /// What the asker should know, of the library and the test too.
    pub notes: Vec<NoteBody>,
    /// All cases that match.
    pub total: u32,
    /// All cases that pass the filters, whatever the question.
    pub of: u32,
    /// Cases without a year.
    pub undated: CountBody,
    /// By year; years without a case in the library are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<Vec<YearBody>>,
    /// How the share of the cases that match in all cases of a year changes; only with a question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trend: Option<TrendBody>,
    /// By area and year, with the trend of its share in all cases of a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub areas: Option<Vec<AreaTrendBody>>,
    /// By province and year, and by country, nationwide and zone where there is a case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<RegionTrendBody>>,
    /// By level and year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<LevelTrendBody>>,
    /// By area and province, with those that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gaps: Option<Vec<GapBody>>,
    /// How often the words asked for are said, by language and year; only with a question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Vec<TermsBody>>,
    /// The test behind every `trend`, with continuity correction.
    #[schema(example = "Mann-Kendall, two-sided, tie-corrected")]
    pub test: String,
    /// What is held against the hypothesis that nothing changes.
    pub alternative: String,
    /// Areas that were tested.
    pub tested: usize,
}

/// A count with its denominator.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountBody {
    /// Cases that match.
    pub count: u32,
    /// All cases that pass the same filters.
    pub of: u32,
}

/// A count of one year.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearBody {
    /// The year.
    pub year: u16,
    /// Cases that match.
    pub count: u32,
    /// All cases of that year, and area, place or level, that pass the same filters.
    pub of: u32,
}

/// The outcome of the test on the yearly shares of one series.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendBody {
    /// `rising`, `fading`, or `none`: by `p` below 0.05, for this series alone.
    pub direction: String,
    /// Why there is no direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Years with a case in the library.
    pub n: usize,
    /// Pairs of years that rise, less those that fall.
    pub s: i64,
    /// Variance of `s` if nothing changed, corrected for equal values.
    pub variance: f64,
    /// `s` in standard deviations, one nearer to zero for continuity; `null` where it is not tested.
    pub z: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// The p-value adjusted for all areas tested (Benjamini-Hochberg).
    pub q: Option<f64>,
    /// Kendall's tau-b.
    pub tau: Option<f64>,
    /// Sen's slope: change of the share a year.
    pub slope: Option<f64>,
}

/// Cases of an area.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaTrendBody {
    /// Slug.
    pub id: String,
    /// The area above it; its cases are among those of that one.
    pub parent: Option<String>,
    /// Label.
    pub label: Bilingual,
    /// Cases that match, of any year and none.
    pub count: u32,
    /// All cases of the area that pass the same filters.
    pub of: u32,
    /// By year; years without a case of the area are left out.
    pub years: Vec<YearBody>,
    /// How its share in all cases of a year changes.
    pub trend: TrendBody,
}

/// Cases of a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionTrendBody {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Bilingual,
    /// Cases that match, of any year and none.
    pub count: u32,
    /// All cases of the place that pass the same filters.
    pub of: u32,
    /// By year.
    pub years: Vec<YearBody>,
}

/// Cases of a level.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelTrendBody {
    /// As used in filters; `null` where it is not known.
    pub value: Option<String>,
    /// Label.
    pub label: Bilingual,
    /// Cases that match, of any year and none.
    pub count: u32,
    /// All cases of the level that pass the same filters.
    pub of: u32,
    /// By year.
    pub years: Vec<YearBody>,
}

/// Cases of an area by province.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapBody {
    /// The area.
    pub area: String,
    /// Every province. A `count` of 0 is a gap: in the question where `of` is not 0, else in the library.
    pub regions: Vec<ProvinceBody>,
}

/// Cases of a province.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvinceBody {
    /// Code.
    pub code: String,
    /// Cases that match.
    pub count: u32,
    /// All cases of the area and province that pass the same filters.
    pub of: u32,
}

/// How often the words asked for are said in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermsBody {
    /// The language of the write-ups.
    pub lang: String,
    /// What `of` counts: `characters` (letters, digits and Han characters) or `words`, of titles, summaries and facts.
    pub unit: String,
    /// By year, that of cases without one last.
    pub years: Vec<TermYearBody>,
}

/// How often they are said in one year.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermYearBody {
    /// The year; `null` for cases without one.
    pub year: Option<u16>,
    /// How often; as many lines a concordance has.
    pub occurrences: u64,
    /// Length of all write-ups of that year and language that pass the filters.
    pub of: u64,
    /// Occurrences in 10,000 characters or words.
    pub per_10000: Option<f64>,
}

impl TrendsBody {
    /// The JSON of `answer`, which took `took`.
    pub fn new(asked: &TrendsQuestion, answer: Trends, took: std::time::Duration) -> Self {
        let wants = |table| asked.table.is_none_or(|wanted| wanted == table);
        let areas = wants(TrendTable::Areas) || wants(TrendTable::Trends);
        let question = &asked.question;
        Self {
            question: QuestionBody::new(question, answer.matching, question.sort.as_str(), answer.expanded),
            index_version: answer.index_version,
            took_ms: (took.as_secs_f64() * 1e6).round() / 1e3,
            notes: notes(&answer.notes),
            total: answer.total.count,
            of: answer.total.of,
            undated: CountBody { count: answer.undated.count, of: answer.undated.of },
            years: wants(TrendTable::Years).then(|| years(&answer.years)),
            trend: answer.trend.as_ref().filter(|_| wants(TrendTable::Years)).map(TrendBody::from),
            gaps: wants(TrendTable::Gaps).then(|| {
                let rows = answer.areas.iter().zip(&answer.gaps);
                rows.map(|(area, row)| GapBody {
                    area: area.area.slug().to_owned(),
                    regions: answer.provinces.iter().zip(row).map(province).collect(),
                })
                .collect()
            }),
            areas: areas.then(|| answer.areas.iter().map(AreaTrendBody::from).collect()),
            regions: wants(TrendTable::Regions).then(|| answer.regions.iter().map(RegionTrendBody::from).collect()),
            levels: wants(TrendTable::Levels).then(|| answer.levels.iter().map(LevelTrendBody::from).collect()),
            terms: answer.terms.map(|terms| terms.iter().map(TermsBody::from).collect()),
            test: TEST.to_owned(),
            alternative: ALTERNATIVE.to_owned(),
            tested: answer.tested,
        }
    }
}

fn years(years: &[YearCell]) -> Vec<YearBody> {
    years.iter().map(|year| YearBody { year: year.year, count: year.cell.count, of: year.cell.of }).collect()
}

fn province((province, cell): (&Region, &crate::Cell)) -> ProvinceBody {
    ProvinceBody { code: province.code().to_owned(), count: cell.count, of: cell.of }
}

impl From<&Trend> for TrendBody {
    fn from(trend: &Trend) -> Self {
        Self {
            direction: trend.direction.as_str().to_owned(),
            reason: trend.reason.clone(),
            n: trend.n,
            s: trend.s,
            variance: trend.variance,
            z: trend.z,
            p: trend.p,
            q: trend.q,
            tau: trend.tau,
            slope: trend.slope,
        }
    }
}

impl From<&crate::AreaTrend> for AreaTrendBody {
    fn from(found: &crate::AreaTrend) -> Self {
        let area = found.area;
        Self {
            id: area.slug().to_owned(),
            parent: area.parent().map(|parent| parent.slug().to_owned()),
            label: Bilingual::both(area.label(Lang::Zh), area.label(Lang::En)),
            count: found.total.count,
            of: found.total.of,
            years: years(&found.years),
            trend: TrendBody::from(&found.trend),
        }
    }
}

impl From<&crate::RegionTrend> for RegionTrendBody {
    fn from(found: &crate::RegionTrend) -> Self {
        Self {
            code: found.region.code().to_owned(),
            name: Bilingual::both(found.region.name(Lang::Zh), found.region.name(Lang::En)),
            count: found.total.count,
            of: found.total.of,
            years: years(&found.years),
        }
    }
}

impl From<&crate::LevelTrend> for LevelTrendBody {
    fn from(found: &crate::LevelTrend) -> Self {
        let label = |lang, unknown| found.level.map_or(unknown, |level| level.label(lang));
        Self {
            value: found.level.map(|level| level.as_str().to_owned()),
            label: Bilingual::both(label(Lang::Zh, "未知"), label(Lang::En, "Unknown")),
            count: found.total.count,
            of: found.total.of,
            years: years(&found.years),
        }
    }
}

impl From<&crate::TermTrend> for TermsBody {
    fn from(terms: &crate::TermTrend) -> Self {
        let year = |year: &TermYear| TermYearBody {
            year: year.year,
            occurrences: year.occurrences,
            of: year.of,
            per_10000: per_10000(year),
        };
        Self {
            lang: terms.lang.as_str().to_owned(),
            unit: unit(terms.lang).to_owned(),
            years: terms.years.iter().map(year).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)], code: &str, parameter: &str, detail: &str) {
        let problem = trends_question(pairs.iter().copied()).expect_err("a wrong parameter");
        assert_eq!((problem.status, problem.code, problem.parameter.as_deref()), (400, code, Some(parameter)));
        assert!(problem.detail.contains(detail), "{}", problem.detail);
    }

    #[test]
    fn what_is_wrong_is_named_with_the_cure() {
        check(&[("sort", "newest")], "unknown-parameter", "sort", "table");
        check(&[("table", "cities")], "invalid-value", "table", "years, areas, regions, levels, gaps, terms, trends");
        check(&[("format", "csv")], "missing-parameter", "table", "a CSV has one of years, areas");
        check(&[("table", "terms")], "missing-parameter", "q", "counts the words");
        check(&[("table", "years"), ("table", "gaps")], "repeated-parameter", "table", "give it once");
        check(&[("format", "xlsx")], "invalid-value", "format", "json, csv");
    }
}
