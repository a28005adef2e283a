//! Similar cases over the project's own corpus and over a few made ones.

mod common;

use std::path::Path;
use std::sync::OnceLock;

use anli_case::Lang;
use anli_query::{Filters, Like, Question, SimilarAnswer, SimilarError, SimilarQuestion};
use common::Library;
use serde_json::json;

fn real() -> &'static Library {
    static REAL: OnceLock<Library> = OnceLock::new();
    REAL.get_or_init(|| Library::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus"), 2))
}

fn like(like: Like, limit: usize, diverse: bool) -> SimilarQuestion {
    SimilarQuestion { like, filters: Filters::default(), limit, diverse }
}

fn to_case(library: &Library, id: &str, diverse: bool) -> SimilarAnswer {
    library.engine.similar(&like(Like::Case(id.to_owned()), 10, diverse)).expect("an answer")
}

fn to_text(library: &Library, text: &str) -> Result<SimilarAnswer, SimilarError> {
    library.engine.similar(&like(Like::Text(text.to_owned()), 10, true))
}

fn ids(answer: &SimilarAnswer) -> Vec<&str> {
    answer.hits.iter().map(|similar| similar.hit.case.id.as_str()).collect()
}

const WEIFANG: &str = "shandong-weifang-principal-ranks";

#[test]
fn a_case_has_others_of_its_kind_and_never_itself() {
    let all = real().answer(&Question { per_page: 100, ..Question::parse("").expect("every case") });
    for hit in all.hits.iter().step_by(5) {
        for diverse in [true, false] {
            let answer = to_case(real(), &hit.case.id, diverse);
            assert_eq!(answer.hits.len(), 10, "{}", hit.case.id);
            let found = ids(&answer);
            assert!(!found.contains(&hit.case.id.as_str()));
            assert!(found.iter().all(|id| found.iter().filter(|other| *other == id).count() == 1));
            assert!(answer.hits.iter().all(|similar| !similar.reasons.is_empty()), "{}", hit.case.id);
            if !diverse {
                let scores: Vec<f32> = answer.hits.iter().map(|similar| similar.hit.score).collect();
                assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
            }
        }
    }
}

#[test]
fn reasons_and_differences_are_told_in_both_languages() {
    let answer = to_case(real(), WEIFANG, true);
    let jinzhong = answer.hits.iter().find(|similar| similar.hit.case.id == "shanxi-jinzhong-principal-ranks");
    let jinzhong = jinzhong.expect("the same reform in another province");
    let codes = |reasons: &[anli_query::Reason]| reasons.iter().map(|reason| reason.code).collect::<Vec<_>>();
    assert_eq!(codes(&jinzhong.reasons), ["shared-terms", "shared-areas", "same-level"]);
    assert_eq!(codes(&jinzhong.differences), ["economic-region", "decade"]);
    assert_eq!(jinzhong.relation.as_ref().map(|relation| relation.kind.as_str()), Some("same-reform"));
    assert!(jinzhong.reasons[0].zh.contains("校长职级制"), "{}", jinzhong.reasons[0].zh);
    assert!(jinzhong.reasons[0].en.contains("ranks"), "{}", jinzhong.reasons[0].en);
    let difference = &jinzhong.differences[1];
    assert_eq!((&difference.values[..], &difference.asked[..]), (&["2010".to_owned()][..], &["2000".to_owned()][..]));
}

#[test]
fn a_draft_in_either_language_finds_what_it_is_about() {
    let zh = "我县校长职级制改革实施方案\n\n取消中小学校长行政级别，建立职级评定、绩效薪酬和任期交流制度，校长由教育局选聘。";
    let en = "Plan for ranks of principals\n\nThe county will take administrative grades away from school principals, rank them by merit, and select them openly.";
    for (text, lang) in [(zh, Lang::Zh), (en, Lang::En)] {
        let answer = to_text(real(), text).expect("an answer");
        assert!(answer.areas.iter().any(|area| area.slug() == "principal-ranks"), "{:?}", answer.areas);
        assert!(answer.terms.iter().all(|term| term.lang == lang), "{:?}", answer.terms);
        let first = &answer.hits[0].hit.case;
        assert!(first.areas.iter().any(|area| area.slug() == "principal-ranks"), "{}", first.id);
    }
}

