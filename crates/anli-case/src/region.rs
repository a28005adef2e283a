//! The tree of places a case can lie in, and how they are found by code and by name.
//!
//! Regions are those of today. Codes and names of the past lead to what became of them, and that may be several: 抚宁县 was
//! shared out among three districts in 2015. Names are ambiguous too, so [`Region::find`] gives candidates and the caller shows
//! their parents.

mod names;
mod table;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use self::table::{Row, table};
use crate::Lang;

/// A place of today: nationwide, a division of China, a country or a zone with a code of our own.
///
/// ```
/// use anli_case::{Lang, NameKind, Region};
///
/// let weifang = Region::from_code("370700").unwrap();
/// assert_eq!((weifang.name(Lang::Zh), weifang.name(Lang::En)), ("潍坊市", "Weifang"));
/// assert_eq!(Region::find("Wéifāng")[0].region, weifang);
///
/// // 密云县 became a district in 2015.
/// let found = &Region::find("密云县")[0];
/// assert_eq!((found.region.name(Lang::Zh), found.by), ("密云区", NameKind::Retired));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u16);

/// What sort of place a region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// All of China, `000000`.
    Nationwide,
    /// Province level.
    Province,
    /// Prefecture level.
    Prefecture,
    /// County level.
    County,
    /// A country or territory of ISO 3166-1.
    Country,
    /// A zone with an `x-` code.
    Zone,
}

/// Economic region of the National Bureau of Statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EconomicRegion {
    /// 东部
    East,
    /// 中部
    Central,
    /// 西部
    West,
    /// 东北
    NorthEast,
}

/// What a text matched of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// Its code.
    Code,
    /// Its full Chinese name.
    Full,
    /// Its Chinese name without the generic ending, or another one in use: 石柱县, 内蒙.
    Short,
    /// Its English name, with or without a word such as County.
    English,
    /// Its pinyin, with or without spaces.
    Pinyin,
    /// A code or name it no longer has.
    Retired,
}

/// A region that a text may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionMatch {
    /// The place of today.
    pub region: Region,
    /// What matched.
    pub by: NameKind,
    /// The retired full name or code, when that is what matched.
    pub former: Option<String>,
}

impl Region {
    /// Every region, a parent before its children: nationwide, the divisions by code, countries, zones.
    pub fn all() -> impl ExactSizeIterator<Item = Region> {
        let count = u16::try_from(table().rows.len()).expect("the embedded table has fewer than 65,536 regions");
        (0..count).map(Region)
    }

    /// The region of today with that code, which is written exactly so.
    pub fn from_code(code: &str) -> Option<Region> {
        table().codes.get(code).copied()
    }

    /// The regions of today that a code of any time stands for: itself, or its successors; empty when the code never was.
    pub fn resolve_code(code: &str) -> Vec<Region> {
        if let Some(region) = Self::from_code(code) {
            return vec![region];
        }
        let retired = table().retired_codes.get(code).into_iter().flatten();
        let mut regions: Vec<_> = retired.flat_map(|at| &table().retired[*at].successors).copied().collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// The last full Chinese name of a code that is no longer in use: 密云县 for `110228`.
    pub fn former_name(code: &str) -> Option<&'static str> {
        if Self::from_code(code).is_some() {
            return None;
        }
        let at = table().retired_codes.get(code)?.last()?;
        Some(table().retired[*at].zh)
    }

    /// Every region that a code or name of any sort may mean (exact, case and script folded), best first: names of today
    /// before retired ones, the higher level first, then by code.
    ///
    /// Width, case, accents, spaces and punctuation make no difference, nor does traditional script. The whole text must be
    /// the name. Two-letter words are codes of countries too (`in`, `to`): a caller who asks word by word looks at `by`.
    /// Short names of the past count only where nothing of today is called so.
    pub fn find(text: &str) -> Vec<RegionMatch> {
        names::find(text)
    }

    /// Code: six digits, an ISO 3166-1 alpha-2 code or `x-…`.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// What sort of place.
    pub fn kind(self) -> RegionKind {
        self.row().kind
    }

    /// The place it lies in; `None` for provinces, countries, nationwide and zones across provinces.
    pub fn parent(self) -> Option<Region> {
        self.row().parent
    }

    /// The provinces a zone across provinces lies in; empty for all other regions.
    pub fn members(self) -> &'static [Region] {
        &self.row().members
    }

    /// Full name.
    pub fn name(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.row().zh,
            Lang::En => self.row().en,
        }
    }

    /// Chinese name without the generic ending: 潍坊 for 潍坊市; English the same as [`Region::name`].
    pub fn short_name(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.row().zh_short,
            Lang::En => self.row().en,
        }
    }

    /// Pinyin of the full name without tones, syllables separated by spaces, `v` for ü; empty for countries.
    pub fn pinyin(self) -> &'static str {
        self.row().pinyin
    }

    /// The path from the top down to this region.
    pub fn path(self) -> Vec<Region> {
        let mut path: Vec<_> = std::iter::successors(Some(self), |region| region.parent()).collect();
        path.reverse();
        path
    }

    /// East, central, west or north-east; `None` outside the mainland and above provinces.
    pub fn economic_region(self) -> Option<EconomicRegion> {
        let root = self.path()[0];
        if root.kind() != RegionKind::Province {
            return None;
        }
        match &root.code()[..2] {
            "11" | "12" | "13" | "31" | "32" | "33" | "35" | "37" | "44" | "46" => Some(EconomicRegion::East),
            "14" | "34" | "36" | "41" | "42" | "43" => Some(EconomicRegion::Central),
            "21" | "22" | "23" => Some(EconomicRegion::NorthEast),
            "71" | "81" | "82" => None,
            _ => Some(EconomicRegion::West),
        }
    }

    /// Position in [`Region::all`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    fn row(self) -> &'static Row {
        &table().rows[self.index()]
    }
}

impl Serialize for Region {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| serde::de::Error::custom(format!("`{code}` is not a region")))
    }
}
