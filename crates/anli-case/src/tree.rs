//! Front matter and JSON lines as one sort of tree, with the line of every value.
//!
//! Nothing is typed here: a wrong type is then a fault of one value, and does not hide the others. Keys that stand twice are
//! kept twice, for the same reason.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Error, MessageFormatter, Spanned, UserMessageFormatter};

/// A value and the line it stands on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) line: usize,
    /// Where in the YAML it is written, in bytes; of an alias, where its anchor is.
    written: Option<Range<usize>>,
    pub(crate) value: Value,
}

/// A key with its value and the line of the key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) node: Node,
}

/// A value of YAML or JSON; scalars are text, whatever they look like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Text(String),
    /// A scalar that YAML takes for a number or a truth value; becomes the text it was written as.
    Plain(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// Why YAML cannot be read at all.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) line: Option<usize>,
    pub(crate) message: String,
}

impl Node {
    /// Reads YAML; lines count from 1 within `yaml`.
    pub(crate) fn from_yaml(yaml: &str) -> Result<Self, Unreadable> {
        // A case needs a few hundred nodes; far more is an alias bomb or no case.
        let options = serde_saphyr::options! {
            // `stage: y` is a word that is wrong, not the value true.
            strict_booleans: true,
            non_finite_float_policy: serde_saphyr::NonFiniteFloatPolicy::PassThrough,
            duplicate_keys: serde_saphyr::DuplicateKeyPolicy::PassThrough,
            budget: serde_saphyr::budget! { max_nodes: 20_000, max_aliases: 100, max_depth: 32 },
        };
        let read: Result<InYaml, _> = serde_saphyr::from_str_with_options(yaml, options);
        let InYaml(mut node) = read.map_err(|error| unreadable(&error))?;
        node.restore(yaml);
        Ok(node)
    }

    /// Reads one JSON value; all of it stands on `line`.
    pub(crate) fn from_json(json: &[u8], line: usize) -> Result<Self, serde_json::Error> {
        let InJson(mut node) = serde_json::from_slice(json)?;
        node.restore("");
        node.set_line(line);
        Ok(node)
    }

    /// Gives scalars the text they were written as: `04` is no 4, and `1.10` no 1.1.
    fn restore(&mut self, yaml: &str) {
        match &mut self.value {
            Value::Plain(read) => {
                let written = self.written.clone().and_then(|range| yaml.get(range)).map(str::trim);
                let written = written.filter(|text| !text.is_empty()).map(str::to_owned);
                self.value = Value::Text(written.unwrap_or_else(|| std::mem::take(read)));
            }
            Value::List(list) => list.iter_mut().for_each(|node| node.restore(yaml)),
            Value::Map(map) => map.iter_mut().for_each(|entry| entry.node.restore(yaml)),
            Value::Null | Value::Text(_) => {}
        }
    }

    fn set_line(&mut self, line: usize) {
        self.line = line;
        match &mut self.value {
            Value::List(list) => list.iter_mut().for_each(|node| node.set_line(line)),
            Value::Map(map) => map.iter_mut().for_each(|entry| {
                entry.line = line;
                entry.node.set_line(line);
            }),
            Value::Null | Value::Text(_) | Value::Plain(_) => {}
        }
    }

    /// The text of a key; keys that are lists or maps are no keys of ours, whatever they hold.
    fn into_key(self) -> String {
        match self.value {
            Value::Text(text) | Value::Plain(text) => text,
            other => other.sort().to_owned(),
        }
    }
}

impl Value {
    /// What it is, for messages.
    pub(crate) fn sort(&self) -> &'static str {
        match self {
            Self::Null => "empty",
            Self::Text(_) | Self::Plain(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// The cause in words for an editor, without the options of the library and without the place, which is told apart.
fn unreadable(error: &Error) -> Unreadable {
    let line = error.location().and_then(|location| usize::try_from(location.line()).ok()).filter(|line| *line > 0);
    let error = error.without_snippet();
    let cause = UserMessageFormatter.format_message(error);
    let cause = cause.lines().next().unwrap_or_default();
    let is_too_much = matches!(
        error,
        Error::Budget { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. }
    ) || cause.contains("recursion limit");
    let message = if is_too_much {
        "it is far too long or too deep; a case needs a few dozen lines".to_owned()
    } else {
        format!("{cause}; values with `: `, `#` or quotes want quotes around them")
    };
    Unreadable { line, message }
}

/// A node with its place.
struct InYaml(Node);

/// A node without one.
struct InJson(Node);

impl From<InYaml> for Node {
    fn from(InYaml(node): InYaml) -> Self {
        node
    }
}

impl From<InJson> for Node {
    fn from(InJson(node): InJson) -> Self {
        node
    }
}

impl<'de> Deserialize<'de> for InYaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Of<Self>>::deserialize(deserializer)?;
        let span = spanned.defined.span();
        let start = span.byte_offset().and_then(|at| usize::try_from(at).ok());
        let length = span.byte_len().and_then(|length| usize::try_from(length).ok());
        let line = usize::try_from(spanned.referenced.line()).unwrap_or(0);
        let written = start.zip(length).and_then(|(start, length)| Some(start..start.checked_add(length)?));
        Ok(Self(Node { line, written, value: spanned.value.0 }))
    }
}

impl<'de> Deserialize<'de> for InJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Of(value, _) = Of::<Self>::deserialize(deserializer)?;
        Ok(Self(Node { line: 0, written: None, value }))
    }
}

