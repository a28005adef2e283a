//! A tree of texts to the types of a case: one place where front matter and JSON lines become the same thing.

use std::collections::{HashMap, HashSet};

use crate::fault::{nearest, not_one_of};
use crate::tree::{Entry, Node, Value};
use crate::{
    Area, Award, Beneficiaries, Case, Fault, Lang, Level, Organization, Period, Region, Related, RelatedKind, Role,
    Source, SourceKind, Stage,
};

/// What the front matter of an original says. The case lacks its id and text.
pub(crate) struct Metadata {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) lang: Option<Lang>,
    pub(crate) case: Case,
}

/// What the front matter of a translation says.
pub(crate) struct Translation {
    pub(crate) title: String,
    pub(crate) summary: String,
}

/// Keys of the front matter.
pub(crate) const KEYS: &[&str] = &[
    "title",
    "lang",
    "summary",
    "region",
    "level",
    "started",
    "ended",
    "reported",
    "stage",
    "areas",
    "organizations",
    "awards",
    "beneficiaries",
    "related",
    "aliases",
    "sources",
];

/// Whether `text` can be the id of a case.
pub(crate) fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.len() <= 100 && text.bytes().next().is_some_and(plain) && text.bytes().all(|b| plain(b) || b == b'-')
}

/// The entries of a map, read one by one.
pub(crate) struct Entries<'a> {
    file: &'a str,
    entries: &'a [Entry],
}

impl<'a> Entries<'a> {
    pub(crate) fn of(file: &'a str, node: &'a Node, faults: &mut Vec<Fault>) -> Option<Self> {
        match &node.value {
            Value::Map(entries) => Some(Self { file, entries }),
            Value::Null => Some(Self { file, entries: &[] }),
            other => {
                faults.push(Fault::error(
                    file,
                    Some(node.line),
                    "not-a-map",
                    format!("{} where `key: value` lines should be", other.sort()),
                ));
                None
            }
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
            .filter(|node| node.value != Value::Null)
    }

    /// A text with its line breaks.
    pub(crate) fn markdown(&self, key: &str, faults: &mut Vec<Fault>) -> Option<&'a str> {
        let node = self.get(key)?;
        match &node.value {
            Value::Text(text) => Some(text),
            other => {
                faults.push(self.wrong_type(key, node.line, other, "a text"));
                None
            }
        }
    }

    fn wrong_type(&self, key: &str, line: usize, found: &Value, wanted: &str) -> Fault {
        self.fault(line, "wrong-type", format!("`{key}` is {}; it should be {wanted}", found.sort()))
    }

    fn fault(&self, line: usize, code: &'static str, message: impl Into<String>) -> Fault {
        Fault::error(self.file, Some(line), code, message)
    }

