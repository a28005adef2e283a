//! Whether a share rises or fades, in words for who decides and in numbers for who checks.

use super::figures::{Figure, Row, Show, Table};
use super::{number, text};
use crate::api::{AreaTrend, Trend};
use crate::charts::{Multiple, YearCount, multiples};
use crate::ui::Ui;

/// What adjusted p-values are held against, as the test itself does with plain ones.
const SIGNIFICANT: f64 = 0.05;

/// What became of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rising,
    Fading,
    None,
    /// The same share every year.
    Flat,
    /// Too few years.
    Few,
}

impl Kind {
    fn of(trend: &Trend) -> Self {
        match (trend.direction.as_str(), trend.p) {
            ("rising", _) => Self::Rising,
            ("fading", _) => Self::Fading,
            (_, Some(_)) => Self::None,
            (_, None) if trend.variance == 0.0 && trend.n >= 8 => Self::Flat,
            (_, None) => Self::Few,
        }
    }

    fn label(self, ui: Ui) -> String {
        match self {
            Self::Rising => ui.t("trends-direction-rising"),
            Self::Fading => ui.t("trends-direction-fading"),
            Self::None => ui.t("trends-direction-none"),
            Self::Flat => ui.t("trends-direction-flat"),
            Self::Few => ui.t("trends-direction-few"),
        }
    }
}

/// A test in words and in numbers.
pub(super) struct Change {
    pub direction: String,
    pub words: String,
    pub statistics: String,
}

impl Change {
    /// The test of one series, in whole sentences.
    pub(super) fn of(ui: Ui, trend: &Trend) -> Self {
        let kind = Kind::of(trend);
        let n = number(ui, trend.n);
        let mut words = vec![match kind {
            Kind::Rising => ui.t1("trends-words-rising", "n", n),
            Kind::Fading => ui.t1("trends-words-fading", "n", n),
            Kind::None => ui.t1("trends-words-none", "n", n),
            Kind::Flat => ui.t("trends-words-flat"),
            Kind::Few => ui.t1("trends-words-few", "n", n),
        }];
        if let (Kind::Rising | Kind::Fading, Some(p)) = (kind, trend.p) {
            words.push(ui.t1("trends-words-chance", "p", percent(ui, p)));
            words.extend(slope(ui, trend));
        }
        Self { direction: kind.label(ui), words: text(ui, &words), statistics: statistics(ui, trend) }
    }

    /// The test of one of many series, in few words: what they mean is said once, above all.
    fn among(ui: Ui, trend: &Trend) -> Self {
        let mut words: Vec<String> =
            trend.p.map(|p| ui.t1("trends-change-chance", "p", percent(ui, p))).into_iter().collect();
        words.extend(
            trend.q.map(|q| if q < SIGNIFICANT { ui.t("trends-change-firm") } else { ui.t("trends-change-loose") }),
        );
        words.extend(slope(ui, trend));
        Self { direction: Kind::of(trend).label(ui), words: text(ui, &words), statistics: statistics(ui, trend) }
    }
}

/// How much the share changes in a year, where that can be said.
fn slope(ui: Ui, trend: &Trend) -> Option<String> {
    let points = trend.slope? * 100.0;
    (points.abs() >= 0.05).then(|| ui.t1("trends-change-slope", "slope", moved(ui, points)))
}

/// Areas that rise or fade, and what became of the others.
pub(super) struct Changes {
    pub found: Vec<Area>,
    pub reading: String,
    pub rest: String,
    pub figure: Figure,
}

/// An area that rises or fades.
pub(super) struct Area {
    pub name: String,
    pub href: String,
    pub svg: String,
    pub change: Change,
}

