//! The page of a case over an API that is made up.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A case that tells less in English, and whose text and sources mean harm.
fn case() -> Value {
    let fact = |anchor: &str, kind: Option<&str>, text: &str, sources: &[&str]| json!({ "anchor": anchor, "kind": kind, "text": text, "sources": sources });
    json!({
        "id": "whole", "lang": "zh", "languages": ["zh", "en"],
        "title": { "zh": "校长职级制", "en": "Principal ranks </script><b>" },
        "summary": { "zh": "取消行政级别。", "en": "No more grades." },
        "region": [{ "code": "370700", "name": { "zh": "潍坊市", "en": "Weifang" }, "path": ["370000"], "path_name": [{ "zh": "山东", "en": "Shandong" }] }],
        "level": "prefecture", "started": "2004", "ended": "2019", "reported": "2019-09", "year": 2004, "stage": "ended", "evidence": 3,
        "organizations": [{ "name": { "zh": "教育局", "en": null }, "role": "lead" }],
        "awards": [{ "name": { "zh": "二等奖" }, "year": 2012 }, { "name": { "zh": "一等奖" }, "year": 2010 }],
        "related": [{ "id": "gone", "kind": "precursor" }],
        "sources": [
            { "id": "论文", "url": "https://example.org/?a=1&b=2", "title": "A paper", "date": "2019-09-10", "lang": "en", "kind": "paper" },
            { "id": "2", "url": "javascript:alert(1)", "title": "一页", "lang": "zh" },
        ],
        "facts": {
            "zh": [fact("f1", Some("motivation"), "会议多。", &["论文"]), fact("f2", Some("result"), "617所<b>学校</b>", &["论文", "2"]), fact("f3", None, "此题无类。", &[])],
            "en": [fact("f1", Some("motivation"), "Meetings without end.", &["论文"]), fact("f2", Some("result"), "617 schools", &["论文", "2"])],
        },
    })
}

fn site() -> Router {
    let only = || {
        let mut case = case();
        case["id"] = json!("only");
        case["languages"] = json!(["zh"]);
        case["facts"]["en"] = json!([]);
        case["title"]["en"] = Value::Null;
        case["summary"]["en"] = Value::Null;
        case
    };
    let problem =
        (StatusCode::NOT_FOUND, json!({ "status": 404, "code": "no-such-case", "detail": "no such case" }).to_string());
    let api = Router::new()
        .route("/api/v1/cases/whole", get(|| async { case().to_string() }))
        .route("/api/v1/cases/only", get(move || async move { only().to_string() }))
        .route("/api/v1/cases/old", get(|| async { Redirect::permanent("/api/v1/cases/whole") }))
        .route("/api/v1/cases/whole/history", get(|| async { json!({ "changes": [{ "commit": "1cc6be6", "date": "2026-11-20T12:00:00Z", "subject": "corpus: ranks" }] }).to_string() }))
        .fallback(move || async move { problem.into_response() });
    crate::router(api, Some("https://anli.example"))
}

async fn open(path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = site().oneshot(request).await.expect("an answer");
    let to = response.headers().get(header::LOCATION).map(|to| to.to_str().expect("an address").to_owned());
    let status = response.status();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, to.unwrap_or_default(), String::from_utf8(body.to_vec()).expect("a page"))
}

async fn page(path: &str) -> String {
    let (status, _, html) = open(path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    html
}

#[track_caller]
fn in_order(html: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = html[from..].find(part);
        from += at.unwrap_or_else(|| panic!("`{part}` is not where it should be in {}", &html[from..])) + part.len();
    }
}

