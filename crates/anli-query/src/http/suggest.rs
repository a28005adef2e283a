//! Suggestions over HTTP, in our own form and in that of OpenSearch, which browsers know.

use anli_case::Lang;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::pairs;
use super::params::{Given, number, one_of};
use super::problem::Problem;
use super::wire::Bilingual;
use crate::{Engine, Suggestion};

/// Longest text that suggestions are made for, in characters: who has typed more is not looking for a name.
const MAX_TYPED: usize = 100;
/// Most suggestions.
const MAX_SUGGESTIONS: usize = 20;
/// Suggestions when nothing else is asked for.
const SUGGESTIONS: usize = 8;

/// How the parameters are documented; [`Asked::new`] reads them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // The documentation of the API is made from it.
pub(super) struct SuggestParams {
    /// What is typed: the beginning or an inner part of a Chinese name, its pinyin or the initials of that, or the beginning of an English
    /// word. Nothing is suggested for nothing.
    #[param(example = "xzzjz", max_length = 100)]
    q: Option<String>,
    /// Suggestions at most, 8 by default
    #[param(minimum = 1, maximum = 20)]
    limit: Option<usize>,
    /// Language to show names in where they have one in it: `zh`, `en`; by default that in which they were found. It filters nothing.
    lang: Option<String>,
    /// `json` (default), `opensearch`: four arrays, as browsers read them
    format: Option<String>,
}

/// What is asked for, checked.
pub struct Asked {
    typed: String,
    limit: usize,
    lang: Option<Lang>,
    opensearch: bool,
}

impl Asked {
    /// Reads the parameters.
    ///
    /// # Errors
    /// A [`Problem`] of status 400 that names the parameter.
    pub fn new<K: AsRef<str>, V: AsRef<str>>(given: impl IntoIterator<Item = (K, V)>) -> Result<Self, Problem> {
        let given = Given::only(given, &["q", "limit", "lang", "format"])?;
        let typed = given.value("q").unwrap_or_default();
        let found = typed.chars().count();
        if found > MAX_TYPED {
            let detail = format!(
                "`q` has {found} characters, more than {MAX_TYPED}; suggestions are for what is being typed, a search takes more"
            );
            return Err(Problem::parameter("question-too-long", "q", detail));
        }
        let number_of = |limit| number("limit", limit, 1, MAX_SUGGESTIONS);
        let form = |format| one_of("format", format, &["json", "opensearch"], |word| word);
        Ok(Self {
            limit: given.value("limit").map_or(Ok(SUGGESTIONS), number_of)?,
            lang: given.value("lang").map(|lang| one_of("lang", lang, Lang::ALL, Lang::as_str)).transpose()?,
            opensearch: given.value("format").map(form).transpose()? == Some("opensearch"),
            typed: typed.to_owned(),
        })
    }

    /// The suggestions.
    ///
    /// # Errors
    /// [`crate::EngineError`] when the index cannot be read.
    pub fn answer(&self, engine: &Engine) -> Result<SuggestBody, crate::EngineError> {
        let index_version = engine.version();
        let found = engine.suggest(&self.typed, self.limit, self.lang)?;
        Ok(SuggestBody {
            index_version,
            q: self.typed.clone(),
            suggestions: found.into_iter().map(SuggestionBody::from).collect(),
        })
    }
}

/// Suggestions for what is typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestBody {
    /// State of the collection; the same version and text give the same suggestions.
    pub index_version: String,
    /// What was typed.
    pub q: String,
    /// Suggestions: names that begin so, then those with it inside, then those that sound so; of these the one with most cases first.
    pub suggestions: Vec<SuggestionBody>,
}

/// Something that what is typed may mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionBody {
    /// The name to show.
    #[schema(example = "校长职级制")]
    pub text: String,
    /// Its language.
    pub lang: String,
    /// `area`, `region`, `organization`, `title`, `term`
    pub kind: String,
    /// Preferred names.
    pub label: Bilingual,
    /// For a place, the one it lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Bilingual>,
    /// The parameter of a search that takes `value`: `area`, `region` or `q`; `null` for a title, whose value is the id of its case.
    pub parameter: Option<String>,
    /// Slug of an area, code of a place, question for a body or a term (ask it with `expand=0` for the same count), id of a case.
    #[schema(example = "principal-ranks")]
    pub value: String,
    /// How many cases it leads to, exactly.
    pub count: usize,
}

