//! The parameters of a page, which are those of the API, and the links that change one of them.

use std::fmt;

use form_urlencoded::Serializer;

/// Parameters in order. Empty ones, which forms send for every field left alone, are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// Reads a query string.
    pub(crate) fn parse(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        Self { pairs: pairs.filter(|(_, value)| !value.trim().is_empty()).collect() }
    }

    /// The first value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// The value, or nothing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.value(name).unwrap_or_default()
    }

    /// All values of a parameter.
    pub(crate) fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter has that value.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|found| found == value)
    }

    /// With that value of a parameter, and on the first page.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut asked = self.without_any("page");
        if !asked.has(name, value) {
            asked.pairs.push((name.to_owned(), value.to_owned()));
        }
        asked
    }

    /// With one more value of a parameter, whatever else there is.
    pub(crate) fn append(mut self, name: &str, value: &str) -> Self {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With that value of a parameter alone. Any other parameter than the page leads to the first page.
    pub(crate) fn set(&self, name: &str, value: impl ToString) -> Self {
        let mut asked = if name == "page" { self.clone() } else { self.without_any("page") };
        asked.pairs.retain(|(found, _)| found != name);
        asked.pairs.push((name.to_owned(), value.to_string()));
        asked
    }

    /// Without that value of a parameter, and on the first page.
    pub(crate) fn without(&self, name: &str, value: &str) -> Self {
        let mut asked = self.without_any("page");
        asked.pairs.retain(|(found, kept)| found != name || kept != value);
        asked
    }

    /// Without any value of a parameter.
    pub(crate) fn without_any(&self, name: &str) -> Self {
        Self { pairs: self.pairs.iter().filter(|(found, _)| found != name).cloned().collect() }
    }

    /// The parameters of these names alone.
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        Self { pairs: self.pairs.iter().filter(|(found, _)| names.contains(&found.as_str())).cloned().collect() }
    }

    /// Takes all values of a parameter out.
    pub(crate) fn take(&mut self, name: &str) -> Vec<String> {
        let taken = self.values(name).map(str::to_owned).collect();
        *self = self.without_any(name);
        taken
    }

    /// Parameters and values.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether nothing is asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

impl fmt::Display for Asked {
    /// As a query string, without `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Serializer::new(String::new()).extend_pairs(&self.pairs).finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_changes_one_parameter_and_leads_to_the_first_page() {
        let asked = Asked::parse("q=%E5%AD%A6%E5%8C%BA&region=110000&year_from=&region=310000&page=3");
        assert_eq!(asked.values("region").collect::<Vec<_>>(), ["110000", "310000"]);
        assert_eq!(asked.without("region", "110000").to_string(), "q=%E5%AD%A6%E5%8C%BA&region=310000");
        assert_eq!(asked.with("region", "110000").values("region").count(), 2);
        assert_eq!(asked.set("page", 4).text("page"), "4");
        assert_eq!(asked.set("sort", "newest").value("page"), None);
        assert_eq!(asked.value("year_from"), None);
    }
}
