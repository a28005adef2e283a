//! The languages of the site: messages, numbers and dates.
//!
//! Messages are Fluent files in `locales/`; both languages have the same keys. A message is text: templates escape it.

use std::borrow::Borrow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;

/// A language of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lang {
    Zh,
    En,
}

impl Lang {
    pub(crate) const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// As it stands in addresses and in the API.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// As it stands in `lang` and `hreflang` (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            Self::En => "en",
        }
    }

    /// What stands between the items of a list.
    pub(crate) fn separator(self) -> &'static str {
        match self {
            Self::Zh => "、",
            Self::En => ", ",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.as_str() == word)
    }

    /// The tag of a language that the API names.
    pub(crate) fn tag_of(word: &str) -> &str {
        match Self::parse(word) {
            Some(lang) => lang.tag(),
            None => word,
        }
    }

    /// The language that an `Accept-Language` header wants most (RFC 9110, 12.5.4); Chinese when it wants neither.
    pub(crate) fn accepted(header: &str) -> Self {
        let mut best = (0.0, Self::Zh);
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight =
                parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>).unwrap_or(0.0);
            let Some(lang) = Self::parse(tag.split('-').next().unwrap_or_default()) else { continue };
            if weight > best.0 {
                best = (weight, lang);
            }
        }
        best.1
    }
}

/// What a page says in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    pub(crate) lang: Lang,
}

struct Voice {
    bundle: FluentBundle<FluentResource>,
    numbers: Option<DecimalFormatter>,
}

static VOICES: LazyLock<[Voice; 2]> = LazyLock::new(|| Lang::ALL.map(Voice::new));

/// Message files, by language.
fn sources(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Zh => &[
            include_str!("../locales/zh/site.ftl"),
            include_str!("../locales/zh/words.ftl"),
            include_str!("../locales/zh/briefing.ftl"),
            include_str!("../locales/zh/case.ftl"),
            include_str!("../locales/zh/choose.ftl"),
            include_str!("../locales/zh/compare.ftl"),
            include_str!("../locales/zh/concordance.ftl"),
            include_str!("../locales/zh/help.ftl"),
            include_str!("../locales/zh/plan.ftl"),
            include_str!("../locales/zh/shortlist.ftl"),
            include_str!("../locales/zh/trends.ftl"),
        ],
        Lang::En => &[
            include_str!("../locales/en/site.ftl"),
            include_str!("../locales/en/words.ftl"),
            include_str!("../locales/en/briefing.ftl"),
            include_str!("../locales/en/case.ftl"),
            include_str!("../locales/en/choose.ftl"),
            include_str!("../locales/en/compare.ftl"),
            include_str!("../locales/en/concordance.ftl"),
            include_str!("../locales/en/help.ftl"),
            include_str!("../locales/en/plan.ftl"),
            include_str!("../locales/en/shortlist.ftl"),
            include_str!("../locales/en/trends.ftl"),
        ],
    }
}

impl Voice {
    fn new(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.tag().parse().unwrap_or_default()]);
        // No marks around what is put in: it has its own `lang` where it is of another script.
        bundle.set_use_isolating(false);
        for source in sources(lang) {
            // A broken message is one that is missing; a test reads all of them.
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
            let _ = bundle.add_resource(resource);
        }
        let numbers = lang.tag().parse::<icu_locale_core::Locale>().ok();
        let numbers = numbers
            .and_then(|locale| DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok());
        Self { bundle, numbers }
    }
}

