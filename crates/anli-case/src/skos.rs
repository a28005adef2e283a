//! Reads SKOS vocabularies in Turtle: the areas and the glossary.

use oxrdf::{NamedOrBlankNode, Term};
use oxttl::TurtleParser;

use crate::Lang;

/// Its namespace.
pub(crate) const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

/// How an area matches a term of another vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchKind {
    /// Interchangeable in many searches (`skos:closeMatch`).
    Close,
    /// The other term is about something near (`skos:relatedMatch`).
    Related,
    /// The other term is a part of it (`skos:narrowMatch`).
    Narrow,
}

/// A concept. Texts are by language, in the order of [`Lang::ALL`].
#[derive(Debug, Default)]
pub(crate) struct Concept {
    pub(crate) slug: String,
    pub(crate) broader: Option<String>,
    pub(crate) labels: [String; 2],
    pub(crate) synonyms: [Vec<String>; 2],
    pub(crate) hidden_labels: [Vec<String>; 2],
    pub(crate) scope_notes: [String; 2],
    pub(crate) matches: Vec<(MatchKind, String)>,
}

/// The concepts in the order of the file. What is said of one mostly stands together, so that it is looked for from the end.
pub(crate) fn parse(turtle: &str) -> Vec<Concept> {
    let mut concepts: Vec<Concept> = Vec::new();
    for triple in TurtleParser::new().for_slice(turtle.as_bytes()) {
        let triple = triple.expect("the vocabulary is checked by a test");
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
        let Some(slug) = slug(subject.as_str()) else { continue };
        let at = concepts.iter().rposition(|concept| concept.slug == slug).unwrap_or_else(|| {
            concepts.push(Concept { slug: slug.to_owned(), ..Concept::default() });
            concepts.len() - 1
        });
        if let Some(property) = triple.predicate.as_str().strip_prefix(SKOS) {
            concepts[at].set(property, &triple.object);
        }
    }
    concepts
}

/// Last part of the address of a concept; the scheme itself has none.
fn slug(iri: &str) -> Option<&str> {
    iri.rsplit('/').next().filter(|slug| !slug.is_empty())
}

impl Concept {
    fn set(&mut self, property: &str, object: &Term) {
        match object {
            Term::Literal(literal) => {
                // The parser gives language tags in lower case.
                let at = match literal.language() {
                    Some("zh-hans") => 0,
                    Some("en") => 1,
                    _ => return,
                };
                let text = literal.value().to_owned();
                match property {
                    "prefLabel" => self.labels[at] = text,
                    "altLabel" => self.synonyms[at].push(text),
                    "hiddenLabel" => self.hidden_labels[at].push(text),
                    "scopeNote" => self.scope_notes[at] = text,
                    _ => {}
                }
            }
            Term::NamedNode(node) => match property {
                "broader" => self.broader = slug(node.as_str()).map(str::to_owned),
                "closeMatch" => self.matches.push((MatchKind::Close, node.as_str().to_owned())),
                "relatedMatch" => self.matches.push((MatchKind::Related, node.as_str().to_owned())),
                "narrowMatch" => self.matches.push((MatchKind::Narrow, node.as_str().to_owned())),
                _ => {}
            },
            _ => {}
        }
    }
}

pub(crate) fn position(lang: Lang) -> usize {
    match lang {
        Lang::Zh => 0,
        Lang::En => 1,
    }
}
