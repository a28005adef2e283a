//! The words of an explanation: a part as one would type it, and in both languages why a case is kept out.

use anli_case::{FactKind, Lang};

use super::{Because, FilterPart, Part, PartKind, Place};
use crate::question::{Expr, Facet, Match, Term};

pub(super) fn joined(terms: &[Term]) -> String {
    let typed: Vec<&str> = terms.iter().map(|term| term.surface.as_str()).collect();
    if terms.iter().all(|term| term.literal) { typed.concat() } else { typed.join(" ") }
}

/// A part as one would type it.
pub(super) fn written(expr: &Expr) -> String {
    let list = |operands: &[Expr], join: &str| {
        let one = |operand: &Expr| match operand {
            Expr::Group(_) | Expr::And(_) | Expr::Or(_) => format!("({})", written(operand)),
            other => written(other),
        };
        operands.iter().map(one).collect::<Vec<_>>().join(join)
    };
    match expr {
        Expr::Group(operands) => list(operands, " "),
        Expr::And(operands) => list(operands, " AND "),
        Expr::Or(operands) => list(operands, " OR "),
        Expr::Not(inner) => format!("NOT {}", list(std::slice::from_ref(inner), "")),
        Expr::In(field, inner) => format!("{}:{}", field.as_str(), list(std::slice::from_ref(inner), "")),
        Expr::Word(term) => term.surface.clone(),
        Expr::Quote(text) => format!("\"{text}\""),
        Expr::Near(parts, slop) => format!("\"{}\"~{slop}", parts.join(" ")),
        Expr::Prefix(text) => format!("{text}*"),
        Expr::Nothing => String::new(),
    }
}

/// The first part that keeps a case out: of the question, else of the filters.
pub(super) fn because(
    question: Option<&Part>,
    matching: Match,
    found: bool,
    filters: &[FilterPart],
) -> Option<Because> {
    if !found {
        return question.map(|part| failing(part, matching, None));
    }
    let filter = filters.iter().find(|filter| !filter.satisfied)?;
    let [wanted_zh, wanted_en] = &filter.wanted_labels;
    let [has_zh, has_en] = &filter.has_labels;
    let name = filter.facet.as_str();
    let (zh_name, _) = facet_names(filter.facet);
    let (zh, en) = if filter.has.is_empty() {
        (
            format!("筛选“{zh_name}：{wanted_zh}”：此案例未注明"),
            format!("filter {name} = {wanted_en}: the case tells none"),
        )
    } else {
        (
            format!("筛选“{zh_name}：{wanted_zh}”：此案例是{has_zh}"),
            format!("filter {name} = {wanted_en}: the case has {has_en}"),
        )
    };
    Some(Because { part: name, text: filter.wanted.join(", "), zh, en })
}

fn facet_names(facet: Facet) -> (&'static str, &'static str) {
    match facet {
        Facet::Region => ("地区", "region"),
        Facet::Area => ("领域", "area"),
        Facet::Year => ("年份", "year"),
        Facet::Level => ("层级", "level"),
        Facet::Stage => ("阶段", "stage"),
        Facet::Lang => ("语言", "language"),
        Facet::Evidence => ("证据", "evidence"),
    }
}

/// The first part below `part`, which is not satisfied, that is why.
fn failing(part: &Part, matching: Match, field: Option<&str>) -> Because {
    let say = |zh: String, en: String| Because { part: "question", text: part.text.clone(), zh, en };
    let text = &part.text;
    let (zh_in, en_in) = match field {
        Some(field) => (format!("{}中", field_name(field)), format!(" in {field}")),
        None => (String::new(), String::new()),
    };
    match part.kind {
        PartKind::Field => {
            let name = text.split(':').next().unwrap_or_default();
            part.parts
                .first()
                .map_or_else(|| say(String::new(), String::new()), |inner| failing(inner, matching, Some(name)))
        }
        PartKind::Not => {
            let inner = part.parts.first();
            let what = inner.map_or(text, |inner| &inner.text);
            let (zh, en) = inner.map(Part::places).as_deref().map_or_else(Default::default, where_it_stands);
            say(format!("不应出现的“{what}”出现了{zh}"), format!("“{what}” must not be there, but is{en}"))
        }
        PartKind::Or => {
            let all: Vec<&str> = part.parts.iter().map(|part| part.text.as_str()).collect();
            say(
                format!("{zh_in}没有其中任何一个：{}", all.join("、")),
                format!("none of these is there{en_in}: {}", all.join(", ")),
            )
        }
        PartKind::And | PartKind::Group => {
            let failed = || part.parts.iter().filter(|part| !part.satisfied);
            let is_word = |part: &&Part| part.kind == PartKind::Word;
            // Where some of the words may be missing, what must or must not be there keeps a case out before them.
            let first = match matching {
                Match::Any | Match::Most => failed().find(|part| !is_word(part)).or_else(|| failed().next()),
                Match::All | Match::Auto => failed().next(),
            };
            let Some(first) = first else {
                return say(format!("“{text}”作为整体不符合"), format!("“{text}” as a whole does not match"));
            };
            let because = failing(first, matching, field);
            let missing: Vec<&str> = failed().filter(is_word).map(|part| part.text.as_str()).collect();
            if !is_word(&first) || missing.len() < 2 {
                return because;
            }
            let of = part.parts.iter().filter(is_word).count();
            let found = of - missing.len();
            Because {
                zh: format!("{}（{of}个词中有{found}个，缺：{}）", because.zh, missing.join("、")),
                en: format!("{} ({found} of {of} words are there; missing: {})", because.en, missing.join(", ")),
                ..because
            }
        }
        PartKind::Near => say(format!("{zh_in}没有相近出现的{text}"), format!("{text}: not near each other{en_in}")),
        PartKind::Quote => say(format!("{zh_in}没有原样的{text}"), format!("{text} is not there word for word{en_in}")),
        PartKind::Nothing => {
            say("问题中没有可检索的词".to_owned(), "the question has no word to search for".to_owned())
        }
        PartKind::Word | PartKind::Prefix | PartKind::Ignored => {
            say(format!("{zh_in}没有“{text}”"), format!("“{text}” is not there{en_in}"))
        }
    }
}

fn where_it_stands(places: &[&Place]) -> (String, String) {
    let Some(place) = places.first() else { return Default::default() };
    let anchor = place.anchor.as_deref().map(|anchor| format!(" {anchor}")).unwrap_or_default();
    (format!("（{}{anchor}）", section_name(place.section)), format!(" ({}{anchor})", place.section))
}

/// A field in Chinese.
fn field_name(field: &str) -> &'static str {
    if field == "body" { "正文" } else { section_name(field) }
}

/// A section in Chinese.
fn section_name(section: &str) -> &'static str {
    match section {
        "title" => "标题",
        "summary" => "摘要",
        "area" => "领域",
        "org" => "单位",
        "place" => "地点",
        other => FactKind::from_word(other).map_or("正文", |kind| kind.label(Lang::Zh)),
    }
}