impl From<Suggestion> for SuggestionBody {
    fn from(suggestion: Suggestion) -> Self {
        Self {
            text: suggestion.text,
            lang: suggestion.lang.as_str().to_owned(),
            kind: suggestion.kind.as_str().to_owned(),
            label: Bilingual { zh: suggestion.zh, en: suggestion.en },
            within: suggestion.within.map(|(zh, en)| Bilingual { zh: Some(zh), en: Some(en) }),
            parameter: suggestion.kind.parameter().map(str::to_owned),
            value: suggestion.value,
            count: suggestion.cases,
        }
    }
}

/// What was typed, the names, how many cases each has, and where they are.
type OpenSearch = (String, Vec<String>, Vec<String>, Vec<String>);

/// The form of the OpenSearch suggestions extension 1.1. Addresses are those of the page in the language of each name.
fn opensearch(body: SuggestBody) -> OpenSearch {
    let mut all: OpenSearch = (body.q, Vec::new(), Vec::new(), Vec::new());
    for suggestion in body.suggestions {
        all.2.push(match (suggestion.lang.as_str(), suggestion.count) {
            ("zh", count) => format!("{count} 个案例"),
            (_, 1) => "1 case".to_owned(),
            (_, count) => format!("{count} cases"),
        });
        // A title is asked for as such: that page shows its case first.
        let (name, value) = match suggestion.parameter.as_deref() {
            Some(name) => (name, suggestion.value),
            None => ("q", format!("title:{}", crate::suggest::quoted(&suggestion.text))),
        };
        let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, &value).finish();
        all.3.push(format!("/{}/?{query}", suggestion.lang));
        all.1.push(suggestion.text);
    }
    all
}

/// Suggestions while typing
#[utoipa::path(get, path = "/api/v1/suggest", tag = "search", params(SuggestParams),
    responses((status = 200, description = "Areas, places, bodies, titles and terms", content((SuggestBody = "application/json"), (Vec<Vec<String>> = "application/x-suggestions+json"))),
        (status = 400, description = "A parameter is wrong", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn suggest(State(engine): State<Engine>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let asked = Asked::new(pairs(query.as_deref())?)?;
    let body = asked.answer(&engine)?;
    if !asked.opensearch {
        return Ok(Json(body).into_response());
    }
    let mut response = Json(opensearch(body)).into_response();
    let kind = HeaderValue::from_static("application/x-suggestions+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &[(&str, &str)], code: &str, detail: &str) {
        let problem = Asked::new(given.iter().copied()).err().expect("a wrong parameter");
        assert_eq!((problem.status, problem.code, problem.detail.as_str()), (400, code, detail));
    }

    #[test]
    fn what_is_wrong_is_named_with_the_cure() {
        let range = "it must be a whole number from 1 to 20";
        check(&[("limit", "0")], "invalid-value", &format!("`limit` is `0`; {range}"));
        check(&[("limit", "1000")], "invalid-value", &format!("`limit` is `1000`; {range}"));
        check(&[("lang", "fr")], "invalid-value", "`lang` is `fr`; it must be one of zh, en");
        check(&[("format", "xml")], "invalid-value", "`format` is `xml`; it must be one of json, opensearch");
        check(&[("q", "a"), ("q", "b")], "repeated-parameter", "`q` is given twice; give it once");
        check(&[("prefix", "a")], "unknown-parameter", "`prefix` is not a parameter; there are q, limit, lang, format");
        check(
            &[("q", &"字".repeat(101))],
            "question-too-long",
            "`q` has 101 characters, more than 100; suggestions are for what is being typed, a search takes more",
        );
    }

    #[test]
    fn opensearch_is_four_arrays() {
        let suggestion = |text: &str, lang: &str, parameter: Option<&str>, value: &str, count| SuggestionBody {
            text: text.to_owned(),
            lang: lang.to_owned(),
            kind: String::new(),
            label: Bilingual::default(),
            within: None,
            parameter: parameter.map(str::to_owned),
            value: value.to_owned(),
            count,
        };
        let suggestions = vec![
            suggestion("学区制", "zh", Some("area"), "school-zones", 12),
            suggestion("Zoning in X", "en", None, "x-zoning", 1),
        ];
        let body = SuggestBody { index_version: String::new(), q: "z".to_owned(), suggestions };
        assert_eq!(
            serde_json::to_value(opensearch(body)).expect("JSON"),
            serde_json::json!([
                "z",
                ["学区制", "Zoning in X"],
                ["12 个案例", "1 case"],
                ["/zh/?area=school-zones", "/en/?q=title%3A%22Zoning+in+X%22"]
            ])
        );
    }
}
