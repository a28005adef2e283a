//! `anli serve`: the page and the API over an index that is kept current.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anli_case::Severity;
use anli_indexer::{Corpus, Options};
use anli_query::Engine;
use anli_query::http::{self, History};
use anyhow::Context;
use notify::{RecursiveMode, Watcher};
use tokio::net::TcpListener;

use crate::history;

/// Quiet time after a change before the corpus is read again, so that an editor's several writes are one update.
const SETTLE: Duration = Duration::from_millis(200);
/// How often the index is looked at for what another process wrote.
const LOOK: Duration = Duration::from_secs(1);

/// How long answers under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is served, and where it comes from.
#[derive(Clone)]
struct State {
    engine: Engine,
    history: History,
    corpus: PathBuf,
    /// Held while the history is gathered: what was gathered last is what stays.
    gathering: Arc<Mutex<()>>,
}

/// Serves until it is told to stop.
pub(crate) fn serve(
    corpus: &Path,
    dir: &Path,
    listen: SocketAddr,
    watch: bool,
    public_url: Option<&str>,
) -> anyhow::Result<()> {
    start_log();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads to serve with")?;
    // The address first: a port that is taken is known before a long build.
    let listener = runtime.block_on(TcpListener::bind(listen)).with_context(|| {
        format!("cannot listen on {listen}; stop what uses that address or give another with --listen")
    })?;
    let listed = Corpus::list(corpus)?;
    if !anli_indexer::is_current(&listed, dir) {
        crate::index(&listed, dir, false)?;
    }
    let engine = Engine::open(dir)?;
    let state =
        State { engine, history: History::default(), corpus: corpus.to_owned(), gathering: Arc::new(Mutex::new(())) };
    prepare(state.clone());
    let watcher = watch.then(|| start_watching(dir, state.clone())).transpose()?;
    let looking = state.clone();
    let State { engine, history, .. } = state;
    let address = listener.local_addr()?;
    anstream::eprintln!("{} cases at http://{address}/ (API: http://{address}/api/v1/docs)", engine.cases());
    runtime.block_on(async {
        tokio::spawn(look_for_changes(looking));
        let (stopping, stopped) = tokio::sync::oneshot::channel();
        let signal = async move {
            stop().await;
            let _ = stopping.send(());
        };
        let api = http::api(engine, history);
        let routes = api.clone().merge(anli_web::router(api, public_url));
        let served = axum::serve(listener, http::serve(routes)).with_graceful_shutdown(signal);
        tokio::select! {
            done = served => done,
            // Answers under way are finished; a client that never finishes its question is not waited for.
            () = async { let _ = stopped.await; tokio::time::sleep(PATIENCE).await } => Ok(()),
        }
    })?;
    runtime.shutdown_timeout(Duration::from_secs(1));
    drop(watcher);
    anstream::eprintln!("stopped");
    Ok(())
}

/// Lines for people on a terminal, JSON for machines elsewhere.
fn start_log() {
    let log =
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO).with_target(false);
    // Failing means that a log is set up already.
    let _ = if std::io::stderr().is_terminal() {
        log.compact().try_init()
    } else {
        log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
    };
}

/// Makes ready in the background what the first answers need, and gathers the history: whenever the index has changed.
fn prepare(state: State) {
    std::thread::spawn(move || {
        if let Err(error) = state.engine.prepare() {
            tracing::warn!(%error, "first answers could not be made ready; the first that is asked for tries again");
        }
        let _turn = state.gathering.lock().unwrap_or_else(PoisonError::into_inner);
        match history::gather(&state.corpus) {
            Some(changes) => state.history.set(changes),
            None => tracing::warn!("git took too long to tell the history of the cases; what was known of it stays"),
        }
    });
}

/// Takes over what another process wrote to the index.
async fn look_for_changes(state: State) {
    let mut ticks = tokio::time::interval(LOOK);
    loop {
        ticks.tick().await;
        let looking = state.engine.clone();
        let looked =
            tokio::task::spawn_blocking(move || looking.reload().map(|changed| changed.then(|| looking.version())))
                .await;
        match looked {
            Ok(Ok(Some(version))) => {
                tracing::info!(version, "took over a new index");
                prepare(state.clone());
            }
            Ok(Ok(None)) | Err(_) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "the index on disk cannot be opened; the one in memory goes on answering")
            }
        }
    }
}

async fn stop() {
    let interrupt = async { tokio::signal::ctrl_c().await };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<Option<()>>();
    tokio::select! {
        _ = interrupt => {}
        _ = terminate => {}
    }
}

/// Re-indexes on every change of the corpus, in a thread of its own, until the watcher is dropped.
fn start_watching(dir: &Path, state: State) -> anyhow::Result<notify::RecommendedWatcher> {
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading the corpus is an event too; only what changes it counts.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = sender.send(());
        }
    })
    .context("cannot watch for changes")?;
    // The folder of a .jsonl file, since editors replace a file by renaming another.
    let corpus = state.corpus.as_path();
    let folder = if corpus.is_dir() {
        corpus
    } else {
        corpus.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    };
    watcher.watch(folder, RecursiveMode::NonRecursive).with_context(|| format!("cannot watch {}", folder.display()))?;
    let dir = dir.to_owned();
    std::thread::Builder::new().name("watch".to_owned()).spawn(move || {
        // What changed between the first listing and the start of the watch.
        update(&dir, &state);
        while receiver.recv().is_ok() {
            loop {
                match receiver.recv_timeout(SETTLE) {
                    Ok(()) => {}
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            update(&dir, &state);
        }
    })?;
    Ok(watcher)
}

/// One update; what fails is logged, and the state before goes on answering.
fn update(dir: &Path, state: &State) {
    let updated = Corpus::list(&state.corpus).map_err(anyhow::Error::from).and_then(|listed| {
        if anli_indexer::is_current(&listed, dir) {
            return Ok(None);
        }
        let outcome = anli_indexer::index(&listed, dir, &Options::default(), |_, _| {})?;
        state.engine.reload()?;
        Ok(Some(outcome))
    });
    match updated {
        Ok(None) => {}
        Ok(Some(outcome)) => {
            for fault in outcome.faults.iter().filter(|fault| fault.severity == Severity::Error) {
                tracing::warn!(%fault, "a case was left out");
            }
            tracing::info!(
                cases = outcome.cases,
                written = outcome.written,
                removed = outcome.removed,
                version = outcome.version,
                "index updated"
            );
            prepare(state.clone());
        }
        Err(error) => tracing::error!(error = format!("{error:#}"), "the index could not be updated"),
    }
}
