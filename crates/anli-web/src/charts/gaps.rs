//! Areas by provinces, to see where there is nothing: a table for a template, not a drawing.

use super::scale::shade;

/// An area of a row, in the order of the vocabulary: what stands under an area follows it.
#[derive(Clone, Debug)]
pub struct GapArea {
    /// As in filters.
    pub id: String,
    /// The area above it.
    pub parent: Option<String>,
    /// As read.
    pub name: String,
}

/// A province of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapProvince {
    /// As in filters.
    pub code: String,
    /// As read, short.
    pub name: String,
    /// Its whole name.
    pub full: String,
}

/// The table.
#[derive(Clone, Debug)]
pub struct GapMatrix {
    /// Its columns.
    pub provinces: Vec<GapProvince>,
    /// Its rows, by the area at the top.
    pub groups: Vec<GapGroup>,
    /// Cells that have a count.
    pub filled: u32,
    /// Cells that have none.
    pub empty: u32,
}

/// An area at the top and what stands under it.
#[derive(Clone, Debug)]
pub struct GapGroup {
    /// The row of the area itself.
    pub top: GapRow,
    /// Those of the areas under it.
    pub rows: Vec<GapRow>,
}

/// An area.
#[derive(Clone, Debug)]
pub struct GapRow {
    /// As in filters.
    pub id: String,
    /// As read.
    pub name: String,
    /// One for each province.
    pub cells: Vec<GapCell>,
}

/// An area in a province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapCell {
    /// Cases that match.
    pub count: u32,
    /// All cases.
    pub of: u32,
    /// `t1` to `t5` by count, `t0` where nothing matches, `gap` where the library has nothing.
    pub class: &'static str,
    /// The search for it.
    pub href: String,
}

impl GapMatrix {
    /// Asks `cell` for the count and the denominator of an area (by its place) in a province (by its place).
    pub fn new(
        areas: &[GapArea],
        provinces: Vec<GapProvince>,
        cell: impl Fn(usize, usize) -> (u32, u32),
        href: impl Fn(&GapArea, &GapProvince) -> String,
    ) -> Self {
        // The areas at the top would leave all others pale if they had one scale: a case of theirs is theirs too.
        let all = |wanted: bool| {
            let rows =
                areas.iter().enumerate().filter(move |(_, area)| area.parent.is_none() == wanted).map(|(row, _)| row);
            rows.flat_map(|row| (0..provinces.len()).map(move |column| (row, column)))
        };
        let most = |top: bool| all(top).map(|(row, column)| cell(row, column).0).max().unwrap_or(0);
        let (most_at_the_top, most_below) = (most(true), most(false));
        let row = |place: usize, area: &GapArea| GapRow {
            id: area.id.clone(),
            name: area.name.clone(),
            cells: provinces
                .iter()
                .enumerate()
                .map(|(column, province)| {
                    let (count, of) = cell(place, column);
                    let most = if area.parent.is_none() { most_at_the_top } else { most_below };
                    GapCell { count, of, class: class(count, of, most), href: href(area, province) }
                })
                .collect(),
        };
        let mut groups: Vec<GapGroup> = vec![];
        for (place, area) in areas.iter().enumerate() {
            let row = row(place, area);
            match groups.iter_mut().find(|group| Some(&group.top.id) == area.parent.as_ref()) {
                Some(group) => group.rows.push(row),
                None => groups.push(GapGroup { top: row, rows: vec![] }),
            }
        }
        let cells = || {
            groups.iter().flat_map(|group| std::iter::once(&group.top).chain(&group.rows)).flat_map(|row| &row.cells)
        };
        let some =
            |wanted: bool| u32::try_from(cells().filter(|cell| (cell.count > 0) == wanted).count()).unwrap_or(u32::MAX);
        Self { filled: some(true), empty: some(false), provinces, groups }
    }
}

fn class(count: u32, of: u32, most: u32) -> &'static str {
    match shade(count, most) {
        0 if of == 0 => "gap",
        0 => "t0",
        1 => "t1",
        2 => "t2",
        3 => "t3",
        4 => "t4",
        _ => "t5",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(id: &str, parent: Option<&str>) -> GapArea {
        GapArea { id: id.to_owned(), parent: parent.map(str::to_owned), name: id.to_uppercase() }
    }

    fn provinces(codes: &[&str]) -> Vec<GapProvince> {
        codes
            .iter()
            .map(|code| GapProvince { code: (*code).to_owned(), name: format!("p{code}"), full: String::new() })
            .collect()
    }

    #[test]
    fn rows_stand_under_their_area_and_gaps_lead_to_a_search_with_both() {
        let areas = [area("teachers", None), area("rotation", Some("teachers")), area("equity", None)];
        let counts = [[(10, 20), (0, 2)], [(2, 2), (0, 0)], [(1, 1), (0, 0)]];
        let matrix = GapMatrix::new(
            &areas,
            provinces(&["110000", "370000"]),
            |row, column| counts[row][column],
            |area, province| format!("?area={}&region={}", area.id, province.code),
        );
        let tops: Vec<_> = matrix.groups.iter().map(|group| (group.top.id.as_str(), group.rows.len())).collect();
        assert_eq!(tops, [("teachers", 1), ("equity", 0)]);
        let classes = |row: &GapRow| row.cells.iter().map(|cell| cell.class).collect::<Vec<_>>();
        assert_eq!(classes(&matrix.groups[0].top), ["t5", "t0"]);
        assert_eq!(classes(&matrix.groups[0].rows[0]), ["t5", "gap"]);
        assert_eq!(classes(&matrix.groups[1].top), ["t1", "gap"]);
        assert_eq!(matrix.groups[0].rows[0].cells[1].href, "?area=rotation&region=370000");
        assert_eq!((matrix.filled, matrix.empty), (3, 3));
    }

    #[test]
    fn nothing_makes_no_row() {
        let matrix = GapMatrix::new(&[], provinces(&["110000"]), |_, _| (0, 0), |_, _| String::new());
        assert_eq!((matrix.groups.len(), matrix.filled, matrix.empty), (0, 0, 0));
        let matrix = GapMatrix::new(&[area("a", None)], vec![], |_, _| (0, 0), |_, _| String::new());
        assert_eq!((matrix.groups.len(), matrix.empty), (1, 0));
    }
}
