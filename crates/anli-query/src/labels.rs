//! The vocabularies as a source of other names: what a run of question words may also be called.
//!
//! The name of an area stands for all its names. A term of the glossary stands for its own other names alone, even where it is also one
//! of the many names of an area: 特岗教师 is a kind of post, and the area around it much more. What people say in passing leads to the term or
//! the area that they mean, and is itself never a name of it.

use std::collections::HashMap;
use std::sync::OnceLock;

use anli_case::{Area, GlossaryTerm, Lang};
use anli_text::{fold, words};

use crate::question::Term;

/// What else a run of words is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    /// In the order of the vocabulary; never the run itself.
    pub(crate) labels: Vec<&'static str>,
    pub(crate) source: Source,
    /// Of a term that is also one of the many names of an area, the other names of that: too wide to be found by, good to rank by.
    pub(crate) around: Vec<&'static str>,
}

/// Where other names are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// The areas, by one of their labels.
    Areas,
    /// The glossary.
    Glossary,
    /// Areas and glossary, by what people say in passing.
    Everyday,
}

impl Source {
    /// The word used in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Glossary => "glossary",
            Self::Everyday => "everyday",
        }
    }
}

/// One meaning of a name.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Area(Area),
    Term(GlossaryTerm),
}

impl Meaning {
    fn names(self) -> Vec<&'static str> {
        match self {
            Self::Area(area) => Lang::ALL.iter().flat_map(|lang| names_of_area(area, *lang)).collect(),
            Self::Term(term) => Lang::ALL.iter().flat_map(|lang| term.names(*lang)).collect(),
        }
    }
}

/// The labels of an area in a language, the preferred one first.
pub(crate) fn names_of_area(area: Area, lang: Lang) -> impl Iterator<Item = &'static str> {
    std::iter::once(area.label(lang)).chain(area.synonyms(lang).iter().map(String::as_str))
}

#[derive(Default)]
struct Labels {
    /// By the words of the label, in their indexed form.
    by_words: HashMap<Vec<String>, (Source, Vec<Meaning>)>,
    /// By folded text, for labels in Chinese, which a question may cut otherwise than the label alone.
    by_text: HashMap<String, (Source, Vec<Meaning>)>,
    /// Areas of which it is one of the other names, by folded text.
    around: HashMap<String, Vec<Area>>,
    longest: usize,
}

impl Labels {
    /// Of sources that know a label the first one to say so counts.
    fn add(&mut self, label: &str, source: Source, meaning: Meaning) {
        let key = indexed(label);
        self.longest = self.longest.max(key.len());
        for (known, meanings) in [
            self.by_words.entry(key).or_insert_with(|| (source, Vec::new())),
            self.by_text.entry(fold(label)).or_insert_with(|| (source, Vec::new())),
        ] {
            if *known == source {
                meanings.push(meaning);
            }
        }
    }
}

fn indexed(label: &str) -> Vec<String> {
    words(label).into_iter().filter(|word| !word.part).map(|word| word.text).collect()
}

fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(|| {
        let mut labels = Labels { longest: 1, ..Labels::default() };
        for (area, lang) in areas() {
            labels.add(area.label(lang), Source::Areas, Meaning::Area(area));
        }
        for term in GlossaryTerm::all() {
            for name in Lang::ALL.iter().flat_map(|lang| term.names(*lang)) {
                labels.add(name, Source::Glossary, Meaning::Term(term));
            }
        }
        for (area, lang) in areas() {
            for name in area.synonyms(lang) {
                labels.add(name, Source::Areas, Meaning::Area(area));
                labels.around.entry(fold(name)).or_default().push(area);
            }
        }
        for (area, lang) in areas() {
            area.hidden_labels(lang).iter().for_each(|name| labels.add(name, Source::Everyday, Meaning::Area(area)));
        }
        for term in GlossaryTerm::all() {
            for name in Lang::ALL.iter().flat_map(|lang| term.hidden_labels(*lang)) {
                labels.add(name, Source::Everyday, Meaning::Term(term));
            }
        }
        labels
    })
}

fn areas() -> impl Iterator<Item = (Area, Lang)> {
    Area::all().flat_map(|area| Lang::ALL.iter().map(move |lang| (area, *lang)))
}

/// The longest run of words from `terms[0]` on that has other names, its length and those.
pub(crate) fn other_names(terms: &[Term]) -> Option<(usize, Names)> {
    let labels = labels();
    for count in (1..=terms.len().min(labels.longest.max(6))).rev() {
        let run = &terms[..count];
        let key: Vec<String> = run.iter().map(|term| term.text.clone()).collect();
        let text: String = run.iter().map(|term| fold(&term.surface)).collect();
        let Some((source, meanings)) = labels.by_words.get(&key).or_else(|| labels.by_text.get(&text)) else {
            continue;
        };
        let mut others: Vec<&'static str> = Vec::new();
        for name in meanings.iter().flat_map(|meaning| meaning.names()) {
            if !others.contains(&name) && fold(name) != text && indexed(name) != key {
                others.push(name);
            }
        }
        let around = labels.around.get(&text).filter(|_| *source == Source::Glossary).into_iter().flatten();
        let around = around.flat_map(|area| Meaning::Area(*area).names()).filter(|name| fold(name) != text).collect();
        return (!others.is_empty()).then_some((count, Names { labels: others, source: *source, around }));
    }
    None
}

