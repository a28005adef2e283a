//! The pages about several cases, over a library of a few.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use docx_rs::{DocumentChild, ParagraphChild, RunChild, TableCellContent, TableChild, TableRowChild, read_docx};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A case of the library: `one` has a result, the others have none.
fn case(id: &str) -> Option<Value> {
    let (zh, en, level) = match id {
        "one" => ("甲县校长职级制", "Principal ranks in A", "county"),
        "two" => ("乙市校长职级制", "Principal ranks in B", "prefecture"),
        "three" | "four" | "five" | "six" => ("=丙校", "=C school", "school"),
        _ => return None,
    };
    let mut facts = vec![
        json!({ "anchor": "f1", "kind": "mechanism", "lang": "zh", "text": format!("{zh}：取消行政级别。新任校长一律评定。"), "sources": ["1"] }),
        json!({ "anchor": "f2", "kind": "scale", "lang": "zh", "text": "=涉及 617 所<学校>。", "sources": ["1", "2"] }),
    ];
    if id == "one" {
        facts.push(json!({ "anchor": "f3", "kind": "result", "lang": "zh", "text": "校长全部来自教育系统。", "sources": ["2"] }));
    }
    Some(json!({
        "index_version": "v1", "id": id, "lang": "zh", "languages": ["zh"], "title": { "zh": zh, "en": en },
        "summary": { "zh": "摘要" }, "level": level, "started": "2004", "year": 2004, "stage": "running", "evidence": 2,
        "region": [{ "code": "370700", "name": { "zh": "潍坊市", "en": "Weifang" } }],
        "sources": [
            { "id": "1", "title": format!("{id} 的报道"), "publisher": "日报", "date": "2019-09-10", "lang": "zh", "kind": "press" },
            { "id": "2", "title": "共同的通知", "url": "https://example.org/n", "lang": "zh", "kind": "official" },
        ],
        "facts": { "zh": facts },
    }))
}

async fn read(Path(id): Path<String>) -> Response {
    if id == "old" {
        return Redirect::permanent("/api/v1/cases/two").into_response();
    }
    match case(&id) {
        Some(case) => case.to_string().into_response(),
        None => {
            let problem = json!({ "status": 404, "code": "no-such-case", "detail": "there is no such case" });
            (StatusCode::NOT_FOUND, problem.to_string()).into_response()
        }
    }
}

async fn ask(path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let like = json!({ "hits": [{ "id": "two", "title": { "zh": "乙市校长职级制" }, "stage": "running", "evidence": 2,
        "reasons": [{ "code": "same-area", "label": { "zh": "同一领域" } }] }] });
    let api = Router::new()
        .route("/api/v1/cases/{id}", get(read))
        .route("/api/v1/cases/{id}/similar", get(|| async move { like.to_string() }));
    let request = Request::builder().uri(path).body(axum::body::Body::empty()).expect("a request");
    let response = crate::router(api, Some("https://anli.example")).oneshot(request).await.expect("an answer");
    let (head, body) = response.into_parts();
    (head.status, head.headers, body.collect().await.expect("a body").to_bytes().to_vec())
}

async fn text(path: &str) -> (StatusCode, String) {
    let (status, _, body) = ask(path).await;
    (status, String::from_utf8(body).expect("UTF-8"))
}

#[track_caller]
fn says(page: &str, expected: &[&str]) {
    for text in expected {
        assert!(page.contains(text), "`{text}` is not in {page}");
    }
}

#[tokio::test]
async fn cases_that_cannot_be_compared_are_told_with_the_way_on() {
    for (asked, status, expected) in [
        ("", 200, "加入清单"),
        ("?id=one", 200, "请再选至少一个"),
        ("?id=one&id=nope", 404, "没有这样的案例：nope"),
        ("?id=one&id=two&id=one", 400, "重复的案例：one"),
        ("?id=one&id=two&id=three&id=four&id=five&id=six", 400, "地址里有 6 个案例，一次最多 5 个"),
    ] {
        for page in ["compare", "compare.csv"] {
            let (found, html) = text(&format!("/zh/{page}{asked}")).await;
            assert_eq!(found.as_u16(), status, "{page}{asked}");
            says(&html, &[expected]);
        }
    }
    // One case is offered with those like it, and six with the first five ticked.
    says(&text("/zh/compare?id=one").await.1, &["/zh/compare?id=one&#38;id=two", "同一领域"]);
    let many = text("/zh/compare?id=one&id=two&id=three&id=four&id=five&id=six").await.1;
    assert_eq!((many.matches(" checked").count(), many.matches("type=\"checkbox\"").count()), (5, 6));
}

