//! What a good case has and this one lacks.

use std::collections::HashMap;

use crate::numbers::{in_digits, same, values};
use crate::{Case, Fact, Fault, Lang, Severity, Writeup};

/// Longest summary: characters in Chinese, words in English.
const SUMMARY: (usize, usize) = (200, 90);

/// What `case` lacks; `name` names the file of its write-up in a language.
pub fn advice(case: &Case, name: impl Fn(Lang) -> String) -> Vec<Fault> {
    let original = name(case.lang);
    let mut advice = Vec::new();
    let mut lacks = |what: bool, code: &'static str, message: &str| {
        if what {
            advice.push(Fault::advice(&original, None, code, message));
        }
    };
    lacks(case.regions.is_empty(), "no-region", "no `region`; say where it happened, or \"000000\" for nationwide");
    lacks(case.level.is_none(), "no-level", "no `level`; say at what level of government or institution");
    lacks(case.areas.is_empty() || case.areas.len() > 3, "areas", "`areas` should be one to three reform areas");
    lacks(case.sources.is_empty(), "no-source", "no `sources`; say where the facts are from");
    lacks(case.writeups.len() < 2, "one-language", "only one language; add the translation");
    for writeup in &case.writeups {
        let file = name(writeup.lang);
        advice.extend(summary(writeup, &file));
        for fact in writeup.facts.iter().filter(|fact| fact.sources.is_empty()) {
            advice.push(Fault::advice(
                &file,
                Some(fact.line),
                "fact-without-source",
                format!("fact `{}` cites no source; end it with its footnote", fact.anchor),
            ));
        }
    }
    for source in &case.sources {
        if !case.writeups.iter().flat_map(|writeup| &writeup.facts).any(|fact| fact.sources.contains(&source.id)) {
            advice.push(Fault::advice(
                &original,
                None,
                "source-never-cited",
                format!("source `{}` is never cited; cite it where it belongs or take it out", source.id),
            ));
        }
    }
    if let [first, second] = case.writeups.as_slice() {
        advice.extend(differences(first, second, &name(second.lang)));
    }
    advice
}

fn summary(writeup: &Writeup, file: &str) -> Option<Fault> {
    let (length, most, unit) = match writeup.lang {
        Lang::Zh => (writeup.summary.chars().filter(|c| !c.is_whitespace()).count(), SUMMARY.0, "characters"),
        Lang::En => (writeup.summary.split_whitespace().count(), SUMMARY.1, "words"),
    };
    match length {
        0 => Some(Fault::advice(
            file,
            None,
            "no-summary",
            "no `summary`; say in a few sentences where, when, what and what came of it",
        )),
        length if length > most => Some(Fault::advice(
            file,
            None,
            "long-summary",
            format!("the summary has {length} {unit}; {most} are enough"),
        )),
        _ => None,
    }
}

/// What the second write-up says otherwise than the first.
fn differences(first: &Writeup, second: &Writeup, file: &str) -> Vec<Fault> {
    let kinds = |writeup: &Writeup| writeup.facts.iter().map(|fact| fact.kind).collect::<Vec<_>>();
    if kinds(first) != kinds(second) {
        let message = format!(
            "its facts are not those of the original: {} against {}, heading by heading",
            second.facts.len(),
            first.facts.len()
        );
        return vec![Fault::advice(file, None, "facts-differ", message)];
    }
    let mut differences = Vec::new();
    for (one, other) in first.facts.iter().zip(&second.facts) {
        if one.sources != other.sources {
            let message = format!(
                "fact `{}` cites [{}], in the original [{}]",
                other.anchor,
                other.sources.join(", "),
                one.sources.join(", ")
            );
            differences.push(Fault::advice(file, Some(other.line), "footnotes-differ", message));
        }
        differences.extend(numbers(one, other, file));
    }
    differences
}

