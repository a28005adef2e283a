//! A case as a document of the index.

use anli_case::{Case, FactKind, Lang, Level, Stage};
use anli_text::{Part, encode};
use tantivy::TantivyDocument;

use crate::schema::{Fields, Lengths, Marks, Section};

/// The document of `case`, read from files with that hash.
pub(crate) fn document(fields: &Fields, case: &Case, hash: u64) -> Result<TantivyDocument, serde_json::Error> {
    let mut document = TantivyDocument::new();
    document.add_text(fields.id, &case.id);
    for alias in &case.aliases {
        document.add_text(fields.alias, alias);
    }
    document.add_u64(fields.hash, hash);
    document.add_u64(fields.tie, tie(&case.id));
    for (lang, pair) in [(Lang::Zh, fields.zh), (Lang::En, fields.en)] {
        if let Some(text) = writeup_text(case, lang) {
            document.add_text(pair.words, &text);
            document.add_text(pair.symbols, text);
        }
    }
    let names = names_text(case);
    document.add_text(fields.names.words, &names);
    document.add_text(fields.names.symbols, names);
    for region in &case.regions {
        document.add_u64(fields.regions, region.index() as u64);
    }
    for area in &case.areas {
        document.add_u64(fields.areas, area.index() as u64);
    }
    document.add_u64(fields.marks, marks(case).pack());
    document.add_u64(fields.lengths, lengths(case).pack());
    document.add_bytes(fields.case, &serde_json::to_vec(case)?);
    Ok(document)
}

fn lengths(case: &Case) -> Lengths {
    let length = |lang| case.writeup(lang).map_or(0, |writeup| u32::try_from(writeup.length()).unwrap_or(u32::MAX));
    Lengths { zh: length(Lang::Zh), en: length(Lang::En) }
}

/// Orders cases of equal score: arbitrary, but the same in every index.
fn tie(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(first)
}

fn part(section: Section, text: &str) -> Part<'_> {
    Part { sort: section.letter(), weight: section.weight(), text }
}

fn writeup_text(case: &Case, lang: Lang) -> Option<String> {
    let writeup = case.writeup(lang)?;
    let mut parts = vec![part(Section::Title, &writeup.title), part(Section::Summary, &writeup.summary)];
    for fact in &writeup.facts {
        if !fact.heading.is_empty() {
            parts.push(part(Section::Facts(None), &fact.heading));
        }
        parts.push(part(Section::Facts(fact.kind), &fact.text));
    }
    parts.retain(|part| !part.text.is_empty());
    Some(encode(parts))
}

fn names_text(case: &Case) -> String {
    let mut parts = Vec::new();
    for area in &case.areas {
        for lang in Lang::ALL {
            parts.push(part(Section::Areas, area.label(*lang)));
        }
    }
    for organization in &case.organizations {
        parts.push(part(Section::Organizations, &organization.name));
        parts.extend(organization.name_en.iter().map(|name| part(Section::Organizations, name)));
    }
    let mut places: Vec<_> = case.regions.iter().flat_map(|region| region.path()).collect();
    places.sort_unstable();
    places.dedup();
    for place in places {
        parts.push(part(Section::Places, place.name(Lang::Zh)));
        parts.push(part(Section::Places, place.name(Lang::En)));
    }
    encode(parts)
}

fn marks(case: &Case) -> Marks {
    let position = |found: Option<usize>| found.map_or(0, |at| u8::try_from(at).unwrap_or(0));
    Marks {
        year: case.year().unwrap_or(0),
        level: position(
            case.level.and_then(|level| Level::ALL.iter().position(|known| *known == level)).map(|at| at + 1),
        ),
        stage: position(Stage::ALL.iter().position(|known| *known == case.stage)),
        langs: Lang::ALL
            .iter()
            .enumerate()
            .filter(|(_, lang)| case.writeup(**lang).is_some())
            .map(|(at, _)| 1 << at)
            .sum(),
        evidence: case.evidence(),
        depth: depth(case),
    }
}

/// What a case tells, in hundredths that its score is raised by: that something was done in a place, how, for how long,
/// what came of it and who took it over. At most a third, so that it decides between cases that match about as well, and no more.
fn depth(case: &Case) -> u8 {
    let tells =
        |kind: FactKind| case.writeups.iter().any(|writeup| writeup.facts.iter().any(|fact| fact.kind == Some(kind)));
    let kinds = FactKind::ALL.iter().filter(|kind| tells(**kind)).map(|kind| match kind {
        FactKind::Result => 8,
        FactKind::Mechanism => 5,
        FactKind::Spread => 4,
        FactKind::Scale => 3,
        FactKind::Resources | FactKind::Difficulty | FactKind::Critique | FactKind::Lesson | FactKind::Condition => 2,
        FactKind::Motivation | FactKind::Context => 0,
    });
    let in_a_place = u8::from(case.level.is_some_and(|level| level != Level::Nationwide)) * 5;
    // A reform that has run for long shows better than a fresh one whether it holds.
    let years = match (&case.started, &case.reported) {
        (Some(from), Some(to)) => to.first_year().saturating_sub(from.first_year()),
        _ => 0,
    };
    let lasting = u8::try_from(years).unwrap_or(u8::MAX).min(10);
    (kinds.sum::<u8>() + in_a_place + lasting).min(35)
}
