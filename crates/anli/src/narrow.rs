//! The flags that narrow the cases and say how words are taken, which several commands share.

use clap::Args;

/// The filters of the API as flags.
#[derive(Debug, Args)]
pub struct Narrow {
    /// Place: code or name; may be repeated, as all filters
    #[arg(long, value_name = "PLACE")]
    pub region: Vec<String>,
    /// Reform area: slug or label (`anli areas` lists them)
    #[arg(long, value_name = "AREA")]
    pub area: Vec<String>,
    /// nationwide, province, prefecture, county, school, cross-region, international
    #[arg(long, value_name = "LEVEL")]
    pub level: Vec<String>,
    /// pilot, running, scaled, ended, unknown
    #[arg(long, value_name = "STAGE")]
    pub stage: Vec<String>,
    /// Language a case has a write-up in: zh, en
    #[arg(long, value_name = "LANG")]
    pub lang: Vec<String>,
    /// Grade of evidence, 0 to 4
    #[arg(long, value_name = "GRADE")]
    pub evidence: Vec<String>,
    /// First year
    #[arg(long, value_name = "YEAR")]
    pub year_from: Option<String>,
    /// Last year
    #[arg(long, value_name = "YEAR")]
    pub year_to: Option<String>,
}

impl Narrow {
    /// The filters as parameters of the API.
    pub fn parameters(&self) -> Vec<(&'static str, &str)> {
        let many = [
            ("region", &self.region),
            ("area", &self.area),
            ("level", &self.level),
            ("stage", &self.stage),
            ("lang", &self.lang),
            ("evidence", &self.evidence),
        ];
        let many = many.into_iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())));
        many.chain(given([("year_from", &self.year_from), ("year_to", &self.year_to)])).collect()
    }
}

/// How the words of a question are taken.
#[derive(Debug, Args)]
pub struct Taken {
    /// How many of the words must be there: auto, all, most, any
    #[arg(long = "match", value_name = "HOW")]
    pub matching: Option<String>,
    /// 1 adds other names from the vocabulary, 0 takes the words as they stand
    #[arg(long, value_name = "0|1")]
    pub expand: Option<String>,
}

impl Taken {
    /// As parameters of the API.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        given([("match", &self.matching), ("expand", &self.expand)])
    }
}

/// Those parameters that were given.
pub fn given<'a, const N: usize>(
    parameters: [(&'static str, &'a Option<String>); N],
) -> impl Iterator<Item = (&'static str, &'a str)> {
    parameters.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
}
