//! Temporary corpora, the program as a command, and the program as a server on a free port.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The program under test.
pub const ANLI: &str = env!("CARGO_BIN_EXE_anli");

/// The corpus of the project.
pub fn real_corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").canonicalize().expect("the corpus of the project")
}

/// A temporary folder with a corpus in `corpus` and room for an index in `index`.
pub struct World {
    dir: TempDir,
}

impl World {
    /// A corpus of these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let world = Self { dir: TempDir::new().expect("a temporary folder") };
        fs::create_dir(world.corpus()).expect("a corpus folder");
        for (name, text) in files {
            world.write(name, text);
        }
        world
    }

    /// Writes a file of the corpus as an editor does: whole, by renaming.
    pub fn write(&self, name: &str, text: &str) {
        let draft = self.dir.path().join("draft");
        fs::write(&draft, text).expect("a file");
        fs::rename(draft, self.corpus().join(name)).expect("a file of the corpus");
    }

    pub fn corpus(&self) -> PathBuf {
        self.dir.path().join("corpus")
    }

    pub fn index(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    /// Runs the program in this folder, so that its defaults are this corpus and this index.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(ANLI);
        command.args(arguments).current_dir(self.dir.path()).env_clear().stdin(Stdio::null());
        command
    }

    /// Serves this corpus on a free port.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        Server::start(self.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat()))
    }
}

/// What a run printed and its exit code.
pub fn outcome(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts `command` and waits for the line that names its address.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the server starts");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error"));
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).expect("a line") > 0, "the server ended: {said}");
            if let Some((_, rest)) = line.split_once(" cases at http://") {
                break rest.split('/').next().unwrap_or_default().to_owned();
            }
            said.push_str(&line);
        };
        // What it says later is read away, or it would block on a full pipe.
        std::thread::spawn(move || {
            let mut rest = String::new();
            let _ = lines.read_to_string(&mut rest);
        });
        Self { child, address }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// GETs a path; status, headers and body, whatever the status.
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        // A proxy of the environment knows nothing of our server.
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        let agent: ureq::Agent = config.build().into();
        let mut request = agent.get(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.call().expect("an answer"))
    }

    /// POSTs a body of that kind.
    pub fn post(&self, path: &str, kind: Option<&str>, body: &[u8]) -> Answer {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        let agent: ureq::Agent = config.build().into();
        let mut request = agent.post(format!("http://{}{path}", self.address));
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        answer(request.send(body).expect("an answer"))
    }

    /// Searches with these parameters; panics unless the answer is 200.
    pub fn search(&self, parameters: &[(&str, &str)]) -> serde_json::Value {
        let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let answer = self.get(&format!("/api/v1/search?{}", query.join("&")));
        assert_eq!(answer.status, 200, "{parameters:?}: {}", answer.body);
        answer.json()
    }

    /// Sends SIGKILL, as the kernel does to who takes too much memory.
    pub fn kill(mut self) {
        self.child.kill().expect("a running server");
        self.child.wait().expect("its end");
    }

    /// Sends SIGTERM, as a service manager does; the exit code.
    pub fn terminate(mut self) -> Option<i32> {
        let sent = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().expect("kill runs");
        assert!(sent.success());
        let mut ended = None;
        until("the server ends", || {
            ended = self.child.try_wait().expect("its state");
            ended.is_some()
        });
        ended.and_then(|status| status.code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    let body = response.body_mut().read_to_string().expect("a text");
    Answer { status: response.status().as_u16(), headers, body }
}

/// An answer of a server.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Percent-encodes all but unreserved characters.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Asks again until it is so; panics after half a minute.
pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::yield_now();
    }
}

/// The ids of an answer's hits, in order.
pub fn ids(answer: &serde_json::Value) -> Vec<&str> {
    answer["hits"].as_array().into_iter().flatten().filter_map(|hit| hit["id"].as_str()).collect()
}
