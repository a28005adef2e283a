//! Style sheets, scripts and images, built into the program and served under a name that changes with their content.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// First characters of a file's SHA-256 in its address.
const DIGITS: usize = 12;

fn hash(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// The address of an asset. Modules import each other by relative names, so all scripts share one hash: that of all assets.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", version())
}

/// A hash of all assets.
fn version() -> &'static str {
    use std::sync::LazyLock;
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut all: [u8; 32] = [0; 32];
        for file in Files::iter().filter_map(|name| Files::get(&name)) {
            // The order of files does not matter, and no two are the same.
            all.iter_mut().zip(file.metadata.sha256_hash()).for_each(|(sum, byte)| *sum ^= byte);
        }
        all.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
    });
    &VERSION
}

/// Serves an asset. What has the current hash in its address never changes.
pub(crate) async fn serve(Path((hashed, name)): Path<(String, String)>) -> Response {
    let Some(file) = Files::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    };
    let keep = if hashed == version() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("W/\"{}\"", hash(&file));
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
