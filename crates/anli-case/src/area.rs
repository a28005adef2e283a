//! The reform vocabulary: two levels of areas, each with labels and synonyms in both languages.
//!
//! The vocabulary is SKOS in Turtle ([`Area::turtle`]); it is parsed once. What is made of it here is the facet tree and the
//! other names under which a term may be searched for.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::Lang;
use crate::fault::nearest;
use crate::skos::{self, Concept, MatchKind, position};

const TURTLE: &str = include_str!("../data/areas.ttl");

/// A term of the reform vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(u16);

/// What is known of one area.
struct Known {
    concept: Concept,
    parent: Option<Area>,
}

struct Vocabulary {
    concepts: Vec<Known>,
    by_slug: HashMap<String, Area>,
}

fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| {
        let concepts = skos::parse(TURTLE);
        let by_slug: HashMap<String, Area> = concepts
            .iter()
            .enumerate()
            .filter_map(|(at, concept)| Some((concept.slug.clone(), Area(u16::try_from(at).ok()?))))
            .collect();
        let parent = |concept: &Concept| concept.broader.as_ref().and_then(|slug| by_slug.get(slug)).copied();
        let concepts = concepts.into_iter().map(|concept| Known { parent: parent(&concept), concept }).collect();
        Vocabulary { concepts, by_slug }
    })
}

impl Area {
    /// Every area, a top area before its narrower ones, in the order of the vocabulary.
    pub fn all() -> impl ExactSizeIterator<Item = Area> {
        (0..u16::try_from(vocabulary().concepts.len()).unwrap_or(u16::MAX)).map(Area)
    }

    /// The vocabulary itself, SKOS in Turtle.
    pub fn turtle() -> &'static str {
        TURTLE
    }

    fn concept(self) -> &'static Concept {
        &vocabulary().concepts[self.index()].concept
    }

    /// The area with that slug.
    pub fn from_slug(slug: &str) -> Option<Area> {
        vocabulary().by_slug.get(slug).copied()
    }

    /// What to say of a slug that is none.
    pub(crate) fn unknown(slug: &str) -> String {
        let slugs: Vec<&str> = Self::all().map(Self::slug).collect();
        match nearest(slug, &slugs) {
            Some(near) => format!("`{slug}` is not a reform area; did you mean `{near}`?"),
            None => format!("`{slug}` is not a reform area; `anli areas` lists them"),
        }
    }

    /// Its slug, stable.
    pub fn slug(self) -> &'static str {
        &self.concept().slug
    }

    /// The broader area; `None` for a top one.
    pub fn parent(self) -> Option<Area> {
        vocabulary().concepts[self.index()].parent
    }

    /// The narrower areas, in the order of the vocabulary.
    pub fn children(self) -> impl Iterator<Item = Area> {
        Self::all().filter(move |area| area.parent() == Some(self))
    }

    /// The way to it from the top, itself the last.
    pub fn path(self) -> Vec<Area> {
        self.parent().into_iter().chain([self]).collect()
    }

    /// Preferred label.
    pub fn label(self, lang: Lang) -> &'static str {
        &self.concept().labels[position(lang)]
    }

    /// Other labels a reader may type.
    pub fn synonyms(self, lang: Lang) -> &'static [String] {
        &self.concept().synonyms[position(lang)]
    }

    /// How people say it in passing. They lead a searcher to the area and are never shown.
    pub fn hidden_labels(self, lang: Lang) -> &'static [String] {
        &self.concept().hidden_labels[position(lang)]
    }

    /// What belongs under it and what does not.
    pub fn scope_note(self, lang: Lang) -> &'static str {
        &self.concept().scope_notes[position(lang)]
    }

    /// Terms of other vocabularies, by their address.
    pub fn matches(self) -> &'static [(MatchKind, String)] {
        &self.concept().matches
    }

    /// Position in [`Area::all`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl Serialize for Area {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.slug())
    }
}

impl<'de> Deserialize<'de> for Area {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let slug = String::deserialize(deserializer)?;
        Self::from_slug(&slug).ok_or_else(|| serde::de::Error::custom(Self::unknown(&slug)))
    }
}

#[cfg(test)]
mod tests {
    use oxrdf::Term;
    use oxttl::TurtleParser;

    use super::*;
    use crate::skos::SKOS;

    /// The vocabulary as agreed: each top area with its narrower ones.
    const AGREED: [(&str, &[&str]); 9] = [
        (
            "governance",
            &[
                "separation-of-powers",
                "principal-ranks",
                "school-autonomy",
                "supervision-evaluation",
                "social-participation",
            ],
        ),
        ("balanced-development", &["school-groups", "school-zones", "urban-rural-integration", "admissions"]),
        ("teachers", &["teacher-rotation", "teacher-development", "teacher-incentives"]),
        (
            "learning",
            &["curriculum", "assessment", "digital-education", "labor-education", "moral-arts-sports", "wellbeing"],
        ),
        ("rural-education", &["small-rural-schools", "left-behind-children", "boarding-nutrition"]),
        ("equity", &["migrant-children", "special-education", "financial-aid"]),
        ("stages", &["early-childhood", "vocational", "senior-secondary", "higher-education", "lifelong-community"]),
        ("burden", &["after-school-services", "double-reduction"]),
        ("sectors", &["private-education", "family-school-society", "regional-integration", "finance"]),
    ];