#[tokio::test]
async fn a_retired_id_leads_to_that_of_today() {
    for page in ["compare", "compare.csv", "shortlist", "briefing", "briefing.docx"] {
        let (status, headers, _) = ask(&format!("/zh/{page}?id=one&id=old")).await;
        assert_eq!(status, StatusCode::PERMANENT_REDIRECT, "{page}");
        assert_eq!(headers[header::LOCATION], format!("/zh/{page}?id=one&id=two"));
    }
}

#[tokio::test]
async fn rows_say_whether_they_differ() {
    let (status, all) = text("/zh/compare?id=one&id=two").await;
    assert_eq!(status, StatusCode::OK);
    let row = |page: &str, title: &str| {
        let start = page.find(&format!("<th scope=\"row\">{title}<"))?;
        Some(page[start..].split("</tr>").next().unwrap_or_default().to_owned())
    };
    says(&row(&all, "层级").expect("a row"), &["不同", "区县级", "地市级"]);
    says(&row(&all, "阶段").expect("a row"), &["相同"]);
    says(&row(&all, "成效").expect("a row"), &["部分缺项", "尚无报道", "/zh/cases/one#f3"]);
    says(&all, &["都尚无报道：", "&#60;学校&#62;"]);
    let (_, differing) = text("/zh/compare?id=one&id=two&only=differences").await;
    assert!(
        row(&differing, "阶段").is_none() && row(&differing, "规模").is_none(),
        "rows that are the same are hidden"
    );
    assert!(row(&differing, "层级").is_some() && row(&differing, "成效").is_some());
    assert!(!differing.contains(">相同<"));
}

#[tokio::test]
async fn the_table_as_a_file_has_every_fact_and_runs_nothing() {
    let (_, headers, body) = ask("/zh/compare.csv?id=one&id=three").await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
    let text = String::from_utf8(body).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a mark of UTF-8");
    let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(rows[0], ["项目", "异同", "甲县校长职级制", "'=丙校"]);
    assert_eq!(rows[2], ["网址", "不同", "https://anli.example/zh/cases/one", "https://anli.example/zh/cases/three"]);
    let row = |title: &str| rows.iter().find(|row| row[0] == title).expect("a row");
    assert_eq!(row("规模"), &["规模", "相同", "'=涉及 617 所<学校>。", "'=涉及 617 所<学校>。"]);
    assert_eq!(row("成效")[3], "尚无报道");
}

#[tokio::test]
async fn a_shortlist_keeps_its_order_and_gives_its_address() {
    for asked in ["id=two&id=one", "list=two&list=one"] {
        let (status, html) = text(&format!("/zh/shortlist?{asked}")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.find("乙市").expect("the first") < html.find("甲县").expect("the second"));
        says(
            &html,
            &[
                "value=\"https://anli.example/zh/shortlist?id=two&#38;id=one\"",
                "/zh/shortlist?id=one&#38;id=two&#38;list=one&#38;list=two",
                "href=\"/zh/shortlist\"",
            ],
        );
    }
    let (status, html) = text("/en/shortlist").await;
    assert_eq!(status, StatusCode::OK);
    says(&html, &["still empty", "Add to shortlist"]);
    let (status, html) = text("/en/shortlist?id=nope").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    says(&html, &["no such case: nope"]);
}

