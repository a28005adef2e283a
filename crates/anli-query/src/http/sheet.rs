//! Tables as CSV, for people who open them in a spreadsheet.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use crate::http::params::{Given, one_of};
use crate::http::problem::Problem;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON, by pages.
    Json,
    /// CSV, all rows at once: UTF-8 with a row of names first. A text that a spreadsheet would run as a formula begins with an apostrophe.
    Csv,
}

impl Format {
    /// The format that the parameters ask for.
    pub(super) fn take(given: &mut Given) -> Result<Self, Problem> {
        let word = |format| if format == Self::Json { "json" } else { "csv" };
        let format = given.take("format").map(|format| one_of("format", &format, &[Self::Json, Self::Csv], word));
        format.unwrap_or(Ok(Self::Json))
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Text(String),
    /// Written as it is, its sign included.
    Number(String),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn number(number: impl ToString) -> Self {
        Self::Number(number.to_string())
    }

    /// Empty when there is none.
    pub(super) fn maybe(number: Option<impl ToString>) -> Self {
        Self::Number(number.map(|number| number.to_string()).unwrap_or_default())
    }

    fn written(self) -> String {
        match self {
            Self::Number(number) => number,
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => format!("'{text}"),
            Self::Text(text) => text,
        }
    }
}

/// The text of a table.
pub(super) fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail, and every row has as many cells as the header.
    let _ = writer.write_record(header);
    for row in rows {
        debug_assert_eq!(row.len(), header.len());
        let _ = writer.write_record(row.into_iter().map(Cell::written));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A table as an answer that is saved under that name.
pub(super) fn response(name: &str, text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(csv(&["a"], [vec![Cell::text(text)]]), format!("a\n{expected}\n"));
    }

    #[test]
    fn no_text_is_a_formula_and_numbers_keep_their_sign() {
        check("=1+1", "'=1+1");
        check("+86", "'+86");
        check("-3", "'-3");
        check("@sum(a1)", "'@sum(a1)");
        check("\tx", "'\tx");
        check("甲=乙", "甲=乙");
        check("他说\"好\"，走了, 又来", "\"他说\"\"好\"\"，走了, 又来\"");
        assert_eq!(csv(&["a", "b"], [vec![Cell::number(-3), Cell::maybe(None::<f64>)]]), "a,b\n-3,\n");
    }
}
