//! One small chart of bars for each place, all on one scale.

use super::Caption;
use super::bars::{Axis, Bars, CommonScale, YearCount, bars};

/// What one of the charts shows.
#[derive(Clone, Debug)]
pub struct Multiple {
    /// An id that is the only one of its page.
    pub id: String,
    /// The name of the place.
    pub name: String,
    /// What there is to see, in a sentence.
    pub about: String,
    /// Cases that match, of any year and none.
    pub count: u32,
    /// All cases of the place.
    pub of: u32,
    /// What is written beside the name.
    pub number: String,
    /// By year.
    pub years: Vec<YearCount>,
    /// Where its name leads.
    pub href: String,
}

/// A chart and what stands over it.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The name of the place.
    pub name: String,
    /// Cases that match.
    pub count: u32,
    /// What is written beside the name.
    pub number: String,
    /// Where its name leads.
    pub href: String,
    /// The chart.
    pub svg: String,
}

/// The charts, that of the most cases first; a chart with fewer matches but more cases comes before one with as many matches and fewer cases.
pub fn multiples(mut places: Vec<Multiple>, height: u32, label: &dyn Fn(&YearCount) -> String) -> Vec<Panel> {
    places.sort_by_key(|place| std::cmp::Reverse((place.count, place.of)));
    let scale = CommonScale::of(places.iter().flat_map(|place| &place.years));
    let panel = |place: Multiple| {
        let svg = bars(&Bars {
            caption: Caption { id: &place.id, title: &place.name, about: &place.about },
            years: &place.years,
            scale: Some(scale),
            height,
            axis: Axis::Ends,
            label,
            number: &|number| number.to_string(),
            href: None,
        });
        Panel { name: place.name, count: place.count, number: place.number, href: place.href, svg }
    };
    places.into_iter().map(panel).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::sound;
    use super::*;

    fn place(name: &str, years: &[(u16, u32, u32)]) -> Multiple {
        let years: Vec<_> = years.iter().map(|&(year, count, of)| YearCount { year, count, of }).collect();
        let sum = |of: fn(&YearCount) -> u32| years.iter().map(of).sum();
        let (count, of) = (sum(|year| year.count), sum(|year| year.of));
        Multiple {
            id: "c1".to_owned(),
            name: name.to_owned(),
            about: "\"quoted\" 'text'".to_owned(),
            count,
            of,
            number: String::new(),
            years,
            href: "/zh/".to_owned(),
        }
    }

    #[test]
    fn charts_have_one_scale_and_the_most_cases_come_first() {
        let small = place("<案例> & years", &[(2014, 1, 2)]);
        let places = vec![small.clone(), place("北京", &[(2004, 3, 4)]), place("山东", &[(2005, 1, 9)])];
        let panels = multiples(places, 60, &|year| format!("{} {}/{}", year.year, year.count, year.of));
        assert_eq!(
            panels.iter().map(|panel| (panel.name.as_str(), panel.count)).collect::<Vec<_>>(),
            [("北京", 3), ("山东", 1), ("<案例> & years", 1)]
        );
        sound(&panels[2].svg, "img");
        assert!(panels.iter().all(|panel| panel.svg.contains(">2004</text>") && panel.svg.contains(">2014</text>")));
        assert!(panels[2].svg.contains("2014 1/2"));
        // Alone it would fill its chart; beside nine cases of a year it is a tenth of it.
        let alone = multiples(vec![small], 60, &|_| String::new());
        assert!(alone[0].svg.contains(r#"y="2" "#) && !panels[2].svg.contains(r#"y="2" "#));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(multiples(vec![], 60, &|_| String::new()).is_empty());
        sound(&multiples(vec![place("<案例> & years", &[])], 60, &|_| String::new())[0].svg, "img");
    }
}