/// A value whose parts are read as `N`.
struct Of<N>(Value, PhantomData<N>);

impl<'de, N: Deserialize<'de> + Into<Node>> Deserialize<'de> for Of<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor::<N>(PhantomData)).map(|value| Self(value, PhantomData))
    }
}

struct ValueVisitor<N>(PhantomData<N>);

impl<'de, N: Deserialize<'de> + Into<Node>> Visitor<'de> for ValueVisitor<N> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Value, E> {
        Ok(Value::Text(String::from_utf8_lossy(value).into_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element::<N>()? {
            list.push(value.into());
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((key, node)) = entries.next_entry::<N, N>()? {
            let key: Node = key.into();
            map.push(Entry { line: key.line, key: key.into_key(), node: node.into() });
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys with their lines and texts.
    #[track_caller]
    fn check(yaml: &str, expected: &[(&str, usize, &str)]) {
        let node = Node::from_yaml(yaml).expect("YAML");
        let Value::Map(entries) = node.value else { panic!("{yaml:?} is no map") };
        let found: Vec<(&str, usize, &str)> = entries
            .iter()
            .map(|entry| match &entry.node.value {
                Value::Text(text) => (entry.key.as_str(), entry.line, text.as_str()),
                other => (entry.key.as_str(), entry.line, other.sort()),
            })
            .collect();
        assert_eq!(found, expected, "{yaml:?}");
    }

    #[test]
    fn scalars_are_the_text_they_were_written_as() {
        check(
            "a: 04\nb: 1.10\nc: 000000\nd: 1_0\ne: yes\nf: NO\n",
            &[("a", 1, "04"), ("b", 2, "1.10"), ("c", 3, "000000"), ("d", 4, "1_0"), ("e", 5, "yes"), ("f", 6, "NO")],
        );
        check("a: true\nb: .nan\nc: 0x10\n", &[("a", 1, "true"), ("b", 2, ".nan"), ("c", 3, "0x10")]);
        check(
            "a: 99999999999999999999999999999999999999999\n",
            &[("a", 1, "99999999999999999999999999999999999999999")],
        );
    }

    #[test]
    fn an_alias_is_the_text_of_its_anchor() {
        check("a: &y 2004\nb: *y\n", &[("a", 1, "2004"), ("b", 2, "2004")]);
    }

    #[test]
    fn keys_may_stand_twice_and_be_anything() {
        check("a: x\nb:\n- y\na: z\n", &[("a", 1, "x"), ("b", 2, "a list"), ("a", 4, "z")]);
        check("2004: x\n? [a, b]\n: c\n~: d\n", &[("2004", 1, "x"), ("a list", 2, "c"), ("empty", 4, "d")]);
    }

    #[test]
    fn json_keeps_a_key_that_stands_twice() {
        let node = Node::from_json(br#"{"a": 2004, "a": [1.5, null]}"#, 7).expect("JSON");
        let Value::Map(entries) = node.value else { panic!("no map") };
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].line, &entries[0].node.value), (7, &Value::Text("2004".to_owned())));
    }

    #[test]
    fn a_cause_names_no_option_of_the_library() {
        let cause = |yaml: &str| Node::from_yaml(yaml).expect_err("no YAML").message;
        let cure = "values with `: `, `#` or quotes want quotes around them";
        assert_eq!(cause("a: b: c\n"), format!("mapping values are not allowed in this context; {cure}"));
        assert_eq!(cause("a: *nowhere\n"), format!("reference to unknown value; {cure}"));
        let too_much = "it is far too long or too deep; a case needs a few dozen lines";
        assert_eq!(cause(&format!("a: {}{}", "[".repeat(100), "]".repeat(100))), too_much);
        assert_eq!(cause(&format!("a: {}", "[".repeat(100_000))), too_much);
        assert_eq!(cause(&format!("a: [{}]", "x,".repeat(100_000))), too_much);
    }
}
