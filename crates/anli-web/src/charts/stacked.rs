//! Several series by year, one upon the other.

use askama::Template;

use super::scale::{ABOVE, BELOW, Scale, Years, near};
use super::{Caption, written};

/// Counts by year under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// As the legend says it.
    pub name: String,
    /// Its years, in order.
    pub years: Vec<(u16, u32)>,
}

impl Series {
    /// The sum of its counts.
    pub fn total(&self) -> u64 {
        self.years.iter().map(|(_, count)| u64::from(*count)).sum()
    }
}

/// Stacked bars; the first series stands on the ground as `chart-s1`, the eighth and all after it are `chart-s8`.
pub struct Stacked<'a> {
    /// What it is called.
    pub caption: Caption<'a>,
    /// The series, in the order of the legend.
    pub series: &'a [Series],
    /// First and last year.
    pub span: Option<(u16, u16)>,
    /// In pixels, with what is written below.
    pub height: u32,
    /// A part in a sentence: series, year, count.
    pub label: &'a dyn Fn(&str, u16, u32) -> String,
    /// A number of the axis.
    pub number: &'a dyn Fn(f64) -> String,
}

#[derive(Template)]
#[template(path = "charts/stacked.svg")]
struct Drawing<'a> {
    caption: Caption<'a>,
    height: u32,
    ground: f64,
    baseline: f64,
    width: f64,
    ticks: Vec<(String, f64)>,
    marks: Vec<(u16, f64)>,
    parts: Vec<Part>,
}

struct Part {
    label: String,
    class: usize,
    x: f64,
    y: f64,
    height: f64,
}

/// The largest `most` series, largest first, and one of the others together if there are any.
pub fn largest(mut series: Vec<Series>, most: usize, others: &str) -> Vec<Series> {
    series.sort_by_key(|series| std::cmp::Reverse(series.total()));
    if series.len() <= most + 1 {
        return series;
    }
    let mut rest = std::collections::BTreeMap::new();
    for (year, count) in series.drain(most..).flat_map(|series| series.years) {
        *rest.entry(year).or_insert(0_u32) += count;
    }
    series.push(Series { name: others.to_owned(), years: rest.into_iter().collect() });
    series
}

/// The stacked bars as SVG.
pub fn stacked(asked: &Stacked<'_>) -> String {
    let years = || asked.series.iter().flat_map(|series| series.years.iter().map(|(year, _)| *year));
    let axis = asked.span.map_or_else(|| Years::new(years()), Years::spanning);
    let mut sums = std::collections::BTreeMap::<u16, u32>::new();
    for (year, count) in asked.series.iter().flat_map(|series| &series.years) {
        *sums.entry(*year).or_default() += count;
    }
    let ground = f64::from(asked.height) - BELOW;
    let scale = Scale::new(sums.values().max().copied().map_or(0.0, f64::from), true, ABOVE, ground);
    let (indent, width) = axis.bar();
    let mut reached = std::collections::BTreeMap::<u16, u32>::new();
    let mut parts = vec![];
    for (place, series) in asked.series.iter().enumerate() {
        for (year, count) in series.years.iter().filter(|(_, count)| *count > 0) {
            let below = reached.entry(*year).or_default();
            let (from, to) = (f64::from(*below), f64::from(*below + count));
            *below += count;
            parts.push(Part {
                label: (asked.label)(&series.name, *year, *count),
                class: (place + 1).min(8),
                x: near(axis.left(*year) + indent),
                y: scale.y(to),
                height: near(scale.y(from) - scale.y(to)),
            });
        }
    }
    written(&Drawing {
        caption: asked.caption,
        height: asked.height,
        ground,
        baseline: f64::from(asked.height) - 6.0,
        width,
        ticks: scale.ticks().map(|(value, y)| ((asked.number)(value), y)).collect(),
        marks: axis.marks().into_iter().map(|year| (year, axis.middle(year))).collect(),
        parts,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{CAPTION, sound};
    use super::*;

    fn series(name: &str, years: &[(u16, u32)]) -> Series {
        Series { name: name.to_owned(), years: years.to_vec() }
    }

    fn drawn(series: &[Series]) -> String {
        stacked(&Stacked {
            caption: CAPTION,
            series,
            span: None,
            height: 200,
            label: &|name, year, count| format!("{year} {name} {count}"),
            number: &|number| format!("{number}"),
        })
    }

    #[test]
    fn every_part_is_told_and_stands_on_the_one_before() {
        let svg = drawn(&[series("治理 <a>", &[(2013, 1), (2014, 3)]), series("教师", &[(2014, 2), (2015, 0)])]);
        sound(&svg, "img");
        for label in ["2013 治理 &#60;a&#62; 1", "2014 治理 &#60;a&#62; 3", "2014 教师 2"] {
            assert!(svg.contains(label), "{label} in {svg}");
        }
        assert!(!svg.contains("教师 0"), "nothing is drawn of nothing");
        // The scale goes to 6: a case is 28.33 high. 2014 stands from 178 to 93 and from there to 36.33.
        assert!(svg.contains(r#"y="93" "#) && svg.contains(r#"height="85""#), "{svg}");
        assert!(svg.contains(r#"y="36.33" "#) && svg.contains(r#"height="56.67""#), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        for nothing in [&[][..], &[series("a", &[])], &[series("a", &[(2014, 0)])]] {
            let svg = drawn(nothing);
            sound(&svg, "img");
            assert!(!svg.contains("chart-s1"), "{svg}");
        }
    }

    #[test]
    fn small_series_are_counted_together() {
        let all = || {
            vec![
                series("a", &[(2014, 1)]),
                series("b", &[(2014, 9)]),
                series("c", &[(2013, 2), (2014, 1)]),
                series("d", &[]),
            ]
        };
        let names = |series: &[Series]| series.iter().map(|series| series.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&largest(all(), 3, "others")), ["b", "c", "a", "d"], "one alone keeps its name");
        let few = largest(all(), 1, "others");
        assert_eq!(names(&few), ["b", "others"]);
        assert_eq!(few[1].years, [(2013, 2), (2014, 2)]);
    }

    #[test]
    fn there_are_eight_colours() {
        let many: Vec<Series> = (0..10).map(|place| series(&format!("n{place}"), &[(2014, 1)])).collect();
        let svg = drawn(&many);
        assert_eq!((svg.matches("chart-s8").count(), svg.matches("chart-s9").count()), (3, 0));
    }
}
