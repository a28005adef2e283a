//! The provinces of China as square tiles of one size, each about where it lies.
//!
//! A true map gives Xinjiang and Qinghai most of the page and Shanghai a dot, whatever their cases. Neighbours of the map are
//! mostly neighbours here: Beijing and Tianjin over Hebei, Inner Mongolia between Ningxia and Hebei, Shanghai at the sea.

use askama::Template;

use super::scale::shade;
use super::{Caption, written};

/// Where a province stands, and what fits into its tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Its code in GB/T 2260.
    pub code: &'static str,
    /// Its letters in GB/T 2260 and ISO 3166-2.
    pub letters: &'static str,
    /// Its name in Chinese without the kind of place.
    pub name: &'static str,
    /// From the west, from 0.
    pub column: u32,
    /// From the north, from 0.
    pub row: u32,
}

const fn at(row: u32, column: u32, code: &'static str, letters: &'static str, name: &'static str) -> Tile {
    Tile { code, letters, name, column, row }
}

/// The 34 tiles, from the north-west to the south-east.
pub const TILES: [Tile; 34] = [
    at(0, 6, "230000", "HL", "黑龙江"),
    at(1, 6, "220000", "JL", "吉林"),
    at(2, 0, "650000", "XJ", "新疆"),
    at(2, 1, "620000", "GS", "甘肃"),
    at(2, 2, "640000", "NX", "宁夏"),
    at(2, 3, "150000", "NM", "内蒙古"),
    at(2, 4, "110000", "BJ", "北京"),
    at(2, 5, "120000", "TJ", "天津"),
    at(2, 6, "210000", "LN", "辽宁"),
    at(3, 1, "630000", "QH", "青海"),
    at(3, 2, "610000", "SN", "陕西"),
    at(3, 3, "140000", "SX", "山西"),
    at(3, 4, "130000", "HE", "河北"),
    at(3, 5, "370000", "SD", "山东"),
    at(4, 0, "540000", "XZ", "西藏"),
    at(4, 1, "510000", "SC", "四川"),
    at(4, 2, "500000", "CQ", "重庆"),
    at(4, 3, "410000", "HA", "河南"),
    at(4, 4, "340000", "AH", "安徽"),
    at(4, 5, "320000", "JS", "江苏"),
    at(4, 6, "310000", "SH", "上海"),
    at(5, 1, "530000", "YN", "云南"),
    at(5, 2, "520000", "GZ", "贵州"),
    at(5, 3, "420000", "HB", "湖北"),
    at(5, 4, "360000", "JX", "江西"),
    at(5, 5, "330000", "ZJ", "浙江"),
    at(6, 2, "450000", "GX", "广西"),
    at(6, 3, "430000", "HN", "湖南"),
    at(6, 4, "440000", "GD", "广东"),
    at(6, 5, "350000", "FJ", "福建"),
    at(6, 6, "710000", "TW", "台湾"),
    at(7, 3, "460000", "HI", "海南"),
    at(7, 4, "820000", "MO", "澳门"),
    at(7, 5, "810000", "HK", "香港"),
];

/// The tile of a code.
pub fn tile(code: &str) -> Option<&'static Tile> {
    TILES.iter().find(|tile| tile.code == code)
}

/// What a tile says.
#[derive(Clone, Debug)]
pub struct Place {
    /// The code of a province; others are not drawn.
    pub code: String,
    /// What fits into 40 pixels: three Han characters or two letters.
    pub short: String,
    /// What takes its place on a wide screen, if it is longer.
    pub long: Option<String>,
    /// The number in the tile.
    pub number: String,
    /// The count that gives the shade.
    pub count: u32,
    /// The place in a sentence, with its denominator.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

#[derive(Template)]
#[template(path = "charts/tiles.svg")]
struct Drawing<'a> {
    caption: Caption<'a>,
    places: Vec<(&'a Place, u32, u32, u32)>,
}

/// The map as SVG; every tile is a link.
pub fn tiles(caption: Caption<'_>, places: &[Place]) -> String {
    let most = places.iter().map(|place| place.count).max().unwrap_or(0);
    // In the order of the map, so that who goes from link to link goes from the north to the south.
    let drawn = TILES.iter().filter_map(|tile| Some((tile, places.iter().find(|place| place.code == tile.code)?)));
    let places = drawn.map(|(tile, place)| (place, tile.column * 100, tile.row * 100, shade(place.count, most)));
    written(&Drawing { caption, places: places.collect() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::{CAPTION, sound};
    use super::*;

    fn place(code: &str, count: u32) -> Place {
        Place {
            code: code.to_owned(),
            short: "浙<江>".to_owned(),
            long: Some("Zhejiang".to_owned()),
            number: format!("{count}/29"),
            count,
            label: format!("浙江：29 例中 {count} 例"),
            href: format!("/zh/?region={code}&q=a"),
        }
    }

    #[test]
    fn every_province_has_a_place_of_its_own() {
        let of = |what: fn(&Tile) -> String| TILES.iter().map(what).collect::<BTreeSet<_>>().len();
        assert_eq!(of(|tile| format!("{},{}", tile.column, tile.row)), 34);
        assert_eq!(
            (of(|tile| tile.code.to_owned()), of(|tile| tile.letters.to_owned()), of(|tile| tile.name.to_owned())),
            (34, 34, 34)
        );
        assert!(TILES.iter().all(|tile| tile.column < 7 && tile.row < 8));
        assert_eq!((tile("310000").map(|tile| tile.name), tile("000000")), (Some("上海"), None));
    }

    #[test]
    fn every_tile_is_a_link_that_tells_its_count() {
        let svg = tiles(CAPTION, &[place("330000", 29), place("310000", 0), place("000000", 99)]);
        sound(&svg, "group");
        assert_eq!(svg.matches("<a ").count(), 2, "what is no province is not drawn: {svg}");
        assert!(svg.contains(r#"<a href="/zh/?region=330000&#38;q=a" aria-label="浙江：29 例中 29 例">"#), "{svg}");
        assert!(svg.contains(">29/29</text>") && svg.contains("chart-t0"), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        sound(&tiles(CAPTION, &[]), "group");
        sound(&tiles(CAPTION, &[place("330000", 0)]), "group");
    }
}