#[tokio::test]
async fn a_retired_id_leads_to_the_case_with_the_shortlist_and_an_unknown_one_nowhere() {
    let (status, to, _) = open("/en/cases/old?side=both&list=other").await;
    assert_eq!((status, to.as_str()), (StatusCode::PERMANENT_REDIRECT, "/en/cases/whole?side=both&list=other"));
    assert_eq!(open("/zh/cases/nowhere").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn text_of_a_case_is_text_wherever_it_stands() {
    for path in ["/en/cases/whole", "/zh/cases/whole?side=both"] {
        let html = page(path).await;
        assert!(!html.contains("<b>") && !html.contains("href=\"javascript:"), "{html}");
        assert_eq!(html.matches("</script>").count(), html.matches("<script").count(), "{html}");
    }
}

#[tokio::test]
async fn facts_stand_under_what_they_tell_and_what_is_untold_is_named_once() {
    let html = page("/zh/cases/whole").await;
    let parts = [
        "问题</h2>",
        "动因</h3>",
        "id=\"f1\"",
        "会议多。",
        "href=\"#s1\"",
        "尚无报道：背景",
        "做法</h2>",
        "尚无报道：做法、规模",
        "投入与困难</h2>",
        "尚无报道：投入、困难",
        "结果</h2>",
        "id=\"f2\"",
        "尚无报道：争议",
        "经验与推广</h2>",
        "尚无报道：经验、适用条件、推广",
        "其他</h2>",
        "id=\"f3\"",
        "来源</h2>",
        "id=\"s1\"",
        "href=\"#f1\"",
        "href=\"#f2\"",
        "id=\"s2\"",
        "href=\"#f2\"",
    ];
    in_order(&html, &parts);
    assert_eq!(html.matches("尚无报道：").count(), 5);
}

#[tokio::test]
async fn both_languages_stand_in_pairs_under_one_anchor() {
    let html = page("/en/cases/whole?side=both").await;
    in_order(
        &html,
        &[
            "id=\"f1\"",
            "lang=\"en\">Meetings without end.",
            "lang=\"zh-Hans\">会议多。",
            "id=\"f2\"",
            "id=\"f3\"",
            "The English text lacks this statement.",
            "此题无类。",
        ],
    );
    for anchor in ["f1", "f2", "f3", "s1"] {
        assert_eq!(html.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
    }
}

#[tokio::test]
async fn a_case_in_the_other_language_alone_says_so() {
    let html = page("/en/cases/only?side=both").await;
    in_order(
        &html,
        &[
            "<article class=\"body\" lang=\"zh-Hans\"",
            "There is no English text of this case yet",
            "lang=\"zh-Hans\">会议多。",
        ],
    );
    assert!(!html.contains("data-place"), "there is nothing to put side by side");
    assert!(
        !html.contains("id=\"history\"") && !html.contains("id=\"similar\""),
        "nothing is shown where nothing is known"
    );
}

#[tokio::test]
async fn the_timeline_is_in_the_order_of_time() {
    let html = page("/zh/cases/whole").await;
    in_order(
        &html,
        &[
            "class=\"moments\"",
            "2004年",
            "改革开始",
            "2010年",
            "一等奖",
            "2012年",
            "二等奖",
            "2019年",
            "改革结束",
            "2019年9月10日",
            "#s1",
            "2026年11月20日",
            "corpus: ranks",
        ],
    );
    assert!(!html.contains("最近一次报道"), "the dated source says that already");
}

#[tokio::test]
async fn machines_are_told_the_address_without_parameters_and_what_the_case_is() {
    let html = page("/en/cases/whole?side=both&list=other&q=x").await;
    assert!(html.contains("<link rel=\"canonical\" href=\"https://anli.example/en/cases/whole\">"));
    assert!(html.contains("hreflang=\"zh-Hans\" href=\"https://anli.example/zh/cases/whole\">"));
    assert!(html.contains("<link rel=\"alternate\" type=\"application/json\" href=\"/api/v1/cases/whole\">"));
    let (_, data) = html.split_once("application/ld+json\">").expect("data");
    let data: Value = serde_json::from_str(data.split("</script>").next().unwrap_or_default()).expect("JSON");
    let (report, crumbs) = (&data["@graph"][0], &data["@graph"][1]["itemListElement"]);
    assert_eq!(report["name"], "Principal ranks </script><b>");
    assert_eq!(report["alternateName"], "校长职级制");
    assert_eq!(report["temporalCoverage"], "2004/2019");
    assert_eq!(report["dateModified"], "2026-11-20T12:00:00Z");
    assert_eq!(report["author"][0]["name"], "教育局");
    assert_eq!(report["citation"][0]["url"], "https://example.org/?a=1&b=2");
    assert_eq!(report["citation"][1]["url"], Value::Null);
    let items: Vec<&str> = crumbs.as_array().expect("steps").iter().filter_map(|step| step["item"].as_str()).collect();
    assert_eq!(
        items,
        ["", "?region=370000", "?region=370700", "cases/whole"].map(|rest| format!("https://anli.example/en/{rest}"))
    );
}

#[tokio::test]
async fn a_grade_says_what_it_rests_on() {
    let html = page("/zh/cases/whole").await;
    in_order(
        &html,
        &[
            "成效中的数据出自论文或统计：",
            "href=\"#f2\"",
            "论文 1 项",
            "href=\"#s1\"",
            "类别不详 1 项",
            "href=\"#s2\"",
            "aria-current=\"true\">3 有数据对比",
        ],
    );
}
