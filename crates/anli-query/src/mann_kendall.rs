//! Whether a series rises or falls with time: the Mann-Kendall test, and Sen's slope.
//!
//! Nothing is assumed of the shape of the trend or of the distribution of the values; that one year is independent of the next is. A series in
//! which one year drags the next along shows trends too readily (Hamed & Rao 1998 correct for it; that is not done here, since the series of
//! a library are short and mostly zeros).
//!
//! - H. B. Mann (1945). Nonparametric tests against trend. *Econometrica* 13(3), 245–259.
//! - M. G. Kendall (1975). *Rank Correlation Methods*, 4th ed. Griffin, London. The variance with ties, and tau-b.
//! - P. K. Sen (1968). Estimates of the regression coefficient based on Kendall's tau. *JASA* 63(324), 1379–1389.
//! - Y. Benjamini & Y. Hochberg (1995). Controlling the false discovery rate. *JRSS B* 57(1), 289–300.

use std::cmp::Ordering;

/// What the test is called in answers.
pub const TEST: &str = "Mann-Kendall, two-sided, tie-corrected";
/// What is held against the hypothesis that nothing changes.
pub const ALTERNATIVE: &str = "the yearly share rises or falls with time";
/// A p-value below this shows a direction.
pub const SIGNIFICANCE: f64 = 0.05;
/// Fewer years than this are not tested: the normal approximation would not hold.
pub const MIN_YEARS: usize = 8;

/// Which way a series goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It rises.
    Rising,
    /// It fades.
    Fading,
    /// Neither is shown.
    None,
}

impl Direction {
    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Fading => "fading",
            Self::None => "none",
        }
    }
}

/// The outcome of the test on one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Years with a value.
    pub n: usize,
    /// Pairs of years that rise, less those that fall.
    pub s: i64,
    /// Variance of `s` if nothing changed, corrected for equal values.
    pub variance: f64,
    /// `s`, one nearer to zero for continuity, in standard deviations; none where the variance is zero.
    pub z: Option<f64>,
    /// Two-sided probability of a `z` as far from zero if nothing changed.
    pub p: Option<f64>,
    /// `p` adjusted for the other series tested beside this one (Benjamini-Hochberg).
    pub q: Option<f64>,
    /// Kendall's tau-b; none where all values are equal.
    pub tau: Option<f64>,
    /// Sen's slope: the median change a year over all pairs of years; none below two years.
    pub slope: Option<f64>,
    /// Rising or fading at p < 0.05.
    pub direction: Direction,
    /// Why there is no direction, where there is none.
    pub reason: Option<String>,
}

/// Tests a series of years, in order, with their values.
pub fn mann_kendall(series: &[(u16, f64)]) -> Trend {
    let n = series.len();
    let s = s(series);
    let ties = ties(series);
    let variance = variance(n, &ties);
    let tested = n >= MIN_YEARS && variance > 0.0;
    let z = tested.then(|| (s - s.signum()) as f64 / variance.sqrt());
    let p = z.map(|z| libm::erfc(z.abs() / std::f64::consts::SQRT_2));
    let significant = p.is_some_and(|p| p < SIGNIFICANCE);
    let direction = match s.cmp(&0) {
        Ordering::Greater if significant => Direction::Rising,
        Ordering::Less if significant => Direction::Fading,
        _ => Direction::None,
    };
    let reason = if n < MIN_YEARS {
        Some(format!("{n} years with cases are too few; the test needs {MIN_YEARS}"))
    } else if variance == 0.0 {
        Some("the share is the same in every year".to_owned())
    } else {
        (!significant).then(|| format!("p is not below {SIGNIFICANCE}"))
    };
    Trend { n, s, variance, z, p, q: None, tau: tau(n, s, &ties), slope: slope(series), direction, reason }
}

/// The number of rising pairs less that of falling ones.
fn s(series: &[(u16, f64)]) -> i64 {
    let pairs = series.iter().enumerate().flat_map(|(at, (_, earlier))| {
        series[at + 1..].iter().map(move |(_, later)| match later.total_cmp(earlier) {
            Ordering::Greater => 1,
            Ordering::Equal => 0,
            Ordering::Less => -1,
        })
    });
    pairs.sum()
}

/// The sizes of the groups of equal values.
fn ties(series: &[(u16, f64)]) -> Vec<usize> {
    let mut values: Vec<f64> = series.iter().map(|(_, value)| *value).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.chunk_by(|a, b| a == b).map(<[f64]>::len).collect()
}

/// Kendall (1975), equation 4.6 with ties in one ranking.
fn variance(n: usize, ties: &[usize]) -> f64 {
    let term = |t: usize| (t * t.saturating_sub(1) * (2 * t + 5)) as f64;
    (term(n) - ties.iter().map(|t| term(*t)).sum::<f64>()) / 18.0
}

fn tau(n: usize, s: i64, ties: &[usize]) -> Option<f64> {
    let pairs = |t: usize| (t * t.saturating_sub(1) / 2) as f64;
    let untied = pairs(n) - ties.iter().map(|t| pairs(*t)).sum::<f64>();
    // No two years are equal, so only the values have ties.
    (untied > 0.0).then(|| s as f64 / (pairs(n) * untied).sqrt())
}

fn slope(series: &[(u16, f64)]) -> Option<f64> {
    let mut slopes: Vec<f64> = series
        .iter()
        .enumerate()
        .flat_map(|(at, (year, value))| {
            series[at + 1..].iter().map(move |(later, then)| (then - value) / (f64::from(*later) - f64::from(*year)))
        })
        .collect();
    slopes.sort_unstable_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    match slopes.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(slopes[middle]),
        _ => Some((slopes[middle - 1] + slopes[middle]) / 2.0),
    }
}

