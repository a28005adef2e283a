//! What a case page says to machines: JSON-LD with the words of schema.org.

use serde_json::{Value, json};

use super::facts::followed;
use super::{CasePage, steps};
use crate::api::{Area, Bilingual, Case, Region, Source};
use crate::asked::Asked;
use crate::page::{Page, data_block};
use crate::ui::Lang;

impl CasePage<'_> {
    /// What the page says to machines (JSON-LD).
    pub(super) fn data(&self) -> String {
        data_block(&json!({ "@context": "https://schema.org", "@graph": [self.report(), self.crumbs()] }))
    }

    fn report(&self) -> Value {
        let (case, lang) = (self.case, self.ui.lang);
        let name = |text: &Bilingual| text.best(lang).to_owned();
        let place =
            |region: &Region| json!({ "@type": "Place", "name": name(&region.name), "identifier": region.code });
        let area = |area: &Area| json!({ "@type": "DefinedTerm", "termCode": area.id, "name": name(&area.label), "inDefinedTermSet": format!("{}/api/v1/areas", self.page.origin) });
        let bodies = |wanted: fn(&str) -> bool| -> Vec<Value> {
            let bodies = case.organizations.iter().filter(|body| wanted(body.role.as_deref().unwrap_or_default()));
            bodies.map(|body| json!({ "@type": "Organization", "name": name(&body.name) })).collect()
        };
        let source = |source: &Source| {
            let mut work = json!({ "@type": "CreativeWork", "name": source.title });
            put(&mut work, "url", source.url.clone().filter(|url| followed(url)));
            put(
                &mut work,
                "publisher",
                source.publisher.as_ref().map(|name| json!({ "@type": "Organization", "name": name })),
            );
            put(&mut work, "datePublished", source.date.clone().filter(|date| !date.contains('/')));
            put(&mut work, "inLanguage", source.lang.as_deref().map(Lang::tag_of));
            work
        };
        let mut report = json!({
            "@type": "Report",
            "@id": self.bare.canonical(lang),
            "url": self.bare.canonical(lang),
            "identifier": case.id,
            "name": self.title.text,
            "inLanguage": self.title.lang.tag(),
            "license": "https://creativecommons.org/licenses/by/4.0/",
        });
        put(&mut report, "alternateName", self.second.as_ref().map(|second| second.text));
        put(&mut report, "abstract", Some(case.summary.best(lang)).filter(|text| !text.is_empty()));
        put(&mut report, "temporalCoverage", covered(case));
        put(&mut report, "dateModified", self.modified);
        for (key, values) in [
            ("spatialCoverage", case.region.iter().map(place).collect()),
            ("about", case.areas.iter().map(area).collect()),
            ("author", bodies(|role| role == "lead")),
            ("contributor", bodies(|role| !["lead", "funder"].contains(&role))),
            ("funder", bodies(|role| role == "funder")),
            ("award", case.awards.iter().map(|award| json!(name(&award.name))).collect::<Vec<_>>()),
            ("citation", case.sources.iter().map(source).collect()),
        ] {
            put(&mut report, key, (!values.is_empty()).then_some(values));
        }
        report
    }

    /// Where the page stands: search, place, case.
    fn crumbs(&self) -> Value {
        let search = Page { list: Vec::new(), ..self.bare.clone() };
        let mut way = vec![(search.link(""), self.ui.t("nav-search"))];
        way.extend(
            self.case
                .region
                .first()
                .map(|region| steps(&search, region))
                .unwrap_or_default()
                .into_iter()
                .map(|(href, run)| (href, run.text.to_owned())),
        );
        way.push((search.here(Asked::default()), self.title.text.to_owned()));
        let item = |(at, (href, name)): (usize, (String, String))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": format!("{}{href}", self.page.origin) });
        let items: Vec<Value> = way.into_iter().enumerate().map(item).collect();
        json!({ "@type": "BreadcrumbList", "itemListElement": items })
    }
}

/// When what the case tells took place (ISO 8601).
fn covered(case: &Case) -> Option<String> {
    match (case.started.as_deref(), case.ended.as_deref()) {
        (Some(started), None) if started.contains('/') || case.stage == "ended" => Some(started.to_owned()),
        (Some(started), ended) => Some(format!("{}/{}", started.split('/').next()?, ended.unwrap_or(".."))),
        (None, Some(ended)) => Some(format!("../{ended}")),
        (None, None) => case.reported.clone(),
    }
}

/// Puts a value that there may not be into an object.
fn put(object: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object[key] = value.into();
    }
}