    /// Notes every key that is not one of `keys`, and every key that stands twice.
    pub(crate) fn only(&self, keys: &[&str], faults: &mut Vec<Fault>) {
        self.once(faults);
        for Entry { key, line, .. } in self.entries.iter().filter(|entry| !keys.contains(&entry.key.as_str())) {
            let cure = match nearest(key, keys) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", keys.join(", ")),
            };
            faults.push(self.fault(*line, "unknown-key", format!("`{key}` is no key of a case; {cure}")));
        }
    }

    /// Notes every key that stands twice.
    fn once(&self, faults: &mut Vec<Fault>) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for Entry { key, line, .. } in self.entries {
            if let Some(before) = seen.insert(key, *line) {
                let message = format!("`{key}` stands twice, on line {before} too; keep one of them");
                faults.push(self.fault(*line, "duplicate-key", message));
            }
        }
    }

    /// A text, trimmed; `None` when absent or empty.
    pub(crate) fn text(&self, key: &str, faults: &mut Vec<Fault>) -> Option<(String, usize)> {
        let node = self.get(key)?;
        match &node.value {
            Value::Text(text) => {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                (!text.is_empty()).then_some((text, node.line))
            }
            other => {
                faults.push(self.wrong_type(key, node.line, other, "a text"));
                None
            }
        }
    }

    fn string(&self, key: &str, faults: &mut Vec<Fault>) -> Option<String> {
        self.text(key, faults).map(|(text, _)| text)
    }

    /// Notes that there is no title; one of a wrong type is noted where it is read.
    fn require_title(&self, faults: &mut Vec<Fault>) {
        let empty = match self.get("title").map(|node| &node.value) {
            Some(Value::Text(title)) => title.trim().is_empty(),
            found => found.is_none(),
        };
        if empty {
            faults.push(Fault::error(self.file, None, "no-title", "no `title`; a case needs one to be found"));
        }
    }

    /// A text or a list of them.
    fn texts(&self, key: &str, faults: &mut Vec<Fault>) -> Vec<(String, usize)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let wrong = |found: &Node| self.wrong_type(key, found.line, &found.value, "a text or a list of texts");
        let mut texts = Vec::new();
        match &node.value {
            Value::Text(text) => texts.push((text.trim().to_owned(), node.line)),
            Value::List(list) => {
                for item in list {
                    match &item.value {
                        Value::Text(text) => texts.push((text.trim().to_owned(), item.line)),
                        _ => faults.push(wrong(item)),
                    }
                }
            }
            _ => faults.push(wrong(node)),
        }
        texts
    }

    /// A list of maps with these keys.
    fn maps(&self, key: &str, keys: &[&str], faults: &mut Vec<Fault>) -> Vec<(Entries<'a>, usize)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let wanted = format!("a list of {{{}}}", keys.join(", "));
        let Value::List(list) = &node.value else {
            faults.push(self.wrong_type(key, node.line, &node.value, &wanted));
            return Vec::new();
        };
        let mut maps = Vec::new();
        for item in list {
            let Value::Map(entries) = &item.value else {
                let message = match &item.value {
                    Value::Text(text) => format!("`{key}`: `{text}` is a text; it should be {{{}}}", keys.join(", ")),
                    other => format!("`{key}`: an entry is {}; it should be {{{}}}", other.sort(), keys.join(", ")),
                };
                faults.push(self.fault(item.line, "wrong-type", message));
                continue;
            };
            let entries = Entries { file: self.file, entries };
            entries.only(keys, faults);
            maps.push((entries, item.line));
        }
        maps
    }

    /// A word of a closed list.
    fn word<T>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Option<T>,
        words: &[&str],
        faults: &mut Vec<Fault>,
    ) -> Option<T> {
        let (text, line) = self.text(key, faults)?;
        let value = read(&text);
        if value.is_none() {
            faults.push(self.fault(line, "unknown-word", format!("`{key}`: {}", not_one_of(&text, words))));
        }
        value
    }

    fn period(&self, key: &str, faults: &mut Vec<Fault>) -> Option<Period> {
        let (text, line) = self.text(key, faults)?;
        let period = Period::parse(&text);
        if period.is_none() {
            faults.push(self.fault(
                line,
                "bad-date",
                format!("`{key}`: `{text}` is not a date; write 2004, 2004-09-10 or 2004/2019"),
            ));
        }
        period
    }
}

macro_rules! words_of {
    ($type:ident) => {
        &$type::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>()
    };
}

/// The metadata of an original; `None` when it is no map.
pub(crate) fn metadata(file: &str, id: &str, node: &Node, faults: &mut Vec<Fault>) -> Option<Metadata> {
    let entries = Entries::of(file, node, faults)?;
    entries.only(KEYS, faults);
    let metadata = read(&entries, &Ids { own: id, valid: is_id }, faults);
    entries.require_title(faults);
    Some(metadata)
}

/// What an id of a case may be, and the one that is this case's own.
pub(crate) struct Ids<'a> {
    pub(crate) own: &'a str,
    pub(crate) valid: fn(&str) -> bool,
}

/// The metadata of a map whose keys were checked; its title may be empty.
pub(crate) fn read(entries: &Entries<'_>, ids: &Ids<'_>, faults: &mut Vec<Fault>) -> Metadata {
    let started = entries.period("started", faults);
    let ended = entries.period("ended", faults);
    if let (Some(from), Some(to)) = (&started, &ended)
        && is_before(to, from)
    {
        let line = entries.get("ended").map_or(0, |node| node.line);
        faults.push(entries.fault(
            line,
            "ended-before-started",
            format!("`ended` is {to}, before `started`, which is {from}"),
        ));
    }
    let case = Case {
        id: String::new(),
        aliases: entries
            .texts("aliases", faults)
            .into_iter()
            .filter_map(|(id, line)| checked_id(entries, "aliases", ids, id, line, faults))
            .collect(),
        lang: Lang::Zh,
        writeups: Vec::new(),
        regions: regions(entries, faults),
        level: entries.word("level", Level::from_word, words_of!(Level), faults),
        started,
        ended,
        reported: entries.period("reported", faults),
        stage: entries.word("stage", Stage::from_word, words_of!(Stage), faults).unwrap_or(Stage::Unknown),
        areas: areas(entries, faults),
        organizations: organizations(entries, faults),
        awards: awards(entries, faults),
        beneficiaries: beneficiaries(entries, faults),
        related: related(entries, ids, faults),
        sources: sources(entries, faults),
    };
    let lang = entries.word("lang", lang_of_tag, words_of!(Lang), faults);
    let summary = entries.string("summary", faults).unwrap_or_default();
    Metadata { title: entries.string("title", faults).unwrap_or_default(), summary, lang, case }
}

