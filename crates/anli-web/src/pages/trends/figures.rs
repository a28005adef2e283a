//! The figures of the page: drawing, legend, table and the address of the CSV.

use std::collections::BTreeMap;

use super::number;
use crate::api::{RegionTrend, TermYear, Terms, Trends};
use crate::asked::Asked;
use crate::charts::{
    self, Axis, Bars, Caption, CommonScale, GapArea, GapMatrix, GapProvince, Line, Multiple, Panel, Place, Series,
    Stacked, YearCount,
};
use crate::page::Page;
use crate::ui::{Lang, Ui};

/// Areas that have a colour of their own; the rest is one more.
const COLOURS: usize = 7;
/// Places whose chart is shown at once.
const SHOWN: usize = 12;

/// A figure.
pub(super) struct Figure {
    pub id: String,
    pub title: String,
    pub note: Vec<String>,
    /// Made by a template that escapes what it is given.
    pub svg: String,
    pub keys: Vec<Key>,
    pub table: Table,
    /// The address of the same numbers as CSV.
    pub csv: String,
}

/// An entry of a legend.
pub(super) struct Key {
    pub class: String,
    pub label: String,
}

/// A table whose first column names the row.
pub(super) struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row.
pub(super) struct Row {
    pub name: String,
    pub href: Option<String>,
    /// Whether it stands under the row before.
    pub deep: bool,
    pub cells: Vec<String>,
}

/// One small chart for each place.
pub(super) struct Places {
    pub shown: Vec<Panel>,
    pub folded: Vec<Panel>,
    pub figure: Figure,
}

/// Areas by provinces.
pub(super) struct Gaps {
    pub matrix: GapMatrix,
    pub note: Vec<String>,
    pub figure: Figure,
}

/// What figures are made from.
pub(super) struct Show<'a> {
    pub page: &'a Page,
    pub ui: Ui,
    pub found: &'a Trends,
    /// Whether there is a question, so that a count and its denominator differ.
    pub asking: bool,
}