/// What a word or name in its indexed form is called in `lang`, by areas and glossary.
pub(crate) fn names_in(word: &str, lang: Lang) -> Vec<&'static str> {
    let labels = labels();
    let meanings = labels.by_text.get(word).filter(|(source, _)| *source != Source::Everyday);
    let names = meanings.into_iter().flat_map(|(_, meanings)| meanings).flat_map(|meaning| match meaning {
        Meaning::Area(area) => names_of_area(*area, lang).collect::<Vec<_>>(),
        Meaning::Term(term) => term.names(lang).collect(),
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::{Expr, Question};

    #[track_caller]
    fn check(text: &str, source: Source, has: &str, has_not: &str) {
        let terms: Vec<Term> = match Question::parse(text).expect("a question").expr.expect("words") {
            Expr::Word(term) => vec![term],
            Expr::Group(operands) => operands
                .into_iter()
                .filter_map(|operand| match operand {
                    Expr::Word(term) => Some(term),
                    _ => None,
                })
                .collect(),
            other => panic!("{text}: {other:?}"),
        };
        let (count, names) = other_names(&terms).unwrap_or_else(|| panic!("{text} has no other names"));
        assert_eq!((count, names.source), (terms.len(), source), "{text}: {names:?}");
        assert!(names.labels.contains(&has) && !names.labels.contains(&has_not), "{text}: {names:?}");
    }

    #[test]
    fn an_area_has_all_its_names_and_a_term_its_own() {
        check("校长职级制", Source::Areas, "principal ranks", "校长职级制");
        check("principal ranks", Source::Areas, "校长职级制", "principal ranks");
        check("名校集团化", Source::Glossary, "collectivization school-running", "学校联盟");
        check("collectivization school-running", Source::Glossary, "集团化办学", "school federations");
    }

    #[test]
    fn what_people_say_leads_to_the_area() {
        check("truancy", Source::Everyday, "student financial aid", "truancy");
        check("名校挂牌", Source::Everyday, "school groups", "名校挂牌");
    }

    #[test]
    fn what_people_say_leads_to_the_term() {
        check("too many pupils in one class", Source::Everyday, "大班额", "too many pupils in one class");
        check("too many pupil in one classes", Source::Everyday, "oversized class", "class too big");
        check("老师轮换", Source::Everyday, "教师轮岗", "换学校教书");
        check("幼稚園學費", Source::Everyday, "kindergarten fees", "幼儿园收费");
        check("lollipop lady", Source::Everyday, "护学岗", "crossing patrol");
        check("phones banned in school", Source::Everyday, "digital education", "phone ban");
    }

    /// However its words are inflected, it leads to one term, by names that are none of what people say.
    #[test]
    fn what_people_say_means_one_term_and_is_never_a_name_of_it() {
        let hidden = |term: GlossaryTerm| Lang::ALL.iter().flat_map(move |lang| term.hidden_labels(*lang));
        let said: std::collections::HashSet<&str> = GlossaryTerm::all().flat_map(hidden).map(String::as_str).collect();
        let mut faults = Vec::new();
        for term in GlossaryTerm::all() {
            for label in hidden(term) {
                let known = [labels().by_words.get(&indexed(label)), labels().by_text.get(&fold(label))];
                let means_it = |known: &Option<&(Source, Vec<Meaning>)>| match known {
                    Some((Source::Everyday, meanings)) => {
                        matches!(meanings.as_slice(), [one] if one.names() == Meaning::Term(term).names())
                    }
                    _ => false,
                };
                if !known.iter().all(means_it) {
                    faults.push((label.clone(), term.label(Lang::Zh)));
                }
            }
            let names = Meaning::Term(term).names().into_iter().filter(|name| said.contains(name));
            faults.extend(names.map(|name| (name.to_owned(), term.label(Lang::Zh))));
        }
        assert_eq!(faults, []);
        assert_eq!(names_in("lollipop lady", Lang::Zh), Vec::<&str>::new());
    }

    /// Every term of art that the analyser knows is known to the glossary, in English too.
    #[test]
    fn every_word_of_the_lexicon_has_an_english_name() {
        let known: std::collections::HashSet<String> =
            GlossaryTerm::all().flat_map(|term| term.names(Lang::Zh)).map(fold).collect();
        let words = anli_text::LEXICON.lines().filter_map(|line| line.split(' ').next());
        let missing: Vec<&str> = words.filter(|word| !known.contains(*word)).collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
