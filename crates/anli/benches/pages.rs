//! What a search page costs beside the API's answer to the same question.
//!
//! `cargo bench -p anli --bench pages -- --cases 100000`: both are asked in turn, in this process and without a network, with every facet and ten
//! cases a page; CPU time of the thread. The corpus is that of the bench `size` of `anli-query`; corpus and index are kept in `$ANLI_BENCH_DIR`, else in
//! `anli-bench` in the system's folder for temporary files, and the index is made once. Nothing here fails because it was slow.

#[path = "../../anli-query/benches/size/corpus.rs"]
#[allow(dead_code)]
mod corpus;
#[path = "../../anli-query/benches/size/measure.rs"]
#[allow(dead_code)]
mod measure;
#[path = "../../anli-query/benches/size/questions.rs"]
#[allow(dead_code)]
mod questions;

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use anli_indexer::{Corpus, Options};
use anli_query::Engine;
use anli_query::http::{self, History};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

use crate::corpus::Generator;
use crate::measure::{median, micros, percentile, print_table, thread_time};

const USAGE: &str = "usage: cargo bench -p anli --bench pages -- [--quick] [--cases N] [--seed N]";
const FACETS: &str = "facets=region,area,year,level,stage,evidence,lang";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.is_empty() {
        // `cargo test --benches` runs a bench without `cargo bench`'s own argument, to see whether it builds.
        println!("{USAGE}");
        return Ok(());
    }
    let (mut cases, mut seed, mut count, mut rounds) = (100_000, 1, 60, 5);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|number| number.parse::<usize>().ok()).ok_or(USAGE);
        match argument.as_str() {
            "--bench" => {}
            "--quick" => (cases, count, rounds) = (1_000, 10, 3),
            "--cases" => cases = number()?,
            "--seed" => seed = number()?,
            other => return Err(format!("`{other}`: no such option\n{USAGE}").into()),
        }
    }
    let dir = env::var_os("ANLI_BENCH_DIR").map_or_else(|| env::temp_dir().join("anli-bench"), PathBuf::from);
    let generator = Generator::new(seed as u64);
    let corpus = Corpus::list(&corpus::write(&generator, cases, &dir)?)?;
    let index = dir.join(format!("pages-{cases}-{seed}"));
    if !anli_indexer::is_current(&corpus, &index) {
        anli_indexer::index(&corpus, &index, &Options { rebuild: true, ..Options::default() }, |_, _| {})?;
    }
    let api = http::api(Engine::open(&index)?, History::default());
    let site = anli_web::router(api.clone(), None);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let ask = |routes: &Router, address: &str| -> Result<(Duration, usize), Box<dyn Error>> {
        let request = Request::get(address).body(Body::empty())?;
        let (took, answer) = thread_time(|| {
            runtime.block_on(async {
                let response = routes.clone().oneshot(request).await.map_err(Box::<dyn Error>::from)?;
                let status = response.status();
                Ok::<_, Box<dyn Error>>((status, to_bytes(response.into_body(), usize::MAX).await?))
            })
        });
        let (status, body) = answer?;
        if status != StatusCode::OK {
            return Err(format!("{address}: {status}").into());
        }
        Ok((took, body.len()))
    };
    let mut rows = Vec::new();
    for kind in questions::draw(&generator, cases, count).into_iter().filter(|kind| !kind.name.contains("filters")) {
        let (mut of_api, mut of_page, mut bytes) = (Vec::new(), Vec::new(), 0);
        for asked in &kind.questions {
            let q = form_urlencoded::Serializer::new(String::new()).append_pair("q", &asked.text).finish();
            let (mut api_times, mut page_times) = (Vec::new(), Vec::new());
            for _ in 0..rounds {
                api_times.push(ask(&api, &format!("/api/v1/search?{q}&{FACETS}"))?.0);
                let (took, length) = ask(&site, &format!("/zh/?{q}"))?;
                page_times.push(took);
                bytes = bytes.max(length);
            }
            of_api.push(median(&api_times));
            of_page.push(median(&page_times));
        }
        let ratio = median(&of_page).as_secs_f64() / median(&of_api).as_secs_f64();
        let [api50, api99] = [50, 99].map(|percent| micros(percentile(&of_api, percent)));
        let [page50, page99] = [50, 99].map(|percent| micros(percentile(&of_page, percent)));
        rows.push(vec![kind.name.to_owned(), api50, api99, page50, page99, format!("{ratio:.2}"), bytes.to_string()]);
    }
    let head = ["question", "API p50", "p99", "page p50", "p99", "page to API", "largest page, bytes"];
    print_table(&format!("a page beside the API's answer, {cases} cases, µs of CPU"), &head, &rows);
    Ok(())
}