impl Show<'_> {
    pub(super) fn figure(&self, id: &str, table: &str, title: String) -> Figure {
        let asked = self.page.asked.set("table", table).set("format", "csv");
        Figure {
            id: id.to_owned(),
            title,
            note: vec![],
            svg: String::new(),
            keys: vec![],
            table: Table { head: vec![], rows: vec![] },
            csv: format!("/api/v1/trends?{asked}"),
        }
    }

    /// The address of the search for the same with one more filter.
    pub(super) fn search(&self, name: &str, value: &str) -> String {
        self.page.to("", self.page.asked.set(name, value))
    }

    pub(super) fn share(&self, count: u32, of: u32) -> String {
        if of == 0 {
            return "–".to_owned();
        }
        let share = f64::from(count) * 100.0 / f64::from(of);
        self.ui.t1("trends-percent", "number", self.ui.decimal(share, u8::from(share < 10.0 && share > 0.0).into()))
    }

    /// A count, with its denominator where it has another.
    fn of(&self, count: u32, of: u32) -> String {
        if self.asking {
            self.ui.t2("trends-of", "number", number(self.ui, count), "of", number(self.ui, of))
        } else {
            number(self.ui, count)
        }
    }

    pub(super) fn year_of(&self, year: u16, count: u32, of: u32) -> String {
        let mut args = fluent_bundle::FluentArgs::new();
        args.set("year", self.ui.date(&year.to_string()));
        args.set("count", count);
        args.set("number", number(self.ui, count));
        args.set("of", number(self.ui, of));
        // A count that is all there is needs no denominator.
        self.ui.say(if self.asking || count < of { "trends-year-of" } else { "trends-year-all" }, &args)
    }

    fn place_of(&self, name: &str, count: u32, of: u32) -> String {
        let mut args = fluent_bundle::FluentArgs::new();
        args.set("name", name);
        args.set("count", count);
        args.set("number", number(self.ui, count));
        args.set("of", number(self.ui, of));
        self.ui.say(if self.asking { "trends-place-of" } else { "trends-place-all" }, &args)
    }

    fn axis_number(&self) -> impl Fn(f64) -> String {
        let ui = self.ui;
        move |value| ui.decimal(value, if value.fract() == 0.0 { 0 } else { usize::from(value < 1.0) + 1 })
    }

    /// The columns of counts: those that match, all, and the share.
    fn count_columns(&self, name: &str) -> Vec<String> {
        let ui = self.ui;
        let name = match name {
            "year" => ui.t("trends-column-year"),
            "level" => ui.t("trends-column-level"),
            _ => ui.t("trends-column-place"),
        };
        if self.asking {
            vec![name, ui.t("trends-column-count"), ui.t("trends-column-of"), ui.t("trends-column-share")]
        } else {
            vec![name, ui.t("trends-column-cases")]
        }
    }

    fn count_cells(&self, count: u32, of: u32) -> Vec<String> {
        if self.asking {
            vec![number(self.ui, count), number(self.ui, of), self.share(count, of)]
        } else {
            vec![number(self.ui, count)]
        }
    }

    /// Cases by year.
    pub(super) fn years(&self) -> Figure {
        let (ui, found) = (self.ui, self.found);
        let years = counts(&found.years);
        let scale = CommonScale::of(&years);
        let note = match (self.asking, scale.over) {
            (false, _) => ui.t("trends-years-note-all"),
            (true, true) => ui.t("trends-years-note"),
            (true, false) => ui.t("trends-years-note-alone"),
        };
        let title = ui.t("trends-years-title");
        let svg = charts::bars(&Bars {
            caption: Caption { id: "years-chart", title: &title, about: &self.about(&found.years) },
            years: &years,
            scale: Some(scale),
            height: 240,
            axis: Axis::Full,
            label: &|year| self.year_of(year.year, year.count, year.of),
            number: &self.axis_number(),
            href: None,
        });
        let key = |class: &str, label: String| Key { class: class.to_owned(), label };
        let keys = match self.asking && scale.over {
            true => vec![key("chart-bar", ui.t("trends-key-count")), key("chart-of", ui.t("trends-key-of"))],
            false => vec![],
        };
        let row = |year: &crate::api::Year| Row {
            name: year.year.to_string(),
            href: Some(self.page.to("", self.page.asked.set("year_from", year.year).set("year_to", year.year))),
            deep: false,
            cells: self.count_cells(year.count, year.of),
        };
        Figure {
            note: vec![note],
            svg,
            keys,
            table: Table { head: self.count_columns("year"), rows: found.years.iter().map(row).collect() },
            ..self.figure("years", "years", title)
        }
    }

    /// From when to when, and when most.
    fn about(&self, years: &[crate::api::Year]) -> String {
        let (Some(first), Some(last)) = (years.first(), years.last()) else { return self.ui.t("trends-nothing") };
        let most = years.iter().rev().max_by_key(|year| year.count).unwrap_or(last);
        let mut args = fluent_bundle::FluentArgs::new();
        for (name, year) in [("from", first.year), ("to", last.year), ("year", most.year)] {
            args.set(name, self.ui.date(&year.to_string()));
        }
        args.set("number", number(self.ui, most.count));
        self.ui.say("trends-years-about", &args)
    }

    /// Cases by year and area at the top.
    pub(super) fn areas(&self) -> Figure {
        let (ui, found) = (self.ui, self.found);
        let tops: Vec<_> = found.areas.iter().filter(|area| area.parent.is_none()).collect();
        let series = |area: &&crate::api::AreaTrend| Series {
            name: area.label.best(ui.lang).to_owned(),
            years: area.years.iter().map(|year| (year.year, year.count)).collect(),
        };
        let all: Vec<Series> = tops.iter().map(series).filter(|series| series.total() > 0).collect();
        let series = charts::largest(all, COLOURS, &ui.t("trends-areas-others"));
        let title = ui.t("trends-areas-title");
        let named = |name: &str, total: u64| ui.t2("trends-areas-about", "name", name, "number", number(ui, total));
        let about = series.first().map_or_else(|| ui.t("trends-nothing"), |first| named(&first.name, first.total()));
        let svg = charts::stacked(&Stacked {
            caption: Caption { id: "areas-chart", title: &title, about: &about },
            series: &series,
            span: found.years.first().zip(found.years.last()).map(|(first, last)| (first.year, last.year)),
            height: 300,
            label: &|name, year, count| {
                let mut args = fluent_bundle::FluentArgs::new();
                args.set("year", ui.date(&year.to_string()));
                args.set("name", name);
                args.set("count", count);
                args.set("number", number(ui, count));
                ui.say("trends-areas-part", &args)
            },
            number: &self.axis_number(),
        });
        // The areas counted together have cases in common, so they have no denominator.
        let of = |name: &str| tops.iter().find(|area| area.label.best(ui.lang) == name);
        let total = |series: &Series| {
            of(&series.name).map_or_else(|| number(ui, series.total()), |area| self.of(area.count, area.of))
        };
        let keys = series.iter().enumerate().map(|(place, series)| Key {
            class: format!("chart-s{}", (place + 1).min(8)),
            label: format!("{} {}", series.name, total(series)),
        });
        let row = |year: &crate::api::Year| {
            let cell = |area: &&crate::api::AreaTrend| {
                let found = area.years.iter().find(|found| found.year == year.year);
                found.map_or_else(|| self.of(0, 0), |found| self.of(found.count, found.of))
            };
            Row { name: year.year.to_string(), href: None, deep: false, cells: tops.iter().map(cell).collect() }
        };
        let head = tops.iter().map(|area| area.label.best(ui.lang).to_owned());
        Figure {
            note: vec![ui.t("trends-areas-note")],
            svg,
            keys: keys.collect(),
            table: Table {
                head: [ui.t("trends-column-year")].into_iter().chain(head).collect(),
                rows: found.years.iter().map(row).collect(),
            },
            ..self.figure("areas", "areas", title)
        }
    }

    /// The provinces as tiles.
    pub(super) fn map(&self) -> Figure {
        let (ui, found) = (self.ui, self.found);
        let provinces: Vec<(&RegionTrend, &charts::Tile)> =
            found.regions.iter().filter_map(|region| Some((region, charts::tile(&region.code)?))).collect();
        let place = |(region, tile): &(&RegionTrend, &charts::Tile)| {
            let name = region.name.best(ui.lang);
            let zh = ui.lang == Lang::Zh;
            Place {
                code: region.code.clone(),
                short: if zh { tile.name } else { tile.letters }.to_owned(),
                long: (!zh).then(|| name.to_owned()),
                number: self.of(region.count, region.of),
                count: region.count,
                label: self.place_of(name, region.count, region.of),
                href: self.search("region", &region.code),
            }
        };
        let places: Vec<Place> = provinces.iter().map(place).collect();
        let title = ui.t("trends-map-title");
        let most = provinces.iter().map(|(region, _)| region).max_by_key(|region| region.count);
        let about = most.map_or_else(
            || ui.t("trends-nothing"),
            |most| ui.t2("trends-map-about", "name", most.name.best(ui.lang), "number", self.of(most.count, most.of)),
        );
        let svg = charts::tiles(Caption { id: "map-chart", title: &title, about: &about }, &places);
        let elsewhere: Vec<String> = found
            .regions
            .iter()
            .filter(|region| charts::tile(&region.code).is_none())
            // Without a match every country would be named as one that has none.
            .filter(|region| region.count > 0)
            .map(|region| format!("{} {}", region.name.best(ui.lang), self.of(region.count, region.of)))
            .collect();
        let mut note = vec![ui.t("trends-map-note")];
        if !elsewhere.is_empty() {
            note.push(ui.t1("trends-map-elsewhere", "places", super::listed(ui, &elsewhere)));
        }
        let mut rows: Vec<&RegionTrend> = found.regions.iter().collect();
        rows.sort_by_key(|region| std::cmp::Reverse((region.count, region.of)));
        let row = |region: &RegionTrend| Row {
            name: region.name.best(ui.lang).to_owned(),
            href: Some(self.search("region", &region.code)),
            deep: false,
            cells: self.count_cells(region.count, region.of),
        };
        Figure {
            note,
            svg,
            keys: self.shades(places.iter().map(|place| place.count).max().unwrap_or(0)),
            table: Table { head: self.count_columns("place"), rows: rows.into_iter().map(row).collect() },
            ..self.figure("map", "regions", title)
        }
    }

    fn shades(&self, most: u32) -> Vec<Key> {
        let key = |shade: charts::Shade| {
            let (from, to) = (number(self.ui, shade.from), number(self.ui, shade.to));
            let label = if shade.from == shade.to { from } else { format!("{from}–{to}") };
            Key { class: format!("chart-t{}", shade.shade), label }
        };
        let none = Key { class: "chart-t0".to_owned(), label: number(self.ui, 0) };
        [none].into_iter().chain(charts::shades(most).into_iter().map(key)).collect()
    }

    /// Small charts by place.
    pub(super) fn places(&self) -> Places {
        let (ui, found) = (self.ui, self.found);
        let held: Vec<&RegionTrend> = found.regions.iter().filter(|region| region.of > 0).collect();
        let multiple = |region: &&RegionTrend| {
            let name = region.name.best(ui.lang);
            Multiple {
                id: format!("place-{}", region.code),
                name: name.to_owned(),
                about: ui.t1("trends-regions-about", "name", name),
                count: region.count,
                of: region.of,
                number: self.of(region.count, region.of),
                years: counts(&region.years),
                href: self.search("region", &region.code),
            }
        };
        let label = |year: &YearCount| self.year_of(year.year, year.count, year.of);
        let mut shown = charts::multiples(held.iter().map(multiple).collect(), 64, &label);
        let matching = shown.iter().filter(|panel| panel.count > 0).count();
        let folded = shown.split_off(SHOWN.min(matching.max(1)).min(shown.len()));
        let mut rows = held;
        rows.sort_by_key(|region| std::cmp::Reverse((region.count, region.of)));
        let row = |region: &RegionTrend| {
            let years = region.years.iter().filter(|year| year.count > 0);
            let years: Vec<String> =
                years.map(|year| format!("{} ({})", year.year, self.of(year.count, year.of))).collect();
            Row {
                name: region.name.best(ui.lang).to_owned(),
                href: None,
                deep: false,
                cells: vec![if years.is_empty() { ui.t("trends-none") } else { super::listed(ui, &years) }],
            }
        };
        let figure = Figure {
            note: vec![ui.t("trends-regions-note")],
            table: Table {
                head: vec![ui.t("trends-column-place"), ui.t("trends-column-years")],
                rows: rows.into_iter().map(row).collect(),
            },
            ..self.figure("places", "regions", ui.t("trends-regions-title"))
        };
        Places { shown, folded, figure }
    }

    /// Cases by level: a table says it all.
    pub(super) fn levels(&self) -> Figure {
        let ui = self.ui;
        let row = |level: &crate::api::LevelTrend| Row {
            name: level.label.best(ui.lang).to_owned(),
            href: level.value.as_deref().map(|value| self.search("level", value)),
            deep: false,
            cells: self.count_cells(level.count, level.of),
        };
        Figure {
            table: Table { head: self.count_columns("level"), rows: self.found.levels.iter().map(row).collect() },
            ..self.figure("levels", "levels", ui.t("trends-levels-title"))
        }
    }

    /// Areas by provinces.
    pub(super) fn gaps(&self) -> Gaps {
        let (ui, found) = (self.ui, self.found);
        let areas: Vec<GapArea> = found
            .areas
            .iter()
            .map(|area| GapArea {
                id: area.id.clone(),
                parent: area.parent.clone(),
                name: area.label.best(ui.lang).to_owned(),
            })
            .collect();
        let names: BTreeMap<&str, &str> =
            found.regions.iter().map(|region| (region.code.as_str(), region.name.best(ui.lang))).collect();
        let province = |code: &str| {
            let tile = charts::tile(code);
            let full = names.get(code).copied().unwrap_or(code).to_owned();
            let name = tile.map_or(code, |tile| if ui.lang == Lang::Zh { tile.name } else { tile.letters }).to_owned();
            GapProvince { code: code.to_owned(), name, full }
        };
        let provinces = found
            .gaps
            .first()
            .map_or_else(Vec::new, |row| row.regions.iter().map(|cell| province(&cell.code)).collect());
        let cell = |row: usize, column: usize| {
            let cell = found.gaps.get(row).and_then(|row| row.regions.get(column));
            cell.map_or((0, 0), |cell| (cell.count, cell.of))
        };
        let href = |area: &GapArea, province: &GapProvince| {
            let asked: Asked = self.page.asked.set("area", &area.id).set("region", &province.code);
            self.page.to("", asked)
        };
        let matrix = GapMatrix::new(&areas, provinces, cell, href);
        let (cells, empty) = (number(ui, matrix.filled + matrix.empty), number(ui, matrix.empty));
        let mut note = vec![ui.t2("trends-gaps-note", "cells", cells, "empty", empty)];
        if self.asking {
            note.push(ui.t("trends-gaps-note-q"));
        }
        Gaps { matrix, note, figure: self.figure("gaps", "gaps", ui.t("trends-gaps-title")) }
    }

    /// How often the words are said, the language of the page first.
    pub(super) fn terms(&self) -> Vec<Figure> {
        let mut all: Vec<&Terms> = self.found.terms.iter().flatten().collect();
        all.sort_by_key(|terms| terms.lang != self.ui.lang.as_str());
        all.into_iter().map(|terms| self.term(terms)).collect()
    }

    fn term(&self, terms: &Terms) -> Figure {
        let ui = self.ui;
        let chinese = terms.lang == Lang::Zh.as_str();
        let title = if chinese { ui.t("trends-terms-zh") } else { ui.t("trends-terms-en") };
        let dated: Vec<(u16, &TermYear)> = terms.years.iter().filter_map(|year| Some((year.year?, year))).collect();
        let points: Vec<(u16, Option<f64>)> = dated.iter().map(|(year, found)| (*year, found.per_10000)).collect();
        let point = |key: &str, year: u16, rate: f64| {
            ui.t2(key, "year", ui.date(&year.to_string()), "rate", ui.decimal(rate, 1))
        };
        let most = points.iter().filter_map(|(year, rate)| Some((*year, (*rate)?)));
        let most = most.max_by(|one, other| one.1.total_cmp(&other.1)).filter(|(_, rate)| *rate > 0.0);
        let about =
            most.map_or_else(|| ui.t("trends-terms-none"), |(year, rate)| point("trends-terms-about", year, rate));
        let id = format!("terms-{}", terms.lang);
        // A line along the ground would say less than the sentence.
        let line = || {
            charts::line(&Line {
                caption: Caption { id: &format!("{id}-chart"), title: &title, about: &about },
                points: &points,
                height: 220,
                label: &|year, rate| point("trends-terms-point", year, rate),
                number: &self.axis_number(),
            })
        };
        let svg = if most.is_some() { line() } else { String::new() };
        let row = |year: &TermYear| Row {
            name: year.year.map_or_else(|| ui.t("hit-no-year"), |year| year.to_string()),
            href: None,
            deep: false,
            cells: vec![
                number(ui, year.occurrences),
                number(ui, year.of),
                year.per_10000.map_or_else(|| "–".to_owned(), |rate| ui.decimal(rate, 1)),
            ],
        };
        let length = if chinese { ui.t("trends-column-length-zh") } else { ui.t("trends-column-length-en") };
        Figure {
            note: vec![about],
            svg,
            table: Table {
                head: vec![
                    ui.t("trends-column-year"),
                    ui.t("trends-column-occurrences"),
                    length,
                    ui.t("trends-column-rate"),
                ],
                rows: terms.years.iter().map(row).collect(),
            },
            ..self.figure(&id, "terms", title)
        }
    }
}

fn counts(years: &[crate::api::Year]) -> Vec<YearCount> {
    years.iter().map(|year| YearCount { year: year.year, count: year.count, of: year.of }).collect()
}
