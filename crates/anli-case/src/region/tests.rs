//! What the vocabulary of regions promises: counts, an unbroken tree, and what each spelling finds.
#![allow(clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};

use super::table::table;
use super::*;

/// Codes found for a text, in order; those found by a retired name or code carry a star.
fn found(text: &str) -> Vec<String> {
    let star = |found: &RegionMatch| if found.by == NameKind::Retired { "*" } else { "" };
    Region::find(text).iter().map(|found| format!("{}{}", found.region.code(), star(found))).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "finding {text:?}");
}

#[track_caller]
fn check_first(text: &str, expected: &str) {
    assert_eq!(found(text).first().map(String::as_str), Some(expected), "finding {text:?}");
}

fn region(code: &str) -> Region {
    Region::from_code(code).unwrap()
}

fn count(kind: RegionKind) -> usize {
    Region::all().filter(|region| region.kind() == kind).count()
}

#[test]
fn as_many_regions_as_the_sources_have() {
    assert_eq!(count(RegionKind::Nationwide), 1);
    assert_eq!(count(RegionKind::Province), 34);
    assert_eq!(count(RegionKind::Prefecture), 333);
    assert_eq!(count(RegionKind::County), 2846);
    assert_eq!(count(RegionKind::Country), 249 - 4, "ISO 3166-1 without CN, HK, MO and TW");
    assert_eq!(count(RegionKind::Zone), 7);
}

#[test]
fn codes_are_unique_and_parents_come_first() {
    assert_eq!(table().codes.len(), Region::all().len());
    for region in Region::all() {
        assert_eq!(Region::from_code(region.code()), Some(region));
        assert!(region.parent().is_none_or(|parent| parent < region), "{} stands before its parent", region.code());
        let high = matches!(region.kind(), RegionKind::Nationwide | RegionKind::Province | RegionKind::Country);
        let across = region.kind() == RegionKind::Zone && !region.members().is_empty();
        assert_eq!(region.parent().is_none(), high || across, "{}", region.code());
    }
}

#[test]
fn every_region_has_its_names_and_is_found_by_them() {
    for region in Region::all() {
        for name in [region.code(), region.name(Lang::Zh), region.short_name(Lang::Zh), region.name(Lang::En)] {
            assert!(!name.is_empty(), "{} lacks a name", region.code());
            assert!(Region::find(name).iter().any(|found| found.region == region), "{name} misses {}", region.code());
        }
        assert_eq!(region.pinyin().is_empty(), region.kind() == RegionKind::Country, "{}", region.code());
        let syllables = region.pinyin().split(' ').filter(|syllable| !syllable.is_empty());
        let characters = if region.pinyin().is_empty() { 0 } else { region.name(Lang::Zh).chars().count() };
        assert_eq!(syllables.count(), characters, "{}", region.code());
    }
}

#[test]
fn every_retired_code_and_name_leads_to_regions_of_today() {
    assert_eq!(table().retired.len(), 3459);
    for retired in &table().retired {
        assert!(!retired.successors.is_empty(), "{} {}", retired.code, retired.zh);
        assert!(!Region::resolve_code(retired.code).is_empty(), "{}", retired.code);
        let found: Vec<_> = Region::find(retired.zh).into_iter().map(|found| found.region).collect();
        for successor in &retired.successors {
            assert!(successor.path().iter().any(|over| found.contains(over)), "{} misses {successor:?}", retired.zh);
        }
    }
}

#[test]
fn all_spellings_of_a_name() {
    for text in ["370700", "３７０７００", "潍坊", "潍坊市", " 濰坊市 ", "濰坊"] {
        check(text, &["370700"]);
    }
    for text in ["weifang", "Wei Fang", "Wéifāng", "WEI-FANG SHI", "Weifang City"] {
        check(text, &["370700"]);
    }
    check("海盐县", &["330424"]);
    check("Haiyan County", &["330424", "632223"]);
    check("haidian", &["110108"]);
    check("Haidian District", &["110108"]);
    check("石柱县", &["500240"]);
    check("Shizhu County", &["500240"]);
    check("恩施州", &["422800"]);
    check("恩施", &["422800", "422801"]);
    check("涉县", &["130426"]);
    check("鄂温克旗", &["150724"]);
}

#[test]
fn english_names_with_and_without_their_signs() {
    for text in ["Xian", "Xi'an", "Xi’an", "xi an"] {
        check_first(text, "610100");
    }
    for text in ["Ürümqi", "Urumqi", "Wulumuqi", "U\u{308}ru\u{308}mqi"] {
        check(text, &["650100", "650121"]);
    }
    for text in ["Lüliang", "Luliang", "lvliang", "Lyuliang"] {
        check_first(text, "141100");
    }
    for text in ["Tibet", "Xizang", "西藏", "西藏自治区"] {
        check(text, &["540000"]);
    }
    check("Inner Mongolia", &["150000"]);
    check("Neimenggu", &["150000"]);
    check("Kashgar", &["653100", "653101"]);
    check("Lhoka", &["540500"]);
    check("Shaanxi", &["610000"]);
    check("Shanxi Province", &["140000", "610000"]);
    check("Macau", &["820000"]);
    check("United States", &["US"]);
    check("Cote d'Ivoire", &["CI"]);
    check("Turkey", &["TR"]);
    check("Bosnia & Herzegovina", &["BA"]);
    check("GB", &["GB"]);
}

#[test]
fn a_shared_name_gives_every_bearer() {
    check("鼓楼区", &["320106", "320302", "350102", "410204"]);
    let parents: HashSet<_> = Region::find("鼓楼区").iter().map(|found| found.region.parent()).collect();
    assert_eq!(parents.len(), 4);
    check("吉林", &["220000", "220200"]);
    check("吉林市", &["220200"]);
    check("海南", &["460000", "632500", "150303"]);
}