/// The language of a tag such as `zh`, `zh-Hans` or `en-GB`.
fn lang_of_tag(tag: &str) -> Option<Lang> {
    Lang::from_word(tag.split('-').next().unwrap_or(tag))
}

/// Whether a date is surely before another: as far as both are told.
fn is_before(one: &Period, other: &Period) -> bool {
    let day = |period: &Period| -> String {
        period.as_str().chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect()
    };
    let (one, other) = (day(one), day(other));
    let told = one.len().min(other.len());
    one[..told] < other[..told]
}

/// Title and summary of a translation, which holds nothing else but those and `keys`.
pub(crate) fn translation(entries: &Entries<'_>, keys: &[&str], faults: &mut Vec<Fault>) -> Option<Translation> {
    entries.once(faults);
    let known = |entry: &&Entry| ["title", "summary"].iter().chain(keys).any(|key| *key == entry.key);
    for Entry { key, line, .. } in entries.entries.iter().filter(|entry| !known(entry)) {
        let message = format!("`{key}` is no key of a translation; it stands in the original");
        faults.push(entries.fault(*line, "unknown-key", message));
    }
    let summary = entries.string("summary", faults).unwrap_or_default();
    entries.require_title(faults);
    Some(Translation { title: entries.string("title", faults)?, summary })
}

fn checked_id(
    entries: &Entries<'_>,
    key: &str,
    ids: &Ids<'_>,
    id: String,
    line: usize,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    if id == ids.own {
        let message = format!("`{key}`: `{id}` is the case itself; take it out");
        faults.push(entries.fault(line, "tied-to-itself", message));
        return None;
    }
    if (ids.valid)(&id) {
        return Some(id);
    }
    faults.push(entries.fault(
        line,
        "bad-id",
        format!("`{key}`: `{id}` is no id of a case; ids are lower-case letters, digits and hyphens"),
    ));
    None
}

fn regions(entries: &Entries<'_>, faults: &mut Vec<Fault>) -> Vec<Region> {
    let mut regions = Vec::new();
    for (code, line) in entries.texts("region", faults) {
        if let Some(region) = Region::from_code(&code) {
            regions.push(region);
            continue;
        }
        let successors = Region::resolve_code(&code);
        let codes = successors.iter().map(|region| region.code()).collect::<Vec<_>>().join(", ");
        match successors.as_slice() {
            [] => faults.push(entries.fault(
                line,
                "unknown-region",
                format!(
                    "`region`: `{code}` is no division code, country code or zone; `anli regions NAME` looks it up"
                ),
            )),
            [only] => {
                regions.push(*only);
                faults.push(Fault::advice(
                    entries.file,
                    Some(line),
                    "retired-region",
                    format!("`region`: `{code}` is retired; write its successor {codes}"),
                ));
            }
            _ => faults.push(entries.fault(
                line,
                "retired-region",
                format!(
                    "`region`: `{code}` is retired and its land is in {codes} now; write the one that is meant, or all"
                ),
            )),
        }
    }
    let mut seen = HashSet::new();
    regions.retain(|region| seen.insert(*region));
    regions
}

fn areas(entries: &Entries<'_>, faults: &mut Vec<Fault>) -> Vec<Area> {
    let mut areas = Vec::new();
    for (slug, line) in entries.texts("areas", faults) {
        match Area::from_slug(&slug) {
            Some(area) if !areas.contains(&area) => areas.push(area),
            Some(_) => {}
            None => faults.push(entries.fault(line, "unknown-area", format!("`areas`: {}", Area::unknown(&slug)))),
        }
    }
    areas
}

