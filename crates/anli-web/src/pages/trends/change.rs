//! Whether a share rises or fades, in words for who decides and in numbers for who checks.

use super::figures::{Figure, Row, Show, Table};
use super::number;
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
    pub words: Vec<String>,
    pub statistics: String,
}

impl Change {
    pub(super) fn of(ui: Ui, trend: &Trend, tested: usize) -> Self {
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
            if let Some(slope) = trend.slope.filter(|slope| (slope * 100.0).abs() >= 0.05) {
                words.push(ui.t1("trends-words-slope", "slope", signed(ui, slope * 100.0, 1)));
            }
            if let Some(q) = trend.q {
                let tested = number(ui, tested);
                words.push(if q < SIGNIFICANT {
                    ui.t1("trends-words-firm", "tested", tested)
                } else {
                    ui.t1("trends-words-loose", "tested", tested)
                });
            }
        }
        Self { direction: kind.label(ui), words, statistics: statistics(ui, trend) }
    }
}

/// Areas that rise or fade, and what became of the others.
pub(super) struct Changes {
    pub found: Vec<Area>,
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
        let kinds: Vec<Kind> = found.areas.iter().map(|area| Kind::of(&area.trend)).collect();
        let how_many = |kind: Kind| number(ui, kinds.iter().filter(|found| **found == kind).count());
        let mut moving: Vec<&AreaTrend> =
            found.areas.iter().filter(|area| matches!(Kind::of(&area.trend), Kind::Rising | Kind::Fading)).collect();
        moving.sort_by(|one, other| one.trend.p.partial_cmp(&other.trend.p).unwrap_or(std::cmp::Ordering::Equal));
        let mut rest = fluent_bundle::FluentArgs::new();
        rest.set("number", how_many(Kind::None));
        rest.set("flat", how_many(Kind::Flat));
        rest.set("few", how_many(Kind::Few));
        let shown = moving.iter().enumerate().map(|(place, area)| Area {
            name: area.label.best(ui.lang).to_owned(),
            href: self.search("area", &area.id),
            svg: self.of_all_years(&format!("change-{place}"), area),
            change: Change::of(ui, &area.trend, found.tested),
        });
        Changes { found: shown.collect(), rest: ui.say("trends-change-rest", &rest), figure: self.statistics() }
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
    let mut parts = vec![format!("n = {}", number(ui, trend.n)), format!("S = {}", signed(ui, trend.s as f64, 0))];
    let mut add = |name: &str, value: Option<String>| parts.extend(value.map(|value| format!("{name} {value}")));
    add("Z =", trend.z.map(|z| signed(ui, z, 2)));
    let related =
        |value: f64| if value < 0.001 { probability(ui, value) } else { format!("= {}", probability(ui, value)) };
    add("p", trend.p.map(related));
    add("q", trend.q.map(related));
    add("τ-b =", trend.tau.map(|tau| signed(ui, tau, 2)));
    let colon = if ui.lang == crate::ui::Lang::Zh { "：" } else { ": " };
    let comma = if ui.lang == crate::ui::Lang::Zh { "，" } else { ", " };
    format!("{}{colon}{}", ui.t("trends-statistics"), parts.join(comma))
}

/// A number with its sign; a minus is one.
fn signed(ui: Ui, number: f64, digits: usize) -> String {
    ui.decimal(number, digits).replace('-', "−")
}

fn probability(ui: Ui, p: f64) -> String {
    if p < 0.001 { format!("< {}", ui.decimal(0.001, 3)) } else { ui.decimal(p, 3) }
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
    fn check(lang: Lang, trend: &Trend, words: &str, statistics: &str) {
        let change = Change::of(Ui { lang }, trend, 15);
        assert_eq!(change.words.join(" "), words);
        assert_eq!(change.statistics, statistics);
    }

    #[test]
    fn a_direction_is_said_with_how_far_it_can_be_trusted() {
        check(
            Lang::Zh,
            &trend("fading", 31, Some(0.0213), Some(0.1585)),
            "在有案例的 31 个年份里，占当年案例的比例总的来说在降低。 假如其实没有变化，单凭偶然出现这样明显的走势，可能性约 2%。 这一比例每年约变动 −1.2 个百分点。 不过同时检验了 15 个领域，校正后还不能排除巧合，只宜当作线索。",
            "Mann-Kendall 双侧检验：n = 31，S = −70，Z = −2.30，p = 0.021，q = 0.159，τ-b = −0.35",
        );
        check(
            Lang::En,
            &trend("rising", 31, Some(0.0002), Some(0.003)),
            "Over the 31 years with cases, the share in the cases of a year rises on the whole. If nothing had changed, chance alone would show as clear a direction less than 0.1% of the time. The share changes by about −1.2 percentage points a year. 15 areas were tested together; it still holds after adjusting for that.",
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
            assert_eq!(Change::of(Ui { lang: Lang::Zh }, &found, 15).words, [words]);
        }
    }
}
