//! Where a value stands on an axis, and which shade it has on a map.

use std::ops::RangeInclusive;

/// Room above the highest value and below the lowest, in pixels.
pub(super) const ABOVE: f64 = 8.0;
/// Room for the years below a chart.
pub(super) const BELOW: f64 = 22.0;

/// An axis of values from 0, up to a round number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub top: f64,
    step: f64,
    /// Where 0 is, from above.
    pub ground: f64,
    height: f64,
}

impl Scale {
    /// Reaches `most` with at most four steps; whole numbers have no step below 1.
    pub(super) fn new(most: f64, whole: bool, above: f64, ground: f64) -> Self {
        let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
        let rough = most / 4.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|step| step * power).into_iter().find(|step| *step >= rough * 0.999);
        let step = step.unwrap_or(rough).max(if whole { 1.0 } else { 0.0 });
        Self { top: (most / step - 1e-9).ceil() * step, step, ground, height: ground - above }
    }

    /// How high a value stands; what is there can be seen.
    pub(super) fn height(&self, value: f64) -> f64 {
        let height = near(value / self.top * self.height);
        if value > 0.0 { height.max(1.5) } else { 0.0 }
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        near(self.ground - value / self.top * self.height)
    }

    /// The values that are written beside the axis, and where.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, f64)> {
        let count = (self.top / self.step).round() as u32;
        (0..=count).map(|tick| near(f64::from(tick) * self.step)).map(|value| (value, self.y(value)))
    }
}

/// An axis of years, in per cent of the width.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Years {
    span: RangeInclusive<u16>,
}

impl Years {
    /// From the first to the last, with the years between that have nothing.
    pub(super) fn new(years: impl IntoIterator<Item = u16>) -> Self {
        let (first, last) =
            years.into_iter().fold((u16::MAX, 0), |(first, last), year| (first.min(year), last.max(year)));
        Self { span: first..=last }
    }

    pub(super) fn spanning(span: (u16, u16)) -> Self {
        Self { span: span.0..=span.1 }
    }

    fn band(&self) -> f64 {
        if self.span.is_empty() { 100.0 } else { 100.0 / f64::from(self.span.end() - self.span.start() + 1) }
    }

    /// The left edge of the room of a year.
    pub(super) fn left(&self, year: u16) -> f64 {
        near(f64::from(year.saturating_sub(*self.span.start())) * self.band())
    }

    pub(super) fn middle(&self, year: u16) -> f64 {
        near((f64::from(year.saturating_sub(*self.span.start())) + 0.5) * self.band())
    }

    /// The room of a year.
    pub(super) fn width(&self) -> f64 {
        near(self.band())
    }

    /// A bar leaves some of its room free; one year alone is no wall.
    pub(super) fn bar(&self) -> (f64, f64) {
        let width = (self.band() * 0.8).min(12.0);
        (near((self.band() - width) / 2.0), near(width))
    }

    /// The years that are written below: round ones, few enough for a phone.
    pub(super) fn marks(&self) -> Vec<u16> {
        let length = self.span.clone().count();
        let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| length.div_ceil(*step) <= 7).unwrap_or(1000);
        self.span.clone().filter(|year| usize::from(*year) % step == 0).collect()
    }

    /// The first and the last.
    pub(super) fn ends(&self) -> Vec<u16> {
        let (first, last) = (*self.span.start(), *self.span.end());
        if self.span.is_empty() {
            vec![]
        } else if first == last {
            vec![first]
        } else {
            vec![first, last]
        }
    }
}

pub(super) fn near(value: f64) -> f64 {
    // Adding 0 turns -0 into 0.
    (value * 100.0).round() / 100.0 + 0.0
}

/// One of the five shades of a map or matrix, and the counts that have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shade {
    /// 1 (pale) to 5; its class is `chart-t1` to `chart-t5`.
    pub shade: u32,
    /// The smallest count.
    pub from: u32,
    /// The largest.
    pub to: u32,
}

/// The shade of `count` where `most` is the largest: 0 for none, else five equal steps.
pub fn shade(count: u32, most: u32) -> u32 {
    let most = u64::from(most.max(count).max(1));
    u32::try_from((u64::from(count) * 5).div_ceil(most)).unwrap_or(5)
}

/// The shades that are in use where `most` is the largest count, pale first.
pub fn shades(most: u32) -> Vec<Shade> {
    let end = |shade: u32| u32::try_from(u64::from(shade) * u64::from(most) / 5).unwrap_or(most);
    (1..=5)
        .map(|shade| Shade { shade, from: end(shade - 1) + 1, to: end(shade) })
        .filter(|shade| shade.from <= shade.to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(most: f64, whole: bool, expected: &[f64]) {
        let scale = Scale::new(most, whole, 0.0, 100.0);
        assert_eq!(scale.ticks().map(|(value, _)| value).collect::<Vec<_>>(), expected, "up to {most}");
        assert_eq!((scale.y(0.0), scale.y(scale.top)), (100.0, 0.0));
    }

    #[test]
    fn an_axis_goes_up_to_a_round_number() {
        check(0.0, true, &[0.0, 1.0]);
        check(1.0, true, &[0.0, 1.0]);
        check(3.0, true, &[0.0, 1.0, 2.0, 3.0]);
        check(14.0, true, &[0.0, 5.0, 10.0, 15.0]);
        check(29.0, true, &[0.0, 10.0, 20.0, 30.0]);
        check(87.43, false, &[0.0, 50.0, 100.0]);
        check(0.3, false, &[0.0, 0.1, 0.2, 0.3]);
        check(f64::NAN, false, &[0.0, 0.5, 1.0]);
        check(100_000.0, true, &[0.0, 50_000.0, 100_000.0]);
    }

    #[test]
    fn years_are_marked_where_they_are_round() {
        assert_eq!(Years::new([2004, 2006]).marks(), [2004, 2005, 2006]);
        assert_eq!(Years::new([1985, 2026]).marks(), [1990, 2000, 2010, 2020]);
        assert_eq!(Years::new([]).marks(), [0; 0]);
        assert_eq!((Years::new([]).ends(), Years::new([2004]).ends()), (vec![], vec![2004]));
        assert_eq!((Years::new([]).left(2004), Years::new([2004]).width()), (0.0, 100.0));
    }

    #[test]
    fn a_shade_says_how_much_of_the_most_there_is() {
        assert_eq!([0, 1, 6, 29].map(|count| shade(count, 29)), [0, 1, 2, 5]);
        assert_eq!((shade(0, 0), shade(1, 0)), (0, 5));
        let of = |most| shades(most).iter().map(|shade| (shade.from, shade.to)).collect::<Vec<_>>();
        assert_eq!(of(29), [(1, 5), (6, 11), (12, 17), (18, 23), (24, 29)]);
        assert_eq!((of(2), of(0)), (vec![(1, 1), (2, 2)], vec![]));
        for most in 1..60 {
            for shade in shades(most) {
                assert!(
                    (shade.from..=shade.to).all(|count| super::shade(count, most) == shade.shade),
                    "{shade:?} of {most}"
                );
            }
        }
    }
}