    fn area(slug: &str) -> Area {
        Area::from_slug(slug).unwrap_or_else(|| panic!("no area {slug}"))
    }

    /// Names of an area in both languages.
    fn names(area: Area) -> impl Iterator<Item = &'static str> {
        Lang::ALL.iter().flat_map(move |lang| {
            std::iter::once(area.label(*lang)).chain(area.synonyms(*lang).iter().map(String::as_str))
        })
    }

    #[test]
    fn the_turtle_has_no_error() {
        let faults: Vec<_> = TurtleParser::new().for_slice(TURTLE.as_bytes()).filter_map(Result::err).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }

    #[test]
    fn the_vocabulary_is_the_agreed_one_in_two_levels() {
        let agreed: Vec<&str> =
            AGREED.iter().flat_map(|(top, narrower)| std::iter::once(top).chain(*narrower)).copied().collect();
        assert_eq!(Area::all().map(Area::slug).collect::<Vec<_>>(), agreed, "a top area, then its narrower ones");
        for (top, narrower) in AGREED {
            assert_eq!(area(top).parent(), None, "{top}");
            assert_eq!(area(top).children().map(Area::slug).collect::<Vec<_>>(), narrower, "{top}");
        }
        // A misspelt broader area would make a top one of a narrower one.
        assert!(vocabulary().concepts.iter().all(|known| known.concept.broader.is_some() == known.parent.is_some()));
    }

    #[test]
    fn a_path_leads_from_the_top() {
        let slugs = |slug| area(slug).path().into_iter().map(Area::slug).collect::<Vec<_>>();
        assert_eq!(slugs("school-zones"), ["balanced-development", "school-zones"]);
        assert_eq!(slugs("equity"), ["equity"]);
    }

    #[test]
    fn labels_are_in_both_languages() {
        let principal_ranks = area("principal-ranks");
        assert_eq!(principal_ranks.label(Lang::Zh), "校长职级制");
        assert_eq!(principal_ranks.label(Lang::En), "principal ranks");
        assert!(principal_ranks.synonyms(Lang::En).iter().any(|name| name == "ranking of principals"));
        assert!(area("teacher-incentives").hidden_labels(Lang::En).iter().any(|name| name == "teacher burnout"));
    }

    #[test]
    fn every_area_has_label_and_scope_and_a_narrow_one_many_names() {
        for area in Area::all() {
            for lang in Lang::ALL {
                let of = format!("{} {lang:?}", area.slug());
                assert!(!area.label(*lang).is_empty() && !area.scope_note(*lang).is_empty(), "{of}");
                let (other, hidden) = (area.synonyms(*lang).len(), area.hidden_labels(*lang).len());
                assert!(area.parent().is_none() || (other >= 4 && hidden >= 10), "{of}: {other} and {hidden}");
            }
        }
    }

    #[test]
    fn every_preferred_label_is_given_once() {
        let count = |tag: &str| {
            TurtleParser::new()
                .for_slice(TURTLE.as_bytes())
                .filter_map(Result::ok)
                .filter(|triple| {
                    triple.predicate.as_str() == format!("{SKOS}prefLabel")
                        && matches!(&triple.object, Term::Literal(literal) if literal.language() == Some(tag))
                })
                .count()
        };
        assert_eq!((count("zh-hans"), count("en")), (44, 44));
    }

    #[test]
    fn no_name_stands_for_two_areas() {
        let mut seen: HashMap<String, Area> = HashMap::new();
        for area in Area::all() {
            for name in names(area) {
                let before = seen.insert(name.to_lowercase(), area);
                assert!(before.is_none(), "`{name}` of {} and {}", area.slug(), before.map_or("", Area::slug));
            }
        }
        for area in Area::all() {
            for name in Lang::ALL.iter().flat_map(|lang| area.hidden_labels(*lang)) {
                let before = seen.insert(name.to_lowercase(), area);
                assert!(before.is_none(), "hidden `{name}` of {} and {}", area.slug(), before.map_or("", Area::slug));
            }
        }
    }

    #[test]
    fn matches_are_addresses_of_the_unesco_thesaurus() {
        assert_eq!(
            area("teacher-rotation").matches(),
            [(MatchKind::Close, "http://vocabularies.unesco.org/thesaurus/concept14221".to_owned())]
        );
        let all: Vec<&str> = Area::all().flat_map(Area::matches).map(|(_, iri)| iri.as_str()).collect();
        assert!(all.len() > 30, "{}", all.len());
        assert!(all.iter().all(|iri| iri.starts_with("http://vocabularies.unesco.org/thesaurus/concept")), "{all:?}");
    }

    #[test]
    fn a_wrong_slug_names_the_nearest() {
        assert_eq!(
            Area::unknown("principal-rank"),
            "`principal-rank` is not a reform area; did you mean `principal-ranks`?"
        );
        assert_eq!(Area::unknown("weather"), "`weather` is not a reform area; `anli areas` lists them");
        let error = serde_json::from_str::<Area>("\"school-zone\"").expect_err("no such area");
        assert!(
            error.to_string().starts_with("`school-zone` is not a reform area; did you mean `school-zones`?"),
            "{error}"
        );
    }
}