#[test]
fn twenty_nine_county_names_are_shared_by_sixty_six_counties() {
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for county in Region::all().filter(|region| region.kind() == RegionKind::County) {
        *bearers.entry(county.name(Lang::Zh)).or_default() += 1;
    }
    let shared: Vec<_> = bearers.values().filter(|count| **count > 1).collect();
    assert_eq!((shared.len(), shared.into_iter().sum::<usize>()), (29, 66));
}

#[test]
fn names_and_codes_of_the_past() {
    check("江干区", &["330102*", "330114*"]);
    check("jianggan", &["330102*", "330114*"]);
    check("密云县", &["110118*"]);
    check("110228", &["110118*"]);
    check("抚宁县", &["130302*", "130304*", "130306*"]);
    check("130323", &["130302*", "130304*", "130306*"]);
    check("襄樊市", &["420600*"]);
    check("东郊区", &["120110*"]);
    check("120110", &["120110"]);
    check("萧山市", &["330109*"]);
    check("濰坊地區", &["370200*", "370700*"]);
    check("北京縣", &[]);
    assert_eq!(Region::find("110228")[0].former.as_deref(), Some("110228"));
    assert_eq!(Region::find("Miyun Xian")[0].former.as_deref(), Some("密云县"));
    assert_eq!(Region::former_name("110228"), Some("密云县"));
    assert_eq!(Region::former_name("110118"), None);
    assert_eq!(Region::resolve_code("110228"), [region("110118")]);
    assert_eq!(Region::resolve_code("120110"), [region("120110")]);
    assert_eq!(Region::resolve_code("510200"), [region("500000")]);
    assert_eq!(Region::resolve_code("999999"), []);
}

#[test]
fn what_is_no_name_finds_nothing() {
    for text in ["", " ", "·", "校长职级制", "Weifangs", &"潍坊".repeat(100)] {
        check(text, &[]);
    }
}

#[test]
fn zones_have_members_or_a_parent() {
    check("长三角", &["x-yangtze-delta"]);
    check("Greater Bay Area", &["x-greater-bay"]);
    check("雄安新区", &["x-xiongan"]);
    assert_eq!(region("x-hengqin").path(), [region("440000"), region("440400"), region("x-hengqin")]);
    let members: Vec<_> = region("x-jing-jin-ji").members().iter().map(|member| member.code()).collect();
    assert_eq!(members, ["110000", "120000", "130000"]);
    assert!(region("370700").members().is_empty());
}

#[test]
fn paths_begin_at_the_top() {
    assert_eq!(region("370705").path(), [region("370000"), region("370700"), region("370705")]);
    assert_eq!(region("429004").path(), [region("420000"), region("429004")]);
    assert_eq!(region("110108").path(), [region("110000"), region("110108")]);
    assert_eq!(region("US").path(), [region("US")]);
}

#[test]
fn economic_regions_of_the_statistics_bureau() {
    let economic = |code| region(code).economic_region();
    assert_eq!(economic("460100"), Some(EconomicRegion::East));
    assert_eq!(economic("430000"), Some(EconomicRegion::Central));
    assert_eq!(economic("210211"), Some(EconomicRegion::NorthEast));
    assert_eq!(economic("150000"), Some(EconomicRegion::West));
    assert_eq!(economic("x-liangjiang"), Some(EconomicRegion::West));
    for code in ["000000", "710000", "810000", "US", "x-yangtze-delta"] {
        assert_eq!(economic(code), None, "{code}");
    }
    let provinces = Region::all().filter(|region| region.kind() == RegionKind::Province);
    assert_eq!(provinces.filter(|province| province.economic_region() == Some(EconomicRegion::West)).count(), 12);
}

#[test]
fn polyphones_are_read_as_the_place_is() {
    let readings = "重庆市 chong qing shi,六安市 lu an shi,蚌埠市 beng bu shi,亳州市 bo zhou shi,厦门市 xia men shi,台州市 tai zhou shi,\
        丽水市 li shui shi,乐清市 yue qing shi,乐都区 le du qu,大埔县 da bu xian,番禺区 pan yu qu,东莞市 dong guan shi,浚县 xun xian,\
        单县 shan xian,莘县 shen xian,中牟县 zhong mu xian,涡阳县 guo yang xian,铅山县 yan shan xian,尉氏县 wei shi xian,\
        泌阳县 bi yang xian,繁峙县 fan shi xian,洪洞县 hong tong xian,井陉县 jing xing xian,蔚县 yu xian,乐亭县 lao ting xian,\
        荥阳市 xing yang shi,荥经县 ying jing xian,宕昌县 tan chang xian,漯河市 luo he shi,筠连县 jun lian xian,朝阳市 chao yang shi,\
        长治市 chang zhi shi,长子县 zhang zi xian,大城县 dai cheng xian,吕梁市 lv liang shi,闵行区 min hang qu,什邡市 shi fang shi";
    for (name, pinyin) in readings.split(',').map(|reading| reading.trim().split_once(' ').unwrap()) {
        assert_eq!(Region::find(name)[0].region.pinyin(), pinyin, "{name}");
    }
}

#[test]
fn serializes_as_its_code() {
    assert_eq!(serde_json::to_string(&region("370700")).unwrap(), r#""370700""#);
    assert_eq!(serde_json::from_str::<Region>(r#""x-xiongan""#).unwrap(), region("x-xiongan"));
    let fault = serde_json::from_str::<Region>(r#""370799""#).unwrap_err();
    assert!(fault.to_string().starts_with("`370799` is not a region"), "{fault}");
}
