//! A measure by year as a line; where there is nothing to measure the line has a gap.

use askama::Template;

use super::scale::{ABOVE, BELOW, Scale, Years};
use super::{Caption, written};

/// A line over years.
pub struct Line<'a> {
    /// What it is called.
    pub caption: Caption<'a>,
    /// The years in order, and the measure; `None` where there is nothing to measure.
    pub points: &'a [(u16, Option<f64>)],
    /// In pixels, with what is written below.
    pub height: u32,
    /// A point in a sentence: year and measure.
    pub label: &'a dyn Fn(u16, f64) -> String,
    /// A number of the axis.
    pub number: &'a dyn Fn(f64) -> String,
}

#[derive(Template)]
#[template(path = "charts/line.svg")]
struct Drawing<'a> {
    caption: Caption<'a>,
    height: u32,
    ground: f64,
    baseline: f64,
    ticks: Vec<(String, f64)>,
    marks: Vec<(u16, f64)>,
    strokes: Vec<[(f64, f64); 2]>,
    points: Vec<(String, f64, f64)>,
}

/// The line as SVG.
pub fn line(asked: &Line<'_>) -> String {
    let measured =
        asked.points.iter().filter_map(|(year, value)| Some((*year, (*value).filter(|value| value.is_finite())?)));
    let measured: Vec<(u16, f64)> = measured.collect();
    let most = measured.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let years = Years::new(asked.points.iter().map(|(year, _)| *year));
    let ground = f64::from(asked.height) - BELOW;
    let scale = Scale::new(most, false, ABOVE, ground);
    let place = |(year, value): (u16, f64)| (years.middle(year), scale.y(value));
    let neighbours = measured.windows(2).filter(|pair| pair[1].0 - pair[0].0 == 1);
    written(&Drawing {
        caption: asked.caption,
        height: asked.height,
        ground,
        baseline: f64::from(asked.height) - 6.0,
        ticks: scale.ticks().map(|(value, y)| ((asked.number)(value), y)).collect(),
        marks: years.marks().into_iter().map(|year| (year, years.middle(year))).collect(),
        strokes: neighbours.map(|pair| [place(pair[0]), place(pair[1])]).collect(),
        points: measured
            .iter()
            .map(|point| ((asked.label)(point.0, point.1), place(*point)))
            .map(|(label, (x, y))| (label, x, y))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{CAPTION, sound};
    use super::*;

    fn drawn(points: &[(u16, Option<f64>)]) -> String {
        line(&Line {
            caption: CAPTION,
            points,
            height: 200,
            label: &|year, value| format!("{year} <i> {value:.1}"),
            number: &|number| format!("{number}"),
        })
    }

    #[test]
    fn every_measure_is_told_and_a_year_without_one_parts_the_line() {
        let svg = drawn(&[(2012, Some(7.77)), (2013, Some(0.0)), (2014, None), (2015, Some(28.6)), (2017, Some(24.4))]);
        sound(&svg, "img");
        for label in ["2012 &#60;i&#62; 7.8", "2013 &#60;i&#62; 0.0", "2015 &#60;i&#62; 28.6", "2017 &#60;i&#62; 24.4"]
        {
            assert!(svg.contains(label), "{label} in {svg}");
        }
        assert_eq!((svg.matches("chart-line").count(), svg.matches("chart-point").count()), (1, 4), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        for nothing in [&[][..], &[(2014, None)], &[(2014, Some(f64::NAN))], &[(2014, Some(f64::INFINITY))]] {
            let svg = drawn(nothing);
            sound(&svg, "img");
            assert!(!svg.contains("chart-point"), "{svg}");
        }
        sound(&drawn(&[(2014, Some(0.0))]), "img");
    }
}