/// Gives every trend that was tested its Benjamini-Hochberg `q`: among series with a `q` below 0.05, one in twenty is expected to be a
/// chance find. Gives how many were tested.
pub fn adjust<'a>(trends: impl Iterator<Item = &'a mut Trend>) -> usize {
    let mut tested: Vec<(f64, &mut Trend)> = trends.filter_map(|trend| Some((trend.p?, trend))).collect();
    tested.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = tested.len();
    let mut least = 1.0_f64;
    for (rank, (p, trend)) in tested.into_iter().enumerate().rev() {
        least = least.min(p * count as f64 / (rank + 1) as f64);
        trend.q = Some(least);
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(values: &[f64]) -> Vec<(u16, f64)> {
        (2000..).zip(values.iter().copied()).collect()
    }

    fn near(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 5e-5)
    }

    /// `expected`: S, variance, z, p, tau-b, slope.
    #[track_caller]
    fn check(values: &[f64], expected: (i64, f64, f64, f64, f64, f64), direction: Direction) {
        let trend = mann_kendall(&series(values));
        let (s, variance, z, p, tau, slope) = expected;
        assert_eq!((trend.s, trend.direction), (s, direction), "{trend:?}");
        assert!(near(Some(trend.variance), variance) && near(trend.z, z) && near(trend.p, p), "{trend:?}");
        assert!(near(trend.tau, tau) && near(trend.slope, slope), "{trend:?}");
        assert_eq!(trend.reason.is_none(), direction != Direction::None);
    }

    #[test]
    fn values_computed_by_hand() {
        // n(n-1)(2n+5)/18 = 8·7·21/18; z = 27/√65.3333.
        let up: Vec<f64> = (1..=8).map(f64::from).collect();
        check(&up, (28, 65.3333, 3.3404, 0.00084, 1.0, 1.0), Direction::Rising);
        let down: Vec<f64> = up.iter().map(|value| -0.5 * value).collect();
        check(&down, (-28, 65.3333, -3.3404, 0.00084, -1.0, -0.5), Direction::Fading);
        // Two groups of two and one of three: (10·9·25 − 2·(2·1·9) − 3·2·11)/18 = 119.3333; z = 37/√119.3333;
        // tau-b = 38/√(45·(45−1−1−3)).
        check(
            &[1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 5.0, 4.0, 6.0, 6.0],
            (38, 119.3333, 3.3870, 0.00071, 0.8957, 0.5714),
            Direction::Rising,
        );
        // As many up as down: z is zero, not ∓1 for continuity.
        check(&[1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 1.0], (0, 48.0, 0.0, 1.0, 0.0, 0.0), Direction::None);
    }

    #[test]
    fn what_cannot_be_tested_says_why() {
        let short = mann_kendall(&series(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]));
        assert_eq!((short.p, short.direction, short.s), (None, Direction::None, 21));
        assert_eq!(short.reason.as_deref(), Some("7 years with cases are too few; the test needs 8"));
        let flat = mann_kendall(&series(&[0.5; 9]));
        assert_eq!((flat.variance, flat.z, flat.tau, flat.slope), (0.0, None, None, Some(0.0)));
        assert_eq!(flat.reason.as_deref(), Some("the share is the same in every year"));
        assert_eq!(mann_kendall(&[]).slope, None);
    }

    #[test]
    fn the_slope_counts_the_years_between() {
        let gaps = [(2000, 0.0), (2002, 2.0), (2010, 10.0)];
        assert_eq!(mann_kendall(&gaps).slope, Some(1.0));
    }

    #[test]
    fn the_adjusted_values_are_those_of_the_paper() {
        // Benjamini & Hochberg (1995), section 3.1: fifteen p-values, of which four are rejected at 0.05.
        let values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let template = mann_kendall(&series(&[1.0, 2.0]));
        let mut trends: Vec<Trend> =
            values.iter().rev().map(|p| Trend { p: Some(*p), ..template.clone() }).chain([template.clone()]).collect();
        assert_eq!(adjust(trends.iter_mut()), 15);
        assert_eq!(trends.iter().filter(|trend| trend.q.is_some_and(|q| q < 0.05)).count(), 4);
        assert!(near(trends[11].q, 0.0095 * 15.0 / 4.0) && near(trends[0].q, 1.0));
        assert_eq!(trends[15].q, None);
    }

    proptest! {
        #[test]
        fn s_is_that_of_all_pairs_and_turning_time_round_turns_the_sign(values in prop::collection::vec(0u8..6, 0..30)) {
            let forward: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
            let trend = mann_kendall(&series(&forward));
            let mut brute = 0;
            for later in 0..values.len() {
                for earlier in 0..later {
                    brute += i64::from(values[later] > values[earlier]) - i64::from(values[later] < values[earlier]);
                }
            }
            prop_assert_eq!(trend.s, brute);
            let backward: Vec<f64> = forward.iter().rev().copied().collect();
            let turned = mann_kendall(&series(&backward));
            prop_assert_eq!((turned.s, turned.p, turned.variance), (-trend.s, trend.p, trend.variance));
            prop_assert!(trend.p.is_none_or(|p| (0.0..=1.0).contains(&p)));
            prop_assert!(trend.tau.is_none_or(|tau| (-1.0..=1.0).contains(&tau)));
        }
    }
}