fn organizations(entries: &Entries<'_>, faults: &mut Vec<Fault>) -> Vec<Organization> {
    let mut organizations = Vec::new();
    for (map, line) in entries.maps("organizations", &["name", "name_en", "role"], faults) {
        let (name_en, role) =
            (map.string("name_en", faults), map.word("role", Role::from_word, words_of!(Role), faults));
        match map.string("name", faults).or_else(|| name_en.clone()) {
            Some(name) => organizations.push(Organization { name, name_en, role }),
            None => faults.push(entries.fault(line, "no-name", "an organization without `name`; give it one")),
        }
    }
    organizations
}

fn awards(entries: &Entries<'_>, faults: &mut Vec<Fault>) -> Vec<Award> {
    let mut awards = Vec::new();
    for (map, line) in entries.maps("awards", &["name", "name_en", "year"], faults) {
        let (name_en, year) = (map.string("name_en", faults), map.period("year", faults).map(|year| year.first_year()));
        match map.string("name", faults).or_else(|| name_en.clone()) {
            Some(name) => awards.push(Award { name, name_en, year }),
            None => faults.push(entries.fault(line, "no-name", "an award without `name`; give it one")),
        }
    }
    awards
}

fn beneficiaries(entries: &Entries<'_>, faults: &mut Vec<Fault>) -> Option<Beneficiaries> {
    let map = Entries::of(entries.file, entries.get("beneficiaries")?, faults)?;
    map.only(&["direct", "indirect"], faults);
    Some(Beneficiaries { direct: map.string("direct", faults), indirect: map.string("indirect", faults) })
}

fn related(entries: &Entries<'_>, ids: &Ids<'_>, faults: &mut Vec<Fault>) -> Vec<Related> {
    let mut related = Vec::new();
    for (map, line) in entries.maps("related", &["id", "kind"], faults) {
        let before = faults.len();
        let kind = map.word("kind", RelatedKind::from_word, words_of!(RelatedKind), faults);
        if kind.is_none() && faults.len() == before {
            let kinds = words_of!(RelatedKind).join(", ");
            faults.push(entries.fault(line, "no-kind", format!("a related case without `kind`; it is one of {kinds}")));
        }
        match map.text("id", faults) {
            Some((id, line)) => {
                if let (Some(id), Some(kind)) = (checked_id(entries, "id", ids, id, line, faults), kind) {
                    related.push(Related { id, kind });
                }
            }
            None => faults.push(entries.fault(line, "no-id", "a related case without `id`; name the case")),
        }
    }
    related
}

fn sources(entries: &Entries<'_>, faults: &mut Vec<Fault>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for (map, line) in entries.maps("sources", &["id", "url", "title", "publisher", "date", "lang", "kind"], faults) {
        let source = Source {
            id: source_id(&map, sources.len() + 1, faults),
            url: map.text("url", faults).and_then(|(url, line)| checked_url(entries, url, line, faults)),
            title: map.string("title", faults).unwrap_or_default(),
            publisher: map.string("publisher", faults),
            date: map.period("date", faults),
            lang: map.string("lang", faults),
            kind: map.word("kind", SourceKind::from_word, words_of!(SourceKind), faults),
        };
        if source.title.is_empty() {
            faults.push(entries.fault(line, "no-title", format!("source `{}` has no `title`; give it one", source.id)));
        }
        if !taken.insert(source.id.clone()) {
            faults.push(entries.fault(
                line,
                "duplicate-source",
                format!("source `{}` stands twice; give each source an id of its own", source.id),
            ));
        }
        sources.push(source);
    }
    sources
}

/// The id of a source; its number in the list when it has none.
fn source_id(source: &Entries<'_>, number: usize, faults: &mut Vec<Fault>) -> String {
    let Some((id, line)) = source.text("id", faults) else { return number.to_string() };
    if id.contains(|c: char| c.is_whitespace() || matches!(c, '[' | ']')) || id.chars().count() > 50 {
        let message =
            format!("source `{id}` cannot be cited; name it in a few letters or digits, without spaces and brackets");
        faults.push(source.fault(line, "bad-source-id", message));
    }
    id
}

fn checked_url(entries: &Entries<'_>, url: String, line: usize, faults: &mut Vec<Fault>) -> Option<String> {
    if is_url(&url) {
        return Some(url);
    }
    faults.push(entries.fault(line, "bad-url", format!("`url`: {}", no_url(&url))));
    None
}

/// Whether a page may link there.
pub(crate) fn is_url(url: &str) -> bool {
    let rest = ["http://", "https://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// What to say of an address that is none.
pub(crate) fn no_url(url: &str) -> String {
    format!("`{url}` is no http address; leave it out for a page that is not to be linked")
}
