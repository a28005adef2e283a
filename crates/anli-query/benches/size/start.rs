//! How long the first answer takes and how much memory an engine holds, each in a process of its own: the bench runs itself
//! again with [`FLAG`].

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anli_query::{Engine, Question};

use crate::measure::{grouped, median, memory, millis, print_table, process_time};
use crate::questions::Kind;

/// Makes the bench a child that opens the index in the folder after it and answers what comes on its standard input.
pub const FLAG: &str = "--answer-from";

/// A child that answers.
struct Answering {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Answering {
    fn start(index: &Path) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(env::current_exe()?)
            .arg(FLAG)
            .arg(index)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("a child without pipes".into());
        };
        Ok(Self { child, questions, answers: BufReader::new(answers) })
    }

    /// The next line of the child: CPU time of its last step, and its memory.
    fn line(&mut self) -> Result<(Duration, Vec<f64>), Box<dyn Error>> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let mut numbers = line.split_whitespace().map(str::parse::<f64>).collect::<Result<Vec<_>, _>>()?;
        if numbers.is_empty() {
            return Err("the answering process ended early".into());
        }
        Ok((Duration::from_secs_f64(numbers.remove(0)), numbers))
    }

    fn ask(&mut self, question: &str) -> Result<(Duration, Vec<f64>), Box<dyn Error>> {
        writeln!(self.questions, "{question}")?;
        self.line()
    }

    fn end(mut self) -> Result<(), Box<dyn Error>> {
        drop(self.questions);
        self.child.wait()?;
        Ok(())
    }
}

/// What a child does: opens, then answers line by line; after each step it tells its CPU time and memory.
pub fn answer(index: &Path) -> Result<(), Box<dyn Error>> {
    let tell = |took: Duration| {
        let memory = memory().into_iter().flatten().map(|megabytes| format!(" {megabytes}"));
        println!("{}{}", took.as_secs_f64(), memory.collect::<String>());
    };
    let (took, engine) = process_time(|| Engine::open(index));
    let engine = engine?;
    tell(took);
    for line in std::io::stdin().lines() {
        let line = line?;
        let (took, answer) =
            process_time(|| -> Result<_, Box<dyn Error>> { Ok(engine.answer(&Question::parse(&line)?)?) });
        answer?;
        tell(took);
    }
    Ok(())
}

/// Prints the time to the first answer, and memory after opening and after every question of `kinds`.
pub fn print(index: &Path, cases: usize, kinds: &[Kind], runs: usize) -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    for (name, question) in [("Chinese question", "教师交流"), ("English question", "teacher rotation")] {
        let (mut whole, mut open, mut first) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..runs {
            let start = Instant::now();
            let mut child = Answering::start(index)?;
            let opened = child.line()?.0;
            let answered = child.ask(question)?.0;
            whole.push(start.elapsed());
            open.push(opened);
            first.push(answered);
            child.end()?;
        }
        rows.push(vec![name.to_owned(), millis(median(&whole)), millis(median(&open)), millis(median(&first))]);
    }
    let title = format!(
        "From process start to first answer, {} cases, ms, {runs} runs (parts in CPU time)",
        grouped(cases as f64)
    );
    print_table(&title, &["", "whole", "open", "first answer"], &rows);
    print_memory(index, cases, kinds)
}

fn print_memory(index: &Path, cases: usize, kinds: &[Kind]) -> Result<(), Box<dyn Error>> {
    let mut child = Answering::start(index)?;
    let row = |name: &str, memory: Vec<f64>| {
        let cells = memory.iter().map(|megabytes| format!("{megabytes:.1}"));
        std::iter::once(name.to_owned()).chain(cells).collect::<Vec<_>>()
    };
    let mut rows = vec![row("after opening", child.line()?.1)];
    rows.push(row("after one question", child.ask("教师交流")?.1));
    let mut last = Vec::new();
    for asked in kinds.iter().flat_map(|kind| &kind.questions) {
        last = child.ask(&asked.text)?.1;
    }
    rows.push(row("after all questions", last));
    child.end()?;
    let title = format!("Memory of a process that answers, {} cases, MB", grouped(cases as f64));
    print_table(&title, &["", "VmRSS", "VmHWM", "RssAnon"], &rows);
    Ok(())
}