/// Numbers in digits that have no partner in the other language.
fn numbers(one: &Fact, other: &Fact, file: &str) -> Vec<Fault> {
    let lone = |from: &Fact, to: &Fact| -> Vec<String> {
        let partners = values(&to.text);
        in_digits(&from.text)
            .into_iter()
            .filter(|(_, value)| !partners.iter().any(|partner| same(*partner, *value)))
            .map(|(text, _)| text)
            .collect()
    };
    let fault = |text: String, place: &str| {
        Fault::advice(
            file,
            Some(other.line),
            "numbers-differ",
            format!("fact `{}`: {text} stands in the {place} only", other.anchor),
        )
    };
    let here = lone(other, one).into_iter().map(|text| fault(text, "translation"));
    let there = lone(one, other).into_iter().map(|text| fault(text, "original"));
    here.chain(there).collect()
}

/// Ties between cases that lead nowhere: related cases that do not exist, and aliases that are taken. `name` names the file of a case.
pub fn cross_check(cases: &[Case], name: impl Fn(&Case) -> String) -> Vec<Fault> {
    let mut taken: HashMap<&str, &str> = cases.iter().map(|case| (case.id.as_str(), case.id.as_str())).collect();
    let mut faults = Vec::new();
    for case in cases {
        for alias in &case.aliases {
            if let Some(other) = taken.insert(alias, &case.id) {
                let message = format!("alias `{alias}` leads to `{other}` already; an id stands for one case");
                faults.push(Fault {
                    severity: Severity::Error,
                    ..Fault::error(&name(case), None, "alias-taken", message)
                });
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

    fn case(original: &str, english: &str) -> Case {
        let files = [
            CaseFile { name: "x.md", bytes: original.as_bytes() },
            CaseFile { name: "x.en.md", bytes: english.as_bytes() },
        ];
        read_case(files[0], &files[1..]).0.expect("a case without errors")
    }

    const GOOD: &str = "---\ntitle: 甲\nlang: zh\nsummary: 要点。\nregion: \"370700\"\nlevel: county\nareas: [principal-ranks]\nsources: [{id: \"1\", title: 报道}]\n---\n## 做法\n\n2004年有617所学校，约20亿元。[^1]\n";

    #[track_caller]
    fn check(original: &str, english: &str, expected: &[&str]) {
        let found: Vec<String> = advice(&case(original, english), |lang| format!("x.{}.md", lang.as_str()))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_good_case_lacks_nothing() {
        check(
            GOOD,
            "---\ntitle: A\nsummary: Gist.\n---\n## Mechanism\n\nIn 2004 there were 617 schools and about 2 billion yuan.[^1]\n",
            &[],
        );
    }

    #[test]
    fn a_translation_that_says_something_else_is_told_where() {
        check(
            GOOD,
            "---\ntitle: A\nsummary: Gist.\n---\n## Mechanism\n\nIn 2005 there were 617 schools and 2 billion yuan.\n",
            &[
                "x.en.md:7: fact `f1` cites no source; end it with its footnote",
                "x.en.md:7: fact `f1` cites [], in the original [1]",
                "x.en.md:7: fact `f1`: 2005 stands in the translation only",
                "x.en.md:7: fact `f1`: 2004 stands in the original only",
            ],
        );
        check(
            GOOD,
            "---\ntitle: A\nsummary: Gist.\n---\n## Result\n\nX.[^1]\n",
            &["x.en.md: its facts are not those of the original: 1 against 1, heading by heading"],
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let bare = CaseFile { name: "y.md", bytes: "---\ntitle: 甲\n---\n".as_bytes() };
        let case = read_case(bare, &[]).0.expect("a case");
        let codes: Vec<&str> = advice(&case, |_| "y.md".to_owned()).iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["no-region", "no-level", "areas", "no-source", "one-language", "no-summary"]);
    }

    #[test]
    fn ties_that_lead_nowhere_are_found() {
        let tied =
            CaseFile { name: "z.md", bytes: "---\ntitle: 甲\nrelated: [{id: gone, kind: part-of}]\n---\n".as_bytes() };
        let case = read_case(tied, &[]).0.expect("a case");
        assert_eq!(
            cross_check(&[case], |case| format!("{}.md", case.id))[0].to_string(),
            "z.md: related case `gone` does not exist; mend the id or take it out"
        );
    }
}
