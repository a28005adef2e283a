//! The embedded csv files as one table, read once.
//!
//! Nothing is copied out of the files: every name is a slice of the embedded text. `data/README.md` describes the columns.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Region, RegionKind};

const REGIONS: &str = include_str!("../../data/regions.csv");
const ZONES: &str = include_str!("../../data/zones.csv");
const RETIRED: &str = include_str!("../../data/retired-regions.csv");

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// The table of all regions.
pub(super) fn table() -> &'static Table {
    &TABLE
}

pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) codes: HashMap<&'static str, Region>,
    pub(super) retired: Vec<Retired>,
    /// Places in `retired`; one code may have stood for several places, one after the other: oldest first.
    pub(super) retired_codes: HashMap<&'static str, Vec<usize>>,
}

/// A region of today.
pub(super) struct Row {
    pub(super) code: &'static str,
    pub(super) kind: RegionKind,
    pub(super) parent: Option<Region>,
    pub(super) zh: &'static str,
    pub(super) zh_short: &'static str,
    pub(super) pinyin: &'static str,
    pub(super) en: &'static str,
    /// More names that find it, in either language, separated by `;`.
    pub(super) others: &'static str,
    pub(super) members: Vec<Region>,
}

/// A code and name that are no longer in use together.
pub(super) struct Retired {
    pub(super) code: &'static str,
    pub(super) zh: &'static str,
    pub(super) zh_short: &'static str,
    pub(super) pinyin: &'static str,
    pub(super) successors: Vec<Region>,
}

impl Table {
    fn read() -> Self {
        let mut table = Table {
            rows: Vec::with_capacity(3500),
            codes: HashMap::with_capacity(3500),
            retired: Vec::with_capacity(3500),
            retired_codes: HashMap::with_capacity(3500),
        };
        for line in REGIONS.lines().skip(1) {
            table.add_region(line);
        }
        for line in ZONES.lines().skip(1) {
            table.add_zone(line);
        }
        for line in RETIRED.lines().skip(1) {
            table.add_retired(line);
        }
        table
    }

    fn add_region(&mut self, line: &'static str) {
        let [code, kind, parent, zh, zh_short, pinyin, en, others] = fields(line);
        let parent = self.region(parent);
        self.add(Row { code, kind: kind_of(kind), parent, zh, zh_short, pinyin, en, others, members: Vec::new() });
    }

    fn add_zone(&mut self, line: &'static str) {
        let [code, parent, zh, zh_short, pinyin, en, others, members] = fields(line);
        let parent = self.region(parent);
        let members = self.regions(members);
        self.add(Row { code, kind: RegionKind::Zone, parent, zh, zh_short, pinyin, en, others, members });
    }

    fn add(&mut self, row: Row) {
        let at = u16::try_from(self.rows.len()).expect("the embedded table has fewer than 65,536 regions");
        self.codes.insert(row.code, Region(at));
        self.rows.push(row);
    }

    fn add_retired(&mut self, line: &'static str) {
        let [code, _kind, zh, zh_short, pinyin, _first, _last, successors, _how] = fields(line);
        let successors = self.regions(successors);
        self.retired_codes.entry(code).or_default().push(self.retired.len());
        self.retired.push(Retired { code, zh, zh_short, pinyin, successors });
    }

    /// The region with `code`, which must stand above; none for an empty code.
    fn region(&self, code: &str) -> Option<Region> {
        (!code.is_empty()).then(|| *self.codes.get(code).expect("embedded data names only codes that stand before"))
    }

    fn regions(&self, codes: &str) -> Vec<Region> {
        codes.split(';').filter_map(|code| self.region(code)).collect()
    }
}

fn kind_of(kind: &str) -> RegionKind {
    match kind {
        "nationwide" => RegionKind::Nationwide,
        "province" => RegionKind::Province,
        "prefecture" => RegionKind::Prefecture,
        "county" => RegionKind::County,
        "country" => RegionKind::Country,
        other => unreachable!("`{other}` is no kind of region in the embedded data"),
    }
}

/// The cells of a line of csv. A cell with a comma stands in quotes and has no quotes inside.
fn fields<const N: usize>(line: &'static str) -> [&'static str; N] {
    let mut cells = [""; N];
    let mut rest = line;
    for cell in &mut cells {
        (*cell, rest) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (this, next) = quoted.split_once('"').expect("quotes in the embedded data are paired");
                (this, next.strip_prefix(',').unwrap_or(next))
            }
            None => rest.split_once(',').unwrap_or((rest, "")),
        };
    }
    cells
}