#[tokio::test]
async fn a_briefing_cites_each_source_once_and_has_no_date_of_its_own() {
    let (status, html) = text("/zh/briefing?id=one&id=two&title=%E6%A0%A1%E9%95%BF%3Cb%3E").await;
    assert_eq!(status, StatusCode::OK);
    says(&html, &["<h1>校长&#60;b&#62;</h1>", "版本 v1", "尚无结果报道", "取消行政级别。……", "案例库是样本"]);
    assert_eq!(html.matches("共同的通知").count(), 1, "two cases share a source");
    assert_eq!(html.matches("<li id=\"r").count(), 3);
    assert!(!html.contains(" · anli 案例库"), "there is no date");
    says(&text("/zh/briefing?id=one&date=2026-11-24").await.1, &["2026年11月24日 · anli"]);
    assert_eq!(text("/zh/briefing?id=one&date=today").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(text("/zh/briefing?id=nope").await.0, StatusCode::NOT_FOUND);
}

/// The text of a paragraph or of the cells of a table, piece by piece.
fn told(children: &[ParagraphChild]) -> String {
    let runs = children.iter().filter_map(|child| if let ParagraphChild::Run(run) = child { Some(run) } else { None });
    let texts = runs.flat_map(|run| &run.children);
    texts.filter_map(|child| if let RunChild::Text(text) = child { Some(text.text.as_str()) } else { None }).collect()
}

#[tokio::test]
async fn the_document_opens_again_with_its_table_headings_and_references() {
    let path = "/zh/briefing.docx?id=one&id=two&title=%E6%A0%A1%E9%95%BF%E8%81%8C%E7%BA%A7%E5%88%B6%20%26%20%E5%85%88%E4%BE%8B";
    let (status, headers, file) = ask(path).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"anli-briefing.docx\"; \
         filename*=UTF-8''%E6%A0%A1%E9%95%BF%E8%81%8C%E7%BA%A7%E5%88%B6%20%26%20%E5%85%88%E4%BE%8B.docx"
    );
    assert!(ask(path).await.2 == file, "the same question gets the same file");

    let docx = read_docx(&file).expect("a document");
    let (mut styled, mut cells, mut numbered) = (Vec::new(), Vec::new(), Vec::new());
    for child in &docx.document.children {
        match child {
            DocumentChild::Paragraph(paragraph) => {
                let style = paragraph.property.style.as_ref().map(|style| style.val.clone()).unwrap_or_default();
                if paragraph.property.numbering_property.is_some() {
                    numbered.push(told(&paragraph.children));
                }
                styled.push((style, told(&paragraph.children)));
            }
            DocumentChild::Table(table) => {
                for TableChild::TableRow(row) in &table.rows {
                    let mut line = Vec::new();
                    for TableRowChild::TableCell(cell) in &row.cells {
                        for content in &cell.children {
                            if let TableCellContent::Paragraph(paragraph) = content {
                                line.push(told(&paragraph.children));
                            }
                        }
                    }
                    cells.push(line);
                }
            }
            _ => {}
        }
    }
    let of = |wanted: &str| {
        styled.iter().filter(|(style, _)| style == wanted).map(|(_, text)| text.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of("Title"), ["校长职级制 & 先例"]);
    assert_eq!(of("Heading1"), ["关键事实", "参考来源"]);
    assert_eq!(of("Heading2"), ["甲县校长职级制", "乙市校长职级制"]);
    assert_eq!(of("Fact"), ["规模：=涉及 617 所<学校>。[1][3]", "规模：=涉及 617 所<学校>。[2][3]"]);
    assert_eq!(
        numbered,
        [
            "one 的报道。日报，2019年9月10日。",
            "two 的报道。日报，2019年9月10日。",
            "共同的通知。出处不详。 https://example.org/n"
        ]
    );
    assert_eq!(cells[0], ["项目", "甲县校长职级制", "乙市校长职级制"]);
    assert_eq!(cells[7], ["结果", "校长全部来自教育系统。[3]", "尚无结果报道"]);

    // What is said of the whole document: A4, fonts for Chinese, the language.
    let all = String::from_utf8_lossy(&file);
    says(
        &all,
        &["w:w=\"11906\" w:h=\"16838\"", "w:eastAsia=\"SimSun\"", "w:eastAsia=\"zh-CN\"", "<dc:language>zh-CN<"],
    );
    assert!(!all.contains("1970-01-01"), "it has no date");
}
