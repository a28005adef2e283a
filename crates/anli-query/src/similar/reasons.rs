//! What a case and a text share and what not, in codes for programs and sentences for people.

use anli_case::{Area, Case, EconomicRegion, Lang, Level, Region, RegionKind, Related, RelatedKind};
use anli_text::{fold, words};

use super::rank::SharedTerm;
use crate::engine::EVIDENCE;

/// Most shared words that are named in a language.
const NAMED: usize = 6;
/// Most areas that a text is taken to be of.
const GUESSED: usize = 3;

/// Something that two cases share, or that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable name.
    pub code: &'static str,
    /// What the case that was found has.
    pub values: Vec<String>,
    /// Of a difference: what the one that was asked for has.
    pub asked: Vec<String>,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A tie between two cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Which.
    pub kind: RelatedKind,
    /// Whether the case that was found says so, and not the one that was asked for.
    pub stated_there: bool,
}

/// What is known of a text besides its words.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) id: Option<String>,
    aliases: Vec<String>,
    pub(super) areas: Vec<Area>,
    /// Positions of its areas in [`Area::all`], each with that of the area above.
    pub(super) area_ordinals: Vec<(u16, Option<u16>)>,
    level: Option<Level>,
    /// As in the marks of an index: position plus one.
    pub(super) level_mark: Option<u8>,
    regions: Vec<Region>,
    pub(super) economic: Option<EconomicRegion>,
    year: Option<u16>,
    evidence: Option<u8>,
    related: Vec<Related>,
    /// Ids of cases of the same reform.
    pub(super) same_reform: Vec<String>,
}

impl Asked {
    pub(super) fn case(case: &Case) -> Self {
        let level_mark = case.level.and_then(|level| Level::ALL.iter().position(|known| *known == level));
        let same_reform = case.related.iter().filter(|tie| tie.kind == RelatedKind::SameReform);
        Self {
            id: Some(case.id.clone()),
            aliases: case.aliases.clone(),
            level: case.level,
            level_mark: level_mark.and_then(|at| u8::try_from(at + 1).ok()),
            regions: case.regions.clone(),
            economic: economic(case),
            year: case.year(),
            evidence: Some(case.evidence()),
            related: case.related.clone(),
            same_reform: same_reform.map(|tie| tie.id.clone()).collect(),
            ..Self::default()
        }
        .with_areas(case.areas.clone())
    }

    /// A text has the areas whose names it says.
    pub(super) fn text(text: &str) -> Self {
        Self::default().with_areas(areas_named(text))
    }

    fn with_areas(mut self, areas: Vec<Area>) -> Self {
        let ordinal = |area: Area| u16::try_from(area.index()).unwrap_or(u16::MAX);
        self.area_ordinals = areas.iter().map(|area| (ordinal(*area), area.parent().map(ordinal))).collect();
        self.areas = areas;
        self
    }

    /// What `case` shares, and what differs.
    pub(super) fn compare(&self, case: &Case, shared: &[SharedTerm]) -> (Vec<Reason>, Vec<Reason>) {
        let (mut same, mut other) = (Vec::new(), Vec::new());
        same.extend(said(shared));
        let areas = |wanted: bool| -> Vec<Area> {
            case.areas.iter().copied().filter(|area| self.areas.contains(area) == wanted).collect()
        };
        let slugs = |areas: &[Area]| areas.iter().map(|area| area.slug().to_owned()).collect::<Vec<_>>();
        let labels = |areas: &[Area], lang| areas.iter().map(|area| area.label(lang)).collect::<Vec<_>>();
        let common = areas(true);
        if !common.is_empty() {
            let (zh, en) = (labels(&common, Lang::Zh).join("、"), labels(&common, Lang::En).join(", "));
            same.push(reason("shared-areas", slugs(&common), format!("同属：{zh}"), format!("same areas: {en}")));
        }
        let only_there = areas(false);
        if !only_there.is_empty() && !self.areas.is_empty() {
            let (zh, en) = (labels(&only_there, Lang::Zh).join("、"), labels(&only_there, Lang::En).join(", "));
            let asked = slugs(&self.areas);
            let reason =
                reason("areas-only-there", slugs(&only_there), format!("还涉及：{zh}"), format!("also about: {en}"));
            other.push(Reason { asked, ..reason });
        }
        if let (Some(own), Some(level)) = (self.level, case.level) {
            let value = level.as_str().to_owned();
            if own == level {
                let (zh, en) = (level.label(Lang::Zh), level.label(Lang::En).to_lowercase());
                same.push(reason("same-level", vec![value], format!("同一层级：{zh}"), format!("same level: {en}")));
            } else {
                let label = |lang| (level.label(lang), own.label(lang));
                let named = [label(Lang::Zh), label(Lang::En)];
                other.push(differs("level", value, own.as_str().to_owned(), ("层级", "level"), named));
            }
        }
        self.compare_places(case, &mut same, &mut other);
        if let (Some(own), Some(year)) = (self.year, case.year())
            && own / 10 != year / 10
        {
            let decade = |year: u16| (year / 10 * 10).to_string();
            let (there, here) = (decade(year), decade(own));
            let zh = (format!("{there}年代"), format!("{here}年代"));
            let en = (format!("{there}s"), format!("{here}s"));
            let named = [(zh.0.as_str(), zh.1.as_str()), (en.0.as_str(), en.1.as_str())];
            other.push(differs("decade", there.clone(), here.clone(), ("年代", "decade"), named));
        }
        if let Some(own) = self.evidence
            && own != case.evidence()
        {
            let label = |grade: u8| EVIDENCE[usize::from(grade).min(EVIDENCE.len() - 1)];
            let (there, here) = (label(case.evidence()), label(own));
            let named = [(there.0, here.0), (there.1, here.1)];
            other.push(differs("evidence", case.evidence().to_string(), own.to_string(), ("证据", "evidence"), named));
        }
        (same, other)
    }