impl Show<'_> {
    pub(super) fn changes(&self) -> Changes {
        let (ui, found) = (self.ui, self.found);
        let moves = |area: &&AreaTrend| matches!(Kind::of(&area.trend), Kind::Rising | Kind::Fading);
        let mut moving: Vec<&AreaTrend> = found.areas.iter().filter(moves).collect();
        moving.sort_by(|one, other| one.trend.p.partial_cmp(&other.trend.p).unwrap_or(std::cmp::Ordering::Equal));
        let shown = moving.iter().enumerate().map(|(place, area)| Area {
            name: area.label.best(ui.lang).to_owned(),
            href: self.search("area", &area.id),
            svg: self.of_all_years(&format!("change-{place}"), area),
            change: Change::among(ui, &area.trend),
        });
        let rest = |kind: Kind, key: &str| {
            let how_many = found.areas.iter().filter(|area| Kind::of(&area.trend) == kind).count();
            (how_many > 0).then(|| ui.t1(key, "number", number(ui, how_many)))
        };
        let rest = [
            rest(Kind::None, "trends-change-rest-none"),
            rest(Kind::Flat, "trends-change-rest-flat"),
            rest(Kind::Few, "trends-change-rest-few"),
        ];
        Changes {
            found: shown.collect(),
            reading: ui.t2(
                "trends-change-reading",
                "tested",
                number(ui, found.tested),
                "chance",
                ui.decimal(found.tested as f64 * SIGNIFICANT, 1),
            ),
            rest: text(ui, &rest.into_iter().flatten().collect::<Vec<_>>()),
            figure: self.statistics(),
        }
    }

    /// The cases of an area over all cases of each year, which is what is tested.
    fn of_all_years(&self, id: &str, area: &AreaTrend) -> String {
        let name = area.label.best(self.ui.lang).to_owned();
        let count = |year: u16| area.years.iter().find(|found| found.year == year).map_or(0, |found| found.count);
        let years =
            self.found.years.iter().map(|year| YearCount { year: year.year, count: count(year.year), of: year.of });
        let one = Multiple {
            id: id.to_owned(),
            about: self.ui.t("trends-change-about"),
            name,
            count: area.count,
            of: self.found.of,
            number: String::new(),
            years: years.collect(),
            href: String::new(),
        };
        let label = |year: &YearCount| self.year_of(year.year, year.count, year.of);
        multiples(vec![one], 72, &label).pop().map(|panel| panel.svg).unwrap_or_default()
    }

    fn statistics(&self) -> Figure {
        let ui = self.ui;
        let row = |area: &AreaTrend| {
            let trend = &area.trend;
            let maybe = |value: Option<f64>, digits: usize| {
                value.map_or_else(|| "–".to_owned(), |value| signed(ui, value, digits))
            };
            Row {
                name: area.label.best(ui.lang).to_owned(),
                href: Some(self.search("area", &area.id)),
                deep: area.parent.is_some(),
                cells: vec![
                    Kind::of(trend).label(ui),
                    number(ui, trend.n),
                    signed(ui, trend.s as f64, 0),
                    ui.decimal(trend.variance, 1),
                    maybe(trend.z, 2),
                    trend.p.map_or_else(|| "–".to_owned(), |p| probability(ui, p)),
                    trend.q.map_or_else(|| "–".to_owned(), |q| probability(ui, q)),
                    maybe(trend.tau, 2),
                    maybe(trend.slope.map(|slope| slope * 100.0), 2),
                ],
            }
        };
        let head = [ui.t("trends-column-area"), ui.t("trends-column-direction")].into_iter();
        let letters = ["n", "S", "Var(S)", "Z", "p", "q", "τ-b", "Sen"].map(str::to_owned);
        Figure {
            note: vec![ui.t("trends-change-note")],
            table: Table { head: head.chain(letters).collect(), rows: self.found.areas.iter().map(row).collect() },
            ..self.figure("change", "trends", ui.t("trends-change-title"))
        }
    }
}

/// All numbers of a test in one line.
fn statistics(ui: Ui, trend: &Trend) -> String {
    let mut parts = vec![
        format!("n\u{a0}=\u{a0}{}", number(ui, trend.n)),
        format!("S\u{a0}=\u{a0}{}", signed(ui, trend.s as f64, 0)),
    ];
    let mut add = |name: &str, value: Option<String>| parts.extend(value.map(|value| format!("{name}\u{a0}{value}")));
    add("Z\u{a0}=", trend.z.map(|z| signed(ui, z, 2)));
    let related =
        |value: f64| if value < 0.001 { probability(ui, value) } else { format!("=\u{a0}{}", probability(ui, value)) };
    add("p", trend.p.map(related));
    add("q", trend.q.map(related));
    add("τ\u{2011}b\u{a0}=", trend.tau.map(|tau| signed(ui, tau, 2)));
    let colon = if ui.lang == crate::ui::Lang::Zh { "：" } else { ": " };
    let comma = if ui.lang == crate::ui::Lang::Zh { "，" } else { ", " };
    format!("{}{colon}{}", ui.t("trends-statistics"), parts.join(comma))
}

