//! Counts by year over what the library holds of each year.

use askama::Template;

use super::scale::{ABOVE, BELOW, Scale, Years};
use super::{Caption, written};

/// The cases of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearCount {
    /// The year.
    pub year: u16,
    /// Those that match.
    pub count: u32,
    /// All of them.
    pub of: u32,
}

/// What makes bars of several charts comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonScale {
    /// First and last year.
    pub span: Option<(u16, u16)>,
    /// The largest number.
    pub most: u32,
    /// Whether all cases of a year are drawn behind those that match.
    pub over: bool,
}

impl CommonScale {
    /// One for all of `years`, in any order.
    pub fn of<'a>(years: impl IntoIterator<Item = &'a YearCount>) -> Self {
        let (mut span, mut count, mut of) = (None, 0, 0);
        for year in years {
            let (first, last) = span.unwrap_or((year.year, year.year));
            span = Some((year.year.min(first), year.year.max(last)));
            count = year.count.max(count);
            of = year.of.max(of);
        }
        // A few cases out of very many would not be seen on the scale of all.
        let over = count == 0 || u64::from(count) * 30 >= u64::from(of);
        Self { span, most: if over { of.max(count) } else { count }, over }
    }
}

/// What is written around the bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Round years below and numbers at the side.
    Full,
    /// The first and the last year.
    Ends,
}

/// Bars of counts by year.
pub struct Bars<'a> {
    /// What it is called.
    pub caption: Caption<'a>,
    /// The years, in order; one that is not among them has nothing.
    pub years: &'a [YearCount],
    /// The scale it has in common with others.
    pub scale: Option<CommonScale>,
    /// In pixels, with what is written below.
    pub height: u32,
    /// What is written around it.
    pub axis: Axis,
    /// A year in a sentence.
    pub label: &'a dyn Fn(&YearCount) -> String,
    /// A number of the axis.
    pub number: &'a dyn Fn(f64) -> String,
    /// Where a year leads.
    pub href: Option<&'a dyn Fn(&YearCount) -> String>,
}

#[derive(Template)]
#[template(path = "charts/bars.svg")]
struct Drawing<'a> {
    caption: Caption<'a>,
    role: &'static str,
    height: u32,
    full: bool,
    ground: f64,
    baseline: f64,
    ticks: Vec<(String, f64)>,
    marks: Vec<Mark>,
    bars: Vec<Bar>,
}

struct Mark {
    year: u16,
    x: String,
    anchor: &'static str,
}

struct Bar {
    label: String,
    href: Option<String>,
    left: f64,
    room: f64,
    x: f64,
    width: f64,
    of: Option<(f64, f64)>,
    count: Option<(f64, f64)>,
}

/// The bars as SVG.
pub fn bars(asked: &Bars<'_>) -> String {
    let CommonScale { span, most, over } = asked.scale.unwrap_or_else(|| CommonScale::of(asked.years));
    let (above, below) = match asked.axis {
        Axis::Full => (ABOVE, BELOW),
        Axis::Ends => (2.0, 16.0),
    };
    let ground = f64::from(asked.height) - below;
    let scale = Scale::new(f64::from(most), true, above, ground);
    let years = span.map_or_else(|| Years::new([]), Years::spanning);
    let (indent, width) = years.bar();
    let standing =
        |count: u32| (count > 0).then(|| scale.height(f64::from(count))).map(|height| (ground - height, height));
    let bar = |year: &YearCount| Bar {
        label: (asked.label)(year),
        href: asked.href.map(|href| href(year)),
        left: years.left(year.year),
        room: years.width(),
        x: super::scale::near(years.left(year.year) + indent),
        width,
        of: standing(year.of).filter(|_| over && year.of > year.count),
        count: standing(year.count),
    };
    let full = asked.axis == Axis::Full;
    let marks = match asked.axis {
        Axis::Full => years.marks().into_iter().map(|year| Mark::below(&years, year)).collect(),
        Axis::Ends => Mark::ends(&years),
    };
    let ticks = if full { scale.ticks().map(|(value, y)| ((asked.number)(value), y)).collect() } else { vec![] };
    written(&Drawing {
        caption: asked.caption,
        role: if asked.href.is_some() { "group" } else { "img" },
        height: asked.height,
        full,
        ground,
        baseline: f64::from(asked.height) - if full { 6.0 } else { 3.0 },
        ticks,
        marks,
        bars: asked.years.iter().map(bar).collect(),
    })
}