    fn compare_places(&self, case: &Case, same: &mut Vec<Reason>, other: &mut Vec<Reason>) {
        let (own, there) = (self.economic, economic(case));
        match (own, there) {
            (Some(own), Some(there)) if own == there => {
                let (code, zh, en) = named(there);
                same.push(reason(
                    "same-economic-region",
                    vec![code.to_owned()],
                    format!("同在{zh}地区"),
                    format!("same economic region: {en}"),
                ));
            }
            (Some(own), Some(there)) => {
                let (code, zh, en) = named(there);
                let (own_code, own_zh, own_en) = named(own);
                let named = [(zh, own_zh), (en, own_en)];
                let what = ("地区", "economic region");
                other.push(differs("economic-region", code.to_owned(), own_code.to_owned(), what, named));
            }
            _ => {}
        }
        let provinces = provinces(&self.regions);
        let common: Vec<Region> =
            self::provinces(&case.regions).into_iter().filter(|province| provinces.contains(province)).collect();
        if !common.is_empty() {
            let name = |lang| common.iter().map(|province| province.short_name(lang)).collect::<Vec<_>>();
            same.push(reason(
                "same-province",
                common.iter().map(|province| province.code().to_owned()).collect(),
                format!("同在{}", name(Lang::Zh).join("、")),
                format!("same province: {}", name(Lang::En).join(", ")),
            ));
        }
    }

    /// How `case` is tied to the one that was asked for, if either says so.
    pub(super) fn relation(&self, case: &Case) -> Option<Relation> {
        let is = |id: &String, case_id: &String, aliases: &[String]| id == case_id || aliases.contains(id);
        let here = self.related.iter().find(|tie| is(&tie.id, &case.id, &case.aliases));
        if let Some(tie) = here {
            return Some(Relation { kind: tie.kind, stated_there: false });
        }
        let own = self.id.as_ref()?;
        let there = case.related.iter().find(|tie| is(&tie.id, own, &self.aliases))?;
        Some(Relation { kind: there.kind, stated_there: true })
    }
}

impl Relation {
    /// In Chinese and English, as said of the case that was found.
    pub fn labels(&self) -> (&'static str, &'static str) {
        match (self.kind, self.stated_there) {
            (RelatedKind::SameReform, _) => ("同一改革", "same reform"),
            (RelatedKind::Precursor, false) => ("它的前身", "came before it"),
            (RelatedKind::Precursor, true) => ("由它而来", "came after it"),
            (RelatedKind::CopiedFrom, false) => ("它所借鉴的", "what it was copied from"),
            (RelatedKind::CopiedFrom, true) => ("借鉴它的", "copied from it"),
            (RelatedKind::PartOf, false) => ("它所隶属的", "what it is a part of"),
            (RelatedKind::PartOf, true) => ("隶属于它", "a part of it"),
        }
    }
}

fn reason(code: &'static str, values: Vec<String>, zh: String, en: String) -> Reason {
    Reason { code, values, asked: Vec::new(), zh, en }
}

/// What the case has and the asked one has, with the names of both in Chinese and in English.
fn differs(
    code: &'static str,
    there: String,
    here: String,
    (what_zh, what_en): (&str, &str),
    [zh, en]: [(&str, &str); 2],
) -> Reason {
    Reason {
        code,
        values: vec![there],
        asked: vec![here],
        zh: format!("{what_zh}不同：{}（所问：{}）", zh.0, zh.1),
        en: format!("other {what_en}: {} (asked: {})", en.0, en.1),
    }
}

