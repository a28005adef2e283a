//! Answers that are saved as files.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is written as it is in `filename*` (RFC 8187, 3.2.1).
const ATTR: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// A file of that type, saved under `name`, or under `plain` by programs that know ASCII alone.
pub(crate) fn file(kind: &'static str, plain: &str, name: &str, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let encoded = utf8_percent_encode(name, ATTR);
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// A table that opens in a spreadsheet: UTF-8 with its mark, a row of names first. A text that would be run as a formula begins with an
/// apostrophe.
pub(crate) fn csv(plain: &str, name: &str, records: &[Vec<String>]) -> Response {
    // Spreadsheets take a file without the mark for one in the code page of the machine.
    let mut writer = ::csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for record in records {
        // Writing into memory cannot fail, and every row has as many cells as the first.
        let _ = writer.write_record(record.iter().map(|cell| inert(cell)));
    }
    let body = writer.into_inner().unwrap_or_default();
    file("text/csv; charset=utf-8; header=present", plain, name, body)
}

/// A cell that no spreadsheet runs as a formula.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn a_table_opens_in_a_spreadsheet_and_runs_nothing() {
        let records =
            [vec!["项目".to_owned(), "甲".to_owned()], vec!["=1+1".to_owned(), "他说\"好\", 又来\n-3".to_owned()]];
        let response = csv("anli-compare.csv", "案例对比.csv", &records);
        assert_eq!(
            response.headers()["content-disposition"],
            "attachment; filename=\"anli-compare.csv\"; filename*=UTF-8''%E6%A1%88%E4%BE%8B%E5%AF%B9%E6%AF%94.csv"
        );
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        let text = std::str::from_utf8(&body).expect("UTF-8");
        assert_eq!(text, "\u{feff}项目,甲\n'=1+1,\"他说\"\"好\"\", 又来\n-3\"\n");
    }
}
