//! What a good case has and this one lacks.
//!
//! Nothing here keeps a case out. What is said should be true whenever it is said: an editor who has met three false alarms
//! reads no fourth.

use std::collections::{HashMap, HashSet};

use crate::numbers::without_partner;
use crate::{Case, Fact, FactKind, Fault, Lang, Writeup};

/// Longest summary: characters in Chinese, words in English.
const SUMMARY: (usize, usize) = (200, 90);

/// What `case` lacks; `name` names the file of its write-up in a language.
pub fn advice(case: &Case, name: impl Fn(Lang) -> String) -> Vec<Fault> {
    let original = name(case.lang);
    let mut advice = metadata(case, &original);
    for writeup in &case.writeups {
        let file = name(writeup.lang);
        advice.extend(summary(writeup, &file));
        advice.extend(facts_without_source(writeup, &file));
    }
    advice.extend(sources_never_cited(case, &original));
    if let [first, second] = case.writeups.as_slice() {
        advice.extend(differences((first, &name(first.lang)), (second, &name(second.lang))));
    }
    advice
}

fn metadata(case: &Case, file: &str) -> Vec<Fault> {
    let lacks: [(bool, &'static str, &str); 5] = [
        (case.regions.is_empty(), "no-region", "no `region`; say where it happened, or \"000000\" for nationwide"),
        (case.level.is_none(), "no-level", "no `level`; say at what level of government or institution"),
        (case.areas.is_empty() || case.areas.len() > 3, "areas", "`areas` should be one to three reform areas"),
        (case.sources.is_empty(), "no-source", "no `sources`; say where the facts are from"),
        (case.writeups.len() < 2, "one-language", "only one language; add the translation"),
    ];
    let lacks = lacks.into_iter().filter(|(lacks, ..)| *lacks);
    lacks.map(|(_, code, message)| Fault::advice(file, None, code, message)).collect()
}

fn summary(writeup: &Writeup, file: &str) -> Option<Fault> {
    let (length, most, unit) = match writeup.lang {
        Lang::Zh => (writeup.summary.chars().filter(|c| !c.is_whitespace()).count(), SUMMARY.0, "characters"),
        Lang::En => (writeup.summary.split_whitespace().count(), SUMMARY.1, "words"),
    };
    let told = "no `summary`; say in a few sentences where, when, what and what came of it";
    match length {
        0 => Some(Fault::advice(file, None, "no-summary", told)),
        length if length > most => {
            let message = format!("the summary has {length} {unit}; {most} are enough");
            Some(Fault::advice(file, None, "long-summary", message))
        }
        _ => None,
    }
}

fn facts_without_source<'a>(writeup: &'a Writeup, file: &'a str) -> impl Iterator<Item = Fault> + 'a {
    writeup.facts.iter().filter(|fact| fact.sources.is_empty()).map(move |fact| {
        let message = format!("fact `{}` cites no source; end it with its footnote", fact.anchor);
        Fault::advice(file, Some(fact.line), "fact-without-source", message)
    })
}

fn sources_never_cited(case: &Case, file: &str) -> Vec<Fault> {
    let facts = case.writeups.iter().flat_map(|writeup| &writeup.facts);
    let cited: HashSet<&str> = facts.flat_map(|fact| &fact.sources).map(String::as_str).collect();
    let idle = case.sources.iter().filter(|source| !cited.contains(source.id.as_str()));
    idle.map(|source| {
        let message = format!("source `{}` is never cited; cite it where it belongs or take it out", source.id);
        Fault::advice(file, None, "source-never-cited", message)
    })
    .collect()
}

/// What the second write-up says otherwise than the first, each with its file.
fn differences((first, original): (&Writeup, &str), (second, file): (&Writeup, &str)) -> Vec<Fault> {
    // Facts that do not stand in the same order cannot be compared one by one.
    if let Some(fault) = other_facts(first, original, second, file) {
        return vec![fault];
    }
    let mut differences = Vec::new();
    for (one, other) in first.facts.iter().zip(&second.facts) {
        if one.sources != other.sources {
            let cites = |fact: &Fact| fact.sources.join(", ");
            let message = format!(
                "fact `{}` cites [{}], in {original}:{} [{}]",
                other.anchor,
                cites(other),
                one.line,
                cites(one)
            );
            differences.push(Fault::advice(file, Some(other.line), "footnotes-differ", message));
        }
        differences.extend(numbers(one, original, other, file));
    }
    differences
}

/// Kinds in the order of the text, each with its facts.
fn kinds(writeup: &Writeup) -> Vec<(Option<FactKind>, &[Fact])> {
    writeup.facts.chunk_by(|one, next| one.kind == next.kind).map(|facts| (facts[0].kind, facts)).collect()
}

/// The first place where the facts of two write-ups are of other kinds or another number.
fn other_facts(first: &Writeup, original: &str, second: &Writeup, file: &str) -> Option<Fault> {
    let called = |kind: Option<FactKind>| kind.map_or("text of no kind", FactKind::as_str);
    let (there, here) = (kinds(first), kinds(second));
    let at = (0..there.len().max(here.len())).find(|at| {
        let shape = |kinds: &[(Option<FactKind>, &[Fact])]| kinds.get(*at).map(|(kind, facts)| (*kind, facts.len()));
        shape(&there) != shape(&here)
    })?;
    let message = match (there.get(at), here.get(at)) {
        (Some((kind, one)), Some((same, other))) if kind == same => {
            format!("`{}` has {} facts, in {original} {}", called(*kind), other.len(), one.len())
        }
        (Some((kind, _)), Some((other, _))) => {
            format!("`{}` stands where {original} has `{}`", called(*other), called(*kind))
        }
        (Some((kind, _)), None) => format!("`{}` is missing, which {original} has", called(*kind)),
        (None, Some((kind, _))) => format!("`{}` is not in {original}", called(*kind)),
        (None, None) => return None,
    };
    let line = here.get(at).map(|(_, facts)| facts[0].line);
    Some(Fault::advice(file, line, "facts-differ", message))
}

/// Numbers in digits that have no partner in the other language.
fn numbers(one: &Fact, original: &str, other: &Fact, file: &str) -> Vec<Fault> {
    let fault = |message| Fault::advice(file, Some(other.line), "numbers-differ", message);
    let place = format!("{original}:{}", one.line);
    let extra = without_partner(&other.text, &one.text).into_iter();
    let lacking = without_partner(&one.text, &other.text).into_iter();
    extra
        .map(|number| fault(format!("fact `{}`: {number} is not in {place}", other.anchor)))
        .chain(lacking.map(|number| fault(format!("fact `{}`: {number} of {place} is missing", other.anchor))))
        .collect()
}

/// Ties between cases that lead nowhere or to two: ids and aliases that are taken, and related cases that do not exist. `name`
/// names the file of a case.
pub fn cross_check(cases: &[Case], name: impl Fn(&Case) -> String) -> Vec<Fault> {
    let mut taken: HashMap<&str, &Case> = HashMap::new();
    let mut faults = Vec::new();
    for case in cases {
        if let Some(other) = taken.insert(&case.id, case) {
            let message = format!("id `{}` is that of {} too; give one of them another", case.id, name(other));
            faults.push(Fault::error(&name(case), None, "duplicate-id", message));
        }
    }
    for case in cases {
        for alias in &case.aliases {
            if let Some(other) = taken.insert(alias, case) {
                let message = format!("alias `{alias}` leads to `{}` already; an id stands for one case", other.id);
                faults.push(Fault::error(&name(case), None, "alias-taken", message));
            }
        }
    }
    for case in cases {
        for tie in case.related.iter().filter(|tie| !taken.contains_key(tie.id.as_str())) {
            let message = format!("related case `{}` does not exist; mend the id or take it out", tie.id);
            faults.push(Fault::advice(&name(case), None, "no-such-case", message));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CaseFile, read_case};

    fn case(name: &str, original: &str, english: Option<&str>) -> Case {
        let original = CaseFile { name, bytes: original.as_bytes() };
        let english = english.map(|english| CaseFile { name: "x.en.md", bytes: english.as_bytes() });
        let (case, faults) = read_case(original, english.as_slice());
        case.unwrap_or_else(|| panic!("{faults:?}"))
    }

    const METADATA: &str = "title: 甲\nlang: zh\nsummary: 要点。\nregion: \"370700\"\nlevel: county\nareas: [principal-ranks]\nsources: [{id: \"1\", title: 报道}]";

    /// What is said of two texts under metadata that lack nothing. Texts begin on line 10 and on line 5.
    #[track_caller]
    fn check(original: &str, english: &str, expected: &[&str]) {
        let original = format!("---\n{METADATA}\n---\n{original}");
        let english = format!("---\ntitle: A\nsummary: Gist.\n---\n{english}");
        let case = case("x.md", &original, Some(&english));
        let name = |lang| if lang == Lang::Zh { "x.md" } else { "x.en.md" }.to_owned();
        let found: Vec<String> = advice(&case, name).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_good_case_lacks_nothing() {
        check(
            "## 做法\n\n2004年有617所学校，约20亿元。[^1]",
            "## Mechanism\n\nIn 2004 there were 617 schools and about 2 billion yuan.[^1]",
            &[],
        );
    }

    #[test]
    fn a_translation_that_says_something_else_is_told_where() {
        check(
            "## 做法\n\n2004年有617所学校。[^1]",
            "## Mechanism\n\nIn 2005 there were 617 schools.",
            &[
                "x.en.md:7: fact `f1` cites no source; end it with its footnote",
                "x.en.md:7: fact `f1` cites [], in x.md:12 [1]",
                "x.en.md:7: fact `f1`: 2005 is not in x.md:12",
                "x.en.md:7: fact `f1`: 2004 of x.md:12 is missing",
            ],
        );
    }

    #[test]
    fn a_translation_of_other_facts_is_told_where_it_begins() {
        let original = "## 做法\n\n甲[^1]\n\n乙[^1]\n\n## 成效\n\n丙[^1]";
        check(
            original,
            "## Mechanism\n\nA[^1]\n\n## Result\n\nC[^1]",
            &["x.en.md:7: `mechanism` has 1 facts, in x.md 2"],
        );
        check(
            original,
            "## Mechanism\n\nA[^1]\n\nB[^1]\n\n## Scale\n\nC[^1]",
            &["x.en.md:13: `scale` stands where x.md has `result`"],
        );
        check(original, "## Mechanism\n\nA[^1]\n\nB[^1]", &["x.en.md: `result` is missing, which x.md has"]);
        check(
            original,
            "## Mechanism\n\nA[^1]\n\nB[^1]\n\n## Result\n\nC[^1]\n\n## Annex\n\nD[^1]",
            &["x.en.md:17: `text of no kind` is not in x.md"],
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let case = case("y.md", "---\ntitle: 甲\n---\n", None);
        let found: Vec<String> = advice(&case, |_| "y.md".to_owned()).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "y.md: no `region`; say where it happened, or \"000000\" for nationwide",
                "y.md: no `level`; say at what level of government or institution",
                "y.md: `areas` should be one to three reform areas",
                "y.md: no `sources`; say where the facts are from",
                "y.md: only one language; add the translation",
                "y.md: no `summary`; say in a few sentences where, when, what and what came of it",
            ]
        );
    }

    #[test]
    fn a_long_summary_and_an_idle_source_are_told() {
        let text = format!("---\n{METADATA}\n---\n").replace("要点。", &"字".repeat(201));
        let english = format!("---\ntitle: A\nsummary: {}\n---\n", "word ".repeat(91));
        let case = case("x.md", &text, Some(&english));
        let found: Vec<String> =
            advice(&case, |lang| lang.as_str().to_owned()).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "zh: the summary has 201 characters; 200 are enough",
                "en: the summary has 91 words; 90 are enough",
                "zh: source `1` is never cited; cite it where it belongs or take it out",
            ]
        );
    }

    #[track_caller]
    fn check_ties(files: &[(&str, &str)], expected: &[&str]) {
        let cases: Vec<Case> =
            files.iter().map(|(name, yaml)| case(name, &format!("---\ntitle: 甲\n{yaml}\n---\n"), None)).collect();
        let found: Vec<String> =
            cross_check(&cases, |case| format!("{}.md", case.id)).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn ties_that_lead_nowhere_or_to_two_are_found() {
        check_ties(
            &[("z.md", "related: [{id: gone, kind: part-of}]")],
            &["z.md: related case `gone` does not exist; mend the id or take it out"],
        );
        check_ties(&[("a.md", "aliases: [old]"), ("b.md", "related: [{id: old, kind: part-of}]")], &[]);
        check_ties(
            &[("a.md", "aliases: [b]"), ("b.md", "")],
            &["a.md: alias `b` leads to `b` already; an id stands for one case"],
        );
        check_ties(
            &[("a.md", "aliases: [old]"), ("b.md", "aliases: [old]")],
            &["b.md: alias `old` leads to `a` already; an id stands for one case"],
        );
        check_ties(&[("a.md", ""), ("x/a.md", "")], &["a.md: id `a` is that of a.md too; give one of them another"]);
    }
}