impl Ui {
    fn voice(self) -> &'static Voice {
        &VOICES[usize::from(self.lang == Lang::En)]
    }

    /// A message.
    pub(crate) fn t(self, key: &str) -> String {
        self.say(key, &FluentArgs::new())
    }

    /// What stands between the items of a list.
    pub(crate) fn separator(self) -> &'static str {
        self.lang.separator()
    }

    /// A message with a text or number in it.
    pub(crate) fn t1(self, key: &str, name: &str, value: impl Told) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value.told());
        self.say(key, &args)
    }

    /// A message with two texts or numbers in it.
    pub(crate) fn t2(self, key: &str, first: &str, one: impl Told, second: &str, two: impl Told) -> String {
        let mut args = FluentArgs::new();
        args.set(first, one.told());
        args.set(second, two.told());
        self.say(key, &args)
    }

    /// A message with texts or numbers in it.
    pub(crate) fn say(self, key: &str, args: &FluentArgs<'_>) -> String {
        self.find(key, args).unwrap_or_else(|| {
            tracing::warn!(key, lang = self.lang.as_str(), "a message is missing");
            key.to_owned()
        })
    }

    /// A message for a word of the API, such as `level-province`; the word itself when there is none.
    pub(crate) fn word(self, kind: &str, word: &str) -> String {
        self.find(&format!("{kind}-{word}"), &FluentArgs::new()).unwrap_or_else(|| word.to_owned())
    }

    /// A message that may not exist.
    pub(crate) fn find(self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let bundle = &self.voice().bundle;
        let pattern = bundle.get_message(key)?.value()?;
        Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
    }

    /// A number with its digits grouped.
    pub(crate) fn number(self, number: impl Borrow<usize>) -> String {
        let number = *number.borrow();
        match &self.voice().numbers {
            Some(numbers) => numbers.format(&Decimal::from(number)).to_string(),
            None => number.to_string(),
        }
    }

    /// A number with that many digits after the point.
    pub(crate) fn decimal(self, number: f64, digits: usize) -> String {
        let text = format!("{number:.digits$}");
        match (&self.voice().numbers, text.parse::<Decimal>()) {
            (Some(numbers), Ok(decimal)) => numbers.format(&decimal).to_string(),
            _ => text,
        }
    }

    /// A number of things: `key` has `$count` for the plural and `$number` to show.
    pub(crate) fn count(self, key: &str, number: impl Borrow<usize>) -> String {
        let number = *number.borrow();
        self.t2(key, "count", number, "number", self.number(number))
    }

    /// A date or interval of EDTF level 1 (ISO 8601-2), as people write it: `2014-04-15` is 2014年4月15日 or 15 April 2014.
    pub(crate) fn date(self, edtf: &str) -> String {
        match edtf.split_once('/') {
            Some((from, to)) if to.is_empty() || to == ".." => self.t1("date-since", "from", self.day(from)),
            Some((from, to)) => self.t2("date-span", "from", self.day(from), "to", self.day(to)),
            None => self.day(edtf),
        }
    }

    fn day(self, text: &str) -> String {
        let parts: Vec<Option<u16>> = text.split('-').map(|part| part.parse().ok()).collect();
        let mut args = FluentArgs::new();
        let key = match parts[..] {
            [Some(_)] => "date-year",
            [Some(_), Some(month)] if month <= 12 => "date-month",
            [Some(_), Some(month), Some(_)] if month <= 12 => "date-day",
            _ => return text.to_owned(),
        };
        for (name, part) in ["year", "month", "day"].into_iter().zip(parts.iter().flatten()) {
            // Text where it is only shown: years are not grouped.
            if name == "month" { args.set(name, *part) } else { args.set(name, part.to_string()) }
        }
        self.say(key, &args)
    }
}

/// A text or number that a message tells.
pub(crate) trait Told {
    fn told(&self) -> FluentValue<'_>;
}

impl Told for str {
    fn told(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Told for String {
    fn told(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Told for usize {
    fn told(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Told for u8 {
    fn told(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl<T: Told + ?Sized> Told for &T {
    fn told(&self) -> FluentValue<'_> {
        (**self).told()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;

    use super::*;

    fn keys(lang: Lang) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for source in sources(lang) {
            FluentResource::try_new((*source).to_owned()).expect("messages without a fault");
            let names = source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            for name in names.filter_map(|line| line.split_once(" =").map(|(name, _)| name)) {
                assert!(keys.insert(name.to_owned()), "{lang:?} has `{name}` twice");
            }
        }
        keys
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(keys(Lang::Zh), keys(Lang::En));
    }

    #[test]
    fn every_message_that_is_asked_for_exists() {
        let keys = keys(Lang::Zh);
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = vec![root.join("templates"), root.join("src")];
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()));
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            for call in ["ui.t(\"", "ui.t1(\"", "ui.t2(\"", "ui.count(\""] {
                for (at, _) in text.match_indices(call) {
                    let key = text[at + call.len()..].split('"').next().unwrap_or_default();
                    assert!(keys.contains(key), "{}: there is no message `{key}`", path.display());
                }
            }
        }
    }

    #[test]
    fn dates_and_numbers_are_written_as_each_language_does() {
        let (zh, en) = (Ui { lang: Lang::Zh }, Ui { lang: Lang::En });
        for (edtf, chinese, english) in [
            ("2014-04-15", "2014年4月15日", "15 April 2014"),
            ("2014-04", "2014年4月", "April 2014"),
            ("2014", "2014年", "2014"),
            ("2004/2019", "2004年至2019年", "2004 to 2019"),
            ("2004/..", "2004年起", "since 2004"),
            ("unknown", "unknown", "unknown"),
        ] {
            assert_eq!((zh.date(edtf).as_str(), en.date(edtf).as_str()), (chinese, english));
        }
        assert_eq!((zh.number(12345_usize), en.number(12345_usize)), ("12,345".to_owned(), "12,345".to_owned()));
    }

    #[test]
    fn the_language_is_what_the_reader_wants_most() {
        for (header, lang) in [
            ("en-GB,en;q=0.9,zh;q=0.8", Lang::En),
            ("fr, zh-TW;q=0.5, en;q=0.4", Lang::Zh),
            ("", Lang::Zh),
            ("fr", Lang::Zh),
            ("en;q=0", Lang::Zh),
        ] {
            assert_eq!(Lang::accepted(header), lang, "{header}");
        }
    }
}
