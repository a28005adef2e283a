//! The JSON of a whole case.

use std::collections::BTreeMap;

use anli_case::{Case, Lang};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AreaBody, Bilingual, FactBody, RegionBody, languages, summaries, titles};

/// A whole case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseBody {
    /// State of the collection.
    pub index_version: String,
    /// Identifier.
    pub id: String,
    /// Retired identifiers.
    pub aliases: Vec<String>,
    /// Language of the original.
    pub lang: String,
    /// Languages of the write-ups, the original first.
    pub languages: Vec<String>,
    /// Titles.
    pub title: Bilingual,
    /// Summaries.
    pub summary: Bilingual,
    /// Places.
    pub region: Vec<RegionBody>,
    /// Level.
    pub level: Option<String>,
    /// When it began: a year, date or EDTF interval.
    pub started: Option<String>,
    /// When it was over.
    pub ended: Option<String>,
    /// When its newest source was published.
    pub reported: Option<String>,
    /// When it began, else when it was reported.
    pub year: Option<u16>,
    /// Stage.
    pub stage: String,
    /// Areas.
    pub areas: Vec<AreaBody>,
    /// Grade of evidence.
    pub evidence: u8,
    /// Bodies that took part.
    pub organizations: Vec<OrganizationBody>,
    /// Prizes and commendations.
    pub awards: Vec<AwardBody>,
    /// Who gains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beneficiaries: Option<BeneficiariesBody>,
    /// Other cases it is tied to.
    pub related: Vec<RelatedBody>,
    /// What footnotes refer to.
    pub sources: Vec<SourceBody>,
    /// Facts of the write-ups, by language.
    pub facts: BTreeMap<String, Vec<FactBody>>,
}

/// A body that took part.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganizationBody {
    /// Name.
    pub name: Bilingual,
    /// `lead`, `partner`, `funder`, `evaluator`
    pub role: Option<String>,
}

/// A prize or commendation.
#[derive(Debug, Serialize, ToSchema)]
pub struct AwardBody {
    /// Name.
    pub name: Bilingual,
    /// When it was given.
    pub year: Option<u16>,
}

/// Who gains.
#[derive(Debug, Serialize, ToSchema)]
pub struct BeneficiariesBody {
    /// Those it is for.
    pub direct: Option<String>,
    /// Those who gain besides.
    pub indirect: Option<String>,
}

/// A tie to another case.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedBody {
    /// Identifier of the other case.
    pub id: String,
    /// `same-reform`, `precursor`, `copied-from`, `part-of`
    pub kind: String,
}

/// A source.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceBody {
    /// What footnotes call it.
    pub id: String,
    /// Address, if it has one to show.
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: Option<String>,
    /// Date, as far as known.
    pub date: Option<String>,
    /// Language tag.
    pub lang: Option<String>,
    /// `official`, `press`, `paper`, `ngo`, `book`, `statistics`, `evaluation`, `web`
    pub kind: Option<String>,
}

impl CaseBody {
    /// The JSON of `case` in an index of that version.
    pub fn new(case: &Case, index_version: String) -> Self {
        let name = |name: &String, name_en: &Option<String>| Bilingual { zh: Some(name.clone()), en: name_en.clone() };
        Self {
            index_version,
            id: case.id.clone(),
            aliases: case.aliases.clone(),
            lang: case.lang.as_str().to_owned(),
            languages: languages(case),
            title: titles(case),
            summary: summaries(case),
            region: case.regions.iter().map(|region| RegionBody::from(*region)).collect(),
            level: case.level.map(|level| level.as_str().to_owned()),
            started: case.started.as_ref().map(ToString::to_string),
            ended: case.ended.as_ref().map(ToString::to_string),
            reported: case.reported.as_ref().map(ToString::to_string),
            year: case.year(),
            stage: case.stage.as_str().to_owned(),
            areas: case.areas.iter().map(|area| AreaBody::from(*area)).collect(),
            evidence: case.evidence(),
            organizations: case
                .organizations
                .iter()
                .map(|body| OrganizationBody {
                    name: name(&body.name, &body.name_en),
                    role: body.role.map(|role| role.as_str().to_owned()),
                })
                .collect(),
            awards: case
                .awards
                .iter()
                .map(|award| AwardBody { name: name(&award.name, &award.name_en), year: award.year })
                .collect(),
            beneficiaries: case
                .beneficiaries
                .as_ref()
                .map(|who| BeneficiariesBody { direct: who.direct.clone(), indirect: who.indirect.clone() }),
            related: case
                .related
                .iter()
                .map(|tie| RelatedBody { id: tie.id.clone(), kind: tie.kind.as_str().to_owned() })
                .collect(),
            sources: case
                .sources
                .iter()
                .map(|source| SourceBody {
                    id: source.id.clone(),
                    url: source.url.clone(),
                    title: source.title.clone(),
                    publisher: source.publisher.clone(),
                    date: source.date.as_ref().map(ToString::to_string),
                    lang: source.lang.clone(),
                    kind: source.kind.map(|kind| kind.as_str().to_owned()),
                })
                .collect(),
            facts: case
                .writeups
                .iter()
                .map(|writeup| {
                    (
                        writeup.lang.as_str().to_owned(),
                        writeup.facts.iter().map(|fact| whole_fact(fact, writeup.lang)).collect(),
                    )
                })
                .collect(),
        }
    }
}

fn whole_fact(fact: &anli_case::Fact, lang: Lang) -> FactBody {
    FactBody {
        anchor: fact.anchor.clone(),
        kind: fact.kind.map(|kind| kind.as_str().to_owned()),
        lang: lang.as_str().to_owned(),
        text: fact.text.clone(),
        marks: None,
        cut: None,
        heading: (!fact.heading.is_empty()).then(|| fact.heading.clone()),
        sources: fact.sources.clone(),
    }
}