impl Mark {
    fn below(years: &Years, year: u16) -> Self {
        Self { year, x: format!("{}%", years.middle(year)), anchor: "middle" }
    }

    fn ends(years: &Years) -> Vec<Self> {
        let places = [("0", "start"), ("100%", "end")];
        years.ends().into_iter().zip(places).map(|(year, (x, anchor))| Self { year, x: x.to_owned(), anchor }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{CAPTION, sound};
    use super::*;

    const YEARS: [YearCount; 3] = [
        YearCount { year: 2004, count: 0, of: 5 },
        YearCount { year: 2014, count: 3, of: 13 },
        YearCount { year: 2026, count: 1, of: 1 },
    ];

    fn drawn(years: &[YearCount], axis: Axis, links: bool) -> String {
        bars(&Bars {
            caption: CAPTION,
            years,
            scale: None,
            height: 200,
            axis,
            label: &|year| format!("{}: {} <of> {}", year.year, year.count, year.of),
            number: &|number| format!("{number}"),
            href: if links { Some(&|year| format!("/zh/?q=a&year_from={}", year.year)) } else { None },
        })
    }

    #[test]
    fn every_count_is_told_with_its_denominator() {
        for axis in [Axis::Full, Axis::Ends] {
            let svg = drawn(&YEARS, axis, false);
            sound(&svg, "img");
            for label in ["2004: 0 &#60;of&#62; 5", "2014: 3 &#60;of&#62; 13", "2026: 1 &#60;of&#62; 1"] {
                assert!(svg.contains(label), "{label} in {svg}");
            }
            assert_eq!(svg.matches("chart-bar").count(), 2, "a year with none has no bar");
            assert_eq!(svg.matches("chart-of").count(), 2, "a year with all has its bar alone");
        }
    }

    #[test]
    fn a_bar_leads_where_the_caller_says() {
        let svg = drawn(&YEARS, Axis::Full, true);
        sound(&svg, "group");
        assert!(
            svg.contains(r#"<a href="/zh/?q=a&#38;year_from=2014" aria-label="2014: 3 &#60;of&#62; 13">"#),
            "{svg}"
        );
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let none = [YearCount { year: 2004, count: 0, of: 0 }];
        for years in [&[], &none[..]] {
            for axis in [Axis::Full, Axis::Ends] {
                let svg = drawn(years, axis, false);
                sound(&svg, "img");
                assert!(!svg.contains("chart-bar") && !svg.contains("chart-of"), "{svg}");
            }
        }
    }

    #[test]
    fn a_few_cases_of_very_many_have_a_scale_of_their_own() {
        let years = [YearCount { year: 2014, count: 3, of: 9_000 }, YearCount { year: 2015, count: 1, of: 12_000 }];
        assert_eq!([&years[..], &YEARS, &[]].map(|years| CommonScale::of(years).over), [false, true, true]);
        let svg = drawn(&years, Axis::Full, false);
        assert!(!svg.contains("chart-of") && svg.contains("12000"), "{svg}");
    }

    #[test]
    fn the_years_between_keep_their_room() {
        let svg = drawn(&YEARS, Axis::Full, false);
        assert!(svg.contains(r#"x="43.48%" width="4.35%""#), "2014 is the eleventh of 23: {svg}");
        assert!(svg.contains(">2005</text>") && svg.contains(">2025</text>"), "{svg}");
    }
}
