//! The answer of `/api/v1/trends`, as far as pages show it.

use serde::Deserialize;

use super::body::{Bilingual, Note};

/// What a question finds, by year and more.
#[derive(Debug, Deserialize)]
pub(crate) struct Trends {
    #[serde(default)]
    pub notes: Vec<Note>,
    pub total: u32,
    pub of: u32,
    pub undated: Undated,
    #[serde(default)]
    pub years: Vec<Year>,
    pub trend: Option<Trend>,
    #[serde(default)]
    pub areas: Vec<AreaTrend>,
    #[serde(default)]
    pub regions: Vec<RegionTrend>,
    #[serde(default)]
    pub levels: Vec<LevelTrend>,
    #[serde(default)]
    pub gaps: Vec<Gap>,
    pub terms: Option<Vec<Terms>>,
    pub tested: usize,
}

/// Cases without a year.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Undated {
    pub of: u32,
}

/// A count of one year.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Year {
    pub year: u16,
    pub count: u32,
    pub of: u32,
}

/// The outcome of the test of Mann and Kendall on yearly shares.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Trend {
    pub direction: String,
    pub n: usize,
    pub s: i64,
    pub variance: f64,
    pub z: Option<f64>,
    pub p: Option<f64>,
    pub q: Option<f64>,
    pub tau: Option<f64>,
    pub slope: Option<f64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct AreaTrend {
    pub id: String,
    pub parent: Option<String>,
    pub label: Bilingual,
    pub count: u32,
    pub of: u32,
    pub years: Vec<Year>,
    pub trend: Trend,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RegionTrend {
    pub code: String,
    pub name: Bilingual,
    pub count: u32,
    pub of: u32,
    pub years: Vec<Year>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LevelTrend {
    pub value: Option<String>,
    pub label: Bilingual,
    pub count: u32,
    pub of: u32,
}

/// Cases of an area by province, each with its denominator.
#[derive(Debug, Deserialize)]
pub(crate) struct Gap {
    pub regions: Vec<Province>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Province {
    pub code: String,
    pub count: u32,
    pub of: u32,
}

/// How often the words asked for are said in the write-ups of one language.
#[derive(Debug, Deserialize)]
pub(crate) struct Terms {
    pub lang: String,
    pub years: Vec<TermYear>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TermYear {
    pub year: Option<u16>,
    pub occurrences: u64,
    pub of: u64,
    pub per_10000: Option<f64>,
}
