//! Front matter and JSON lines as one sort of tree, with the line of every value.
//!
//! Nothing is typed here: a wrong type is then a fault of one value, and does not hide the others.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// A value and the line it stands on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) line: usize,
    /// Where in the YAML it stands, in bytes.
    written: Option<std::ops::Range<usize>>,
    pub(crate) value: Value,
}

/// A value of YAML or JSON; scalars are text, whatever they look like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Text(String),
    /// A scalar that YAML takes for a number or a truth value; becomes the text it was written as.
    Plain(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
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
            budget: serde_saphyr::budget! { max_nodes: 20_000, max_aliases: 100, max_depth: 32 },
        };
        let read: Result<Self, _> = serde_saphyr::from_str_with_options(yaml, options);
        let mut node = read.map_err(|error| {
            let line = error.location().map(|location| usize::try_from(location.line()).unwrap_or(0));
            let message = error.without_snippet().to_string();
            Unreadable {
                line,
                message: message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned(),
            }
        })?;
        node.restore(yaml);
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
            Value::Map(map) => map.iter_mut().for_each(|(_, node)| node.restore(yaml)),
            Value::Null | Value::Text(_) => {}
        }
    }

    /// A JSON value; all of it stands on `line`.
    pub(crate) fn from_json(value: serde_json::Value, line: usize) -> Self {
        let value = match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Text(value.to_string()),
            serde_json::Value::Number(value) => Value::Text(value.to_string()),
            serde_json::Value::String(value) => Value::Text(value),
            serde_json::Value::Array(values) => {
                Value::List(values.into_iter().map(|value| Self::from_json(value, line)).collect())
            }
            serde_json::Value::Object(values) => {
                Value::Map(values.into_iter().map(|(key, value)| (key, Self::from_json(value, line))).collect())
            }
        };
        Self { line, written: None, value }
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

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        let span = spanned.referenced.span();
        let start = span.byte_offset().and_then(|at| usize::try_from(at).ok());
        let length = span.byte_len().and_then(|length| usize::try_from(length).ok());
        let line = usize::try_from(spanned.referenced.line()).unwrap_or(0);
        Ok(Self { line, written: start.zip(length).map(|(start, length)| start..start + length), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
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

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element::<Node>()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, Node>()? {
            map.push((key, value));
        }
        Ok(Value::Map(map))
    }
}