/// A change, with its sign.
fn moved(ui: Ui, points: f64) -> String {
    let plus = if points > 0.0 { "+" } else { "" };
    format!("{plus}{}", signed(ui, points, 1))
}

/// A number with its sign; a minus is one.
fn signed(ui: Ui, number: f64, digits: usize) -> String {
    ui.decimal(number, digits).replace('-', "−")
}

fn probability(ui: Ui, p: f64) -> String {
    if p < 0.001 { format!("<\u{a0}{}", ui.decimal(0.001, 3)) } else { ui.decimal(p, 3) }
}

/// A probability in per cent, as exact as it is of use.
fn percent(ui: Ui, p: f64) -> String {
    match p * 100.0 {
        small if small < 0.1 => ui.t1("trends-percent-below", "number", ui.decimal(0.1, 1)),
        some if some < 1.0 => ui.t1("trends-percent-about", "number", ui.decimal(some, 1)),
        more => ui.t1("trends-percent-about", "number", ui.decimal(more, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Lang;

    fn trend(direction: &str, n: usize, p: Option<f64>, q: Option<f64>) -> Trend {
        let variance = if p.is_some() { 898.666 } else { 0.0 };
        Trend {
            direction: direction.to_owned(),
            n,
            s: -70,
            variance,
            z: p.map(|_| -2.3),
            p,
            q,
            tau: p.map(|_| -0.35),
            slope: Some(-0.0123),
        }
    }

    #[track_caller]
    fn check(change: &Change, words: &str, statistics: &str) {
        assert_eq!(change.words, words);
        assert_eq!(change.statistics.replace('\u{a0}', " ").replace('\u{2011}', "-"), statistics);
    }

    const ZH: Ui = Ui { lang: Lang::Zh };
    const EN: Ui = Ui { lang: Lang::En };

    #[test]
    fn a_direction_is_said_with_how_far_it_can_be_trusted() {
        let fading = trend("fading", 31, Some(0.0213), Some(0.1585));
        check(
            &Change::of(ZH, &fading),
            "在有案例的 31 个年份里，占当年案例的比例总的来说在降低。假如其实没有变化，单凭偶然出现这样明显的走势，可能性约 2%。每年约 −1.2 个百分点。",
            "Mann-Kendall 双侧检验：n = 31，S = −70，Z = −2.30，p = 0.021，q = 0.159，τ-b = −0.35",
        );
        check(
            &Change::among(ZH, &fading),
            "偶然：约 2%。校正后不成立，只宜当作线索。每年约 −1.2 个百分点。",
            "Mann-Kendall 双侧检验：n = 31，S = −70，Z = −2.30，p = 0.021，q = 0.159，τ-b = −0.35",
        );
        check(
            &Change::among(EN, &trend("rising", 31, Some(0.0002), Some(0.003))),
            "Chance: less than 0.1%. Holds after adjusting. About −1.2 percentage points a year.",
            "Mann-Kendall, two-sided: n = 31, S = −70, Z = −2.30, p < 0.001, q = 0.003, τ-b = −0.35",
        );
    }

    #[test]
    fn no_direction_has_its_reason() {
        for (found, words) in [
            (
                trend("none", 31, Some(0.63), None),
                "在有案例的 31 个年份里，占当年案例的比例有高有低，没有超出偶然波动的升降。",
            ),
            (trend("none", 31, None, None), "占当年案例的比例各年相同。"),
            (trend("none", 5, None, None), "有案例的年份只有 5 个，太少，没有检验升降。"),
        ] {
            assert_eq!(Change::of(ZH, &found).words, words);
        }
    }
}