#[test]
fn one_province_does_not_fill_the_list() {
    let provinces = |diverse| {
        let answer = to_case(real(), WEIFANG, diverse);
        let of = |similar: &anli_query::SimilarHit| {
            similar.hit.case.regions.first().map(|region| region.path()[0].code().to_owned())
        };
        let mut all: Vec<String> = answer.hits.iter().filter_map(of).filter(|code| code != "000000").collect();
        all.sort();
        all.chunk_by(|a, b| a == b).map(<[_]>::len).max().unwrap_or(0)
    };
    assert!(provinces(true) <= provinces(false));
    assert!(provinces(true) <= 4, "{}", provinces(true));
}

#[test]
fn what_says_too_little_is_refused() {
    for text in ["", " \n", "的", "2014", "the of and", "😀", "校"] {
        assert!(matches!(to_text(real(), text), Err(SimilarError::TooShort)), "{text:?}");
    }
    let missing = real().engine.similar(&like(Like::Case("nowhere".to_owned()), 10, true));
    assert!(matches!(missing, Err(SimilarError::NoSuchCase(id)) if id == "nowhere"));
}

#[test]
fn a_case_in_one_language_is_found_from_the_other() {
    let line =
        |id: &str, lang: &str, title: &str, body: &str| json!({"id": id, "lang": lang, "title": title, "body": body});
    let mut lines = vec![
        line("rotation", "en", "Teacher rotation", "Teachers move between schools every six years."),
        line("meals", "en", "Free meals", "Pupils of village schools have lunch without charge."),
    ];
    for at in 0..8 {
        lines.push(line(&format!("other-{at}"), "zh", "食堂", "食堂建设与营养。"));
    }
    let library = Library::of_lines(&lines, 1);
    let answer = to_text(&library, "教师轮岗交流方案：教师每六年在学校之间轮换。").expect("an answer");
    assert_eq!(ids(&answer)[0], "rotation", "{:?}", ids(&answer));
}

#[test]
fn filters_narrow_and_a_retired_id_leads_to_its_case() {
    let mut question = like(Like::Case(WEIFANG.to_owned()), 50, true);
    question.filters.regions.extend(anli_case::Region::from_code("110000"));
    let answer = real().engine.similar(&question).expect("an answer");
    assert!(!answer.hits.is_empty());
    let beijing = |similar: &anli_query::SimilarHit| {
        similar.hit.case.regions.iter().any(|region| region.path()[0].code() == "110000")
    };
    assert!(answer.hits.iter().all(beijing));
    let with_alias = "---\ntitle: 教师轮岗\nlang: zh\naliases: [old-name]\n---\n教师轮岗交流。\n";
    let library = Library::of_files(&[("a.md", with_alias), ("b.md", "---\ntitle: 轮岗\nlang: zh\n---\n教师轮岗。\n")]);
    let answer = to_case(&library, "old-name", true);
    assert_eq!((answer.of.as_deref(), ids(&answer)), (Some("a"), vec!["b"]));
}

#[test]
fn a_case_does_not_gain_by_being_in_two_languages() {
    let body = "教师轮岗交流制度，优秀教师到薄弱学校任教。";
    let one = json!({"id": "one", "lang": "zh", "title": "教师轮岗制度", "body": body});
    let two = json!({"id": "two", "lang": "zh", "title": "教师轮岗制度", "body": body, "translations": {"en": {"title": "Teacher rotation", "body": "Good teachers go to weak schools."}}});
    let other = json!({"id": "asked", "lang": "zh", "title": "教师轮岗制度", "body": body, "translations": {"en": {"title": "Teacher rotation", "body": "Good teachers go to weak schools."}}});
    let library = Library::of_lines(&[one, two, other], 1);
    let answer = to_case(&library, "asked", false);
    let scores: Vec<f32> = answer.hits.iter().map(|similar| similar.hit.score).collect();
    assert!(scores.len() == 2 && (scores[0] - scores[1]).abs() < 0.35 * scores[0], "{scores:?}");
}