/// The shared words, those of a language for its reader where there are any.
fn said(shared: &[SharedTerm]) -> Option<Reason> {
    let of = |lang: Lang| -> Vec<&str> {
        shared.iter().filter(|term| term.lang == lang).take(NAMED).map(|term| term.surface.as_str()).collect()
    };
    let (zh, en) = (of(Lang::Zh), of(Lang::En));
    if zh.is_empty() && en.is_empty() {
        return None;
    }
    let values = zh.iter().chain(&en).map(|term| (*term).to_owned()).collect();
    let first = |own: &Vec<&str>, other: &Vec<&str>, comma: &str| {
        if own.is_empty() { other.join(comma) } else { own.join(comma) }
    };
    Some(reason(
        "shared-terms",
        values,
        format!("都谈到：{}", first(&zh, &en, "、")),
        format!("both speak of: {}", first(&en, &zh, ", ")),
    ))
}

fn economic(case: &Case) -> Option<EconomicRegion> {
    case.regions.first().and_then(|region| region.economic_region())
}

fn named(region: EconomicRegion) -> (&'static str, &'static str, &'static str) {
    match region {
        EconomicRegion::East => ("east", "东部", "East"),
        EconomicRegion::Central => ("central", "中部", "Central"),
        EconomicRegion::West => ("west", "西部", "West"),
        EconomicRegion::NorthEast => ("north-east", "东北", "North-East"),
    }
}

fn provinces(regions: &[Region]) -> Vec<Region> {
    let mut provinces: Vec<Region> = regions
        .iter()
        .filter_map(|region| region.path().first().copied())
        .filter(|top| top.kind() == RegionKind::Province)
        .collect();
    provinces.sort_unstable();
    provinces.dedup();
    provinces
}

/// The narrower areas whose names a text says most, weighed by how long the names are; at most a few.
fn areas_named(text: &str) -> Vec<Area> {
    let folded = fold(text);
    let stems: Vec<String> = words(text).into_iter().filter(|word| !word.part).map(|word| word.text).collect();
    let said = |name: &str| -> usize {
        if name.chars().any(|c| anli_text::script(c) == Some(anli_text::Script::Han)) {
            return folded.matches(&fold(name)).count();
        }
        let row: Vec<String> = words(name).into_iter().filter(|word| !word.part).map(|word| word.text).collect();
        // In any order with at most one word between: rotating teachers, rotation of teachers, teacher rotation.
        let holds = |window: &&[String]| row.contains(&window[0]) && row.iter().all(|stem| window.contains(stem));
        match row.len() {
            0 => 0,
            1 => stems.iter().filter(|stem| **stem == row[0]).count(),
            length => stems.windows((length + 1).min(stems.len()).max(1)).filter(holds).count(),
        }
    };
    let weight = |area: Area| -> f32 {
        let of_lang = |lang: &Lang| {
            let known = std::iter::once(area.label(*lang)).chain(area.synonyms(*lang).iter().map(String::as_str));
            let known = known.map(|name| (name, 1.0));
            let hidden = area.hidden_labels(*lang).iter().map(|name| (name.as_str(), 0.5));
            known.chain(hidden).map(|(name, weight)| weight * (1.0 + said(name) as f32).ln()).sum::<f32>()
        };
        Lang::ALL.iter().map(of_lang).sum()
    };
    let mut found: Vec<(f32, Area)> =
        Area::all().filter(|area| area.parent().is_some()).map(|area| (weight(area), area)).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let best = found.first().map_or(0.0, |(weight, _)| *weight);
    // An area that is named in passing beside one that is spoken of is none of its areas.
    found.retain(|(weight, _)| *weight > 0.3 && *weight >= best / 3.0);
    found.truncate(GUESSED);
    found.into_iter().map(|(_, area)| area).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = areas_named(text).into_iter().map(Area::slug).collect();
        assert_eq!(found, expected, "areas of {text:?}");
    }

    #[test]
    fn a_draft_is_of_the_areas_it_names() {
        check("我县拟推行校长职级制，取消校长行政级别。", &["principal-ranks"]);
        check("Our county plans ranks for principals: principal ranks, not grades.", &["principal-ranks"]);
        check("Rotation of teachers between schools", &["teacher-rotation"]);
        check("天气很好。", &[]);
    }

    #[test]
    fn words_are_named_in_the_language_of_the_reader() {
        let term = |surface: &str, lang| SharedTerm { text: surface.to_owned(), surface: surface.to_owned(), lang };
        let both = said(&[term("轮岗", Lang::Zh), term("rotation", Lang::En)]).expect("a reason");
        assert_eq!((both.zh.as_str(), both.en.as_str()), ("都谈到：轮岗", "both speak of: rotation"));
        let one = said(&[term("轮岗", Lang::Zh)]).expect("a reason");
        assert_eq!(one.en, "both speak of: 轮岗");
        assert_eq!(said(&[]), None);
    }
}
