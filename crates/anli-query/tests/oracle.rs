//! Quotes against brute force: over the project's own corpus, a quote finds every case that says it, and no other.
//!
//! The reference is written from the promise alone, without the symbols of the index: a text is folded, what separates its letters
//! shrinks to one blank, and the quote is looked for in it. In a Chinese write-up a quote with a Han character, or of digits
//! alone, is a string of characters, and any other asks for whole words; in an English write-up a word of letters or digits
//! is whole, and a Han character is a word.

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use anli_case::{Case, Lang};
use anli_query::{MAX_PER_PAGE, Question};
use anli_text::fold;
use common::{Library, Random, seed, slices};

const SEED: u64 = 0x616e_6c69_2026;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Ideographs, and what else is written without spaces between words: kana, Hangul, Thai.
    Han,
    /// Letters and digits of scripts with spaces between words.
    Letter,
    Separator,
}

fn class(c: char) -> Class {
    match c {
        '々'
        | '〇'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Han,
        c if !c.is_alphanumeric() => Class::Separator,
        '\u{3040}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{e00}'..='\u{eff}' => Class::Han,
        _ => Class::Letter,
    }
}

/// A folded text with one blank for what separates; none at its ends. An apostrophe between letters is one.
fn flat(text: &str) -> Vec<char> {
    let folded: Vec<char> = fold(text).chars().collect();
    let letter = |at: Option<usize>| {
        at.and_then(|at| folded.get(at)).is_some_and(|c| class(*c) == Class::Letter && !c.is_numeric())
    };
    let mut flat: Vec<char> = Vec::new();
    for (at, c) in folded.iter().enumerate() {
        let apostrophe = "'’ʼ‘".contains(*c) && letter(at.checked_sub(1)) && letter(Some(at + 1));
        if apostrophe || class(*c) != Class::Separator {
            flat.push(*c);
        } else if flat.last().is_some_and(|last| *last != ' ') {
            flat.push(' ');
        }
    }
    if flat.last() == Some(&' ') {
        flat.pop();
    }
    flat
}

/// A flat text made ready to be searched: as characters, and as words with a bar around each.
#[derive(Debug)]
struct Flat {
    characters: String,
    words: String,
    known: BTreeSet<char>,
}

impl Flat {
    fn new(text: &str) -> Self {
        let chars = flat(text);
        // `‖` stands where a word begins or ends, so that a string between two of them is made of whole words.
        let in_word = |c: char| c != ' ' && class(c) != Class::Han;
        let mut words = String::from("‖");
        for (at, c) in chars.iter().enumerate() {
            words.push(*c);
            if !chars.get(at + 1).is_some_and(|next| in_word(*c) && in_word(*next)) {
                words.push('‖');
            }
        }
        Self { characters: chars.iter().collect(), words, known: chars.into_iter().collect() }
    }
}

/// A text of a case.
struct Text {
    lang: Lang,
    flat: Flat,
}

/// An indexed corpus beside its texts.
struct World {
    library: Library,
    cases: Vec<(Case, Vec<Text>)>,
}

/// Everything that a write-up says, each text by itself: no quote goes from one into the next.
fn texts(case: &Case) -> impl Iterator<Item = (Lang, &str)> {
    case.writeups.iter().flat_map(|writeup| {
        let facts = writeup.facts.iter().flat_map(|fact| [fact.heading.as_str(), fact.text.as_str()]);
        [writeup.title.as_str(), writeup.summary.as_str()].into_iter().chain(facts).map(|text| (writeup.lang, text))
    })
}

impl World {
    fn new(library: Library) -> Self {
        let read = |entry| {
            let case = library.corpus.read(entry).0.expect("a case");
            let flats = texts(&case).map(|(lang, text)| Text { lang, flat: Flat::new(text) }).collect();
            (case, flats)
        };
        let cases = library.corpus.entries.iter().map(read).collect();
        Self { library, cases }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().flat_map(|(case, _)| texts(case)).map(|(_, text)| text)
    }
}

/// The corpus of the project.
fn real() -> &'static World {
    static REAL: OnceLock<World> = OnceLock::new();
    REAL.get_or_init(|| {
        let world = World::new(Library::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus"), 2));
        assert!(world.cases.len() > 100, "{} cases", world.cases.len());
        world
    })
}

/// A quote as the reference understands it.
struct Quote {
    flat: Flat,
    /// Whether a Chinese text has it as a string of characters.
    literal: bool,
}

impl Quote {
    /// `None` when nothing in it can be searched for.
    fn new(text: &str) -> Option<Self> {
        let flat = Flat::new(text);
        let said = || flat.characters.chars().filter(|c| *c != ' ');
        let literal = said().any(|c| class(c) == Class::Han) || said().all(|c| c.is_ascii_digit());
        (!flat.characters.is_empty()).then_some(Self { flat, literal })
    }

    fn stands_in(&self, lang: Lang, text: &Flat) -> bool {
        self.flat.known.is_subset(&text.known)
            && match self.is_characters(lang) {
                true => text.characters.contains(&self.flat.characters),
                false => text.words.contains(&self.flat.words),
            }
    }

    fn is_characters(&self, lang: Lang) -> bool {
        lang == Lang::Zh && self.literal
    }

    /// How often it stands in a text, without overlap.
    fn count(&self, lang: Lang, text: &Flat) -> usize {
        if self.is_characters(lang) {
            return text.characters.matches(&self.flat.characters).count();
        }
        // Two in a row share the bar between them.
        let (mut count, mut rest) = (0, text.words.as_str());
        while let Some(at) = rest.find(&self.flat.words) {
            count += 1;
            rest = &rest[at + self.flat.words.len() - '‖'.len_utf8()..];
        }
        count
    }
}

/// Asks for `quoted` in quotation marks and compares the answer with the reference.
fn compare(world: &World, quoted: &str) -> Result<usize, String> {
    let Some(quote) = Quote::new(quoted) else { return Ok(0) };
    let World { library, cases } = world;
    let stands = |texts: &Vec<Text>| texts.iter().any(|text| quote.stands_in(text.lang, &text.flat));
    let expected: BTreeSet<&str> =
        cases.iter().filter(|(_, texts)| stands(texts)).map(|(case, _)| case.id.as_str()).collect();
    let mut question = Question::parse(&format!("\"{quoted}\"")).map_err(|error| format!("{quoted:?}: {error}"))?;
    question.per_page = MAX_PER_PAGE;
    question.facets.clear();
    let mut found: BTreeSet<String> = BTreeSet::new();
    loop {
        let answer = library.answer(&question);
        if answer.total != expected.len() {
            let all: Vec<String> = answer.hits.iter().map(|hit| hit.case.id.clone()).collect();
            let missed: Vec<&&str> =
                expected.iter().filter(|id| !all.iter().any(|found| found == **id)).take(3).collect();
            let false_hits: Vec<&String> = all.iter().filter(|id| !expected.contains(id.as_str())).take(3).collect();
            return Err(format!(
                "{quoted:?}: total {}, should be {}; missed on page {}: {missed:?}; false: {false_hits:?}",
                answer.total,
                expected.len(),
                question.page
            ));
        }
        for hit in &answer.hits {
            if !expected.contains(hit.case.id.as_str()) || !found.insert(hit.case.id.clone()) {
                return Err(format!("{quoted:?}: {} is no hit, or one for the second time", hit.case.id));
            }
            marks_stand_on(hit, &quote).map_err(|fault| format!("{quoted:?}: {}: {fault}", hit.case.id))?;
        }
        if question.page * MAX_PER_PAGE >= answer.total {
            break;
        }
        question.page += 1;
    }
    if found.len() == expected.len() {
        Ok(found.len())
    } else {
        Err(format!("{quoted:?}: pages do not give every hit"))
    }
}

/// Every mark stands on the quote, or on the quote several times in a row.
fn marks_stand_on(hit: &anli_query::Hit, quote: &Quote) -> Result<(), String> {
    let passages = hit.passages.iter().map(|passage| &passage.marked);
    for marked in hit.titles.iter().chain(&hit.summaries).chain(passages) {
        for slice in slices(marked) {
            let flat: String = flat(&slice).into_iter().collect();
            let rest = flat.replace(&quote.flat.characters, "");
            if flat.is_empty() || !rest.chars().all(|c| c == ' ') {
                return Err(format!("{slice:?} is marked in {:?}", marked.text));
            }
        }
    }
    Ok(())
}

/// Characters that end a quote, or the engine would take for its syntax after one.
fn is_quotation_mark(c: char) -> bool {
    "\"＂“”„‟「」『』«»".contains(c)
}

/// Compares `count` quotes that `choose` makes of the texts of the corpus.
fn compare_many(count: usize, seed: u64, choose: impl Fn(&mut Random, &[char]) -> String) {
    let all: Vec<Vec<char>> =
        real().texts().filter(|text| !text.is_empty()).map(|text| text.chars().collect()).collect();
    let mut random = Random::new(seed);
    let (mut asked, mut hits, mut faults) = (0, 0, Vec::new());
    while asked < count {
        let text = random.pick(&all).clone();
        let quoted = choose(&mut random, &text);
        if quoted.chars().any(is_quotation_mark) || Quote::new(&quoted).is_none() {
            continue;
        }
        asked += 1;
        match compare(real(), &quoted) {
            Ok(found) => hits += found,
            Err(fault) => faults.push(fault),
        }
    }
    let shown = faults.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(
        faults.is_empty(),
        "seed {seed:#x}: {} of {asked} quotes differ ({hits} hits agree):\n{shown}",
        faults.len()
    );
    assert!(hits >= count / 2, "seed {seed:#x}: only {hits} hits, the quotes say too little");
}

/// A place of a text, weighted by its length, and so many characters from there on.
fn substring(random: &mut Random, text: &[char], longest: usize) -> String {
    let length = 1 + random.below(longest);
    let from = random.below(text.len());
    text[from..(from + length).min(text.len())].iter().collect()
}

#[test]
fn short_substrings() {
    compare_many(2_000, seed(SEED), |random, text| substring(random, text, 6));
}

#[test]
fn long_substrings() {
    compare_many(300, seed(SEED + 1), |random, text| substring(random, text, 60));
}

/// Whole words of Latin letters are rare among the short substrings of Chinese.
#[test]
fn whole_words() {
    compare_many(500, seed(SEED + 2), |random, text| {
        let mut ends: Vec<usize> =
            (1..text.len()).filter(|at| text[*at - 1].is_alphanumeric() != text[*at].is_alphanumeric()).collect();
        ends.extend([0, text.len()]);
        ends.sort_unstable();
        let first = random.below(ends.len() - 1);
        let last = (first + 1 + random.below(6)).min(ends.len() - 1);
        text[ends[first]..ends[last]].iter().take(80).collect()
    });
}

/// What is nearly said must not be found: a character for a separator, a character too few, two in the wrong order.
#[test]
fn near_misses() {
    let change = |random: &mut Random, text: &[char]| {
        let mut quoted: Vec<char> = substring(random, text, 12).chars().collect();
        let at = random.below(quoted.len());
        match random.below(4) {
            0 => quoted[at] = ' ',
            1 => quoted.insert(at, '，'),
            2 => {
                quoted.remove(at);
            }
            _ => quoted.reverse(),
        }
        quoted.into_iter().collect::<String>()
    };
    let all: Vec<char> = real().texts().flat_map(str::chars).collect();
    let mut random = Random::new(seed(SEED + 3));
    let mut faults = Vec::new();
    for _ in 0..1_000 {
        let from = random.below(all.len() - 20);
        let quoted = change(&mut random, &all[from..from + 20]);
        if !quoted.chars().any(is_quotation_mark)
            && let Err(fault) = compare(real(), &quoted)
        {
            faults.push(fault);
        }
    }
    let shown = faults.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "seed {:#x}: {} quotes differ:\n{shown}", seed(SEED + 3), faults.len());
}

/// Texts of a few characters of every class, where each quote meets many that nearly say it.
fn small() -> &'static World {
    static SMALL: OnceLock<World> = OnceLock::new();
    SMALL.get_or_init(|| {
        let mut random = Random::new(seed(SEED + 4));
        let lines: Vec<serde_json::Value> = (0..400)
            .map(|at| {
                let lang = ["zh", "en"][at % 2];
                serde_json::json!({"id": format!("c{at}"), "lang": lang, "title": scribble(&mut random, 14)})
            })
            .collect();
        World::new(Library::of_lines(&lines, 2))
    })
}

/// At least one letter or character, and no blank or sign at either end that reading a title would change.
fn scribble(random: &mut Random, longest: usize) -> String {
    let letters =
        ["教", "学", "學", "a", "A", "b", "é", "1", "2", "１", "’", "'", "'", ",", "。", " ", " ", "-", "の", "α"];
    loop {
        let text: String = (0..1 + random.below(longest)).map(|_| *random.pick(&letters)).collect();
        if !flat(&text).is_empty() {
            return text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
}

#[test]
fn every_class_of_characters_beside_every_other() {
    let mut random = Random::new(seed(SEED + 5));
    let (mut hits, mut faults) = (0, Vec::new());
    for _ in 0..2_000 {
        match compare(small(), &scribble(&mut random, 6)) {
            Ok(found) => hits += found,
            Err(fault) => faults.push(fault),
        }
    }
    faults.sort_by_key(|fault| fault.contains("missed on page 1: []"));
    let shown = faults.iter().take(30).cloned().collect::<Vec<_>>().join("\n");
    assert!(
        faults.is_empty(),
        "seed {:#x}: {} quotes differ ({hits} hits agree):\n{shown}",
        seed(SEED + 5),
        faults.len()
    );
}

/// A text is marked where it says the quote, and as often.
#[test]
fn marks_stand_where_the_quote_does() {
    let mut random = Random::new(seed(SEED + 6));
    let mut faults = Vec::new();
    for _ in 0..500 {
        let quoted = scribble(&mut random, 5);
        let quote = Quote::new(&quoted).expect("a scribble has letters");
        let mut question = Question::parse(&format!("\"{quoted}\"")).expect("a quote");
        question.per_page = MAX_PER_PAGE;
        for hit in small().library.answer(&question).hits {
            let expected = quote.count(hit.case.lang, &Flat::new(&hit.titles[0].text));
            let marks = slices(&hit.titles[0]);
            let said: String = marks.iter().flat_map(|slice| flat(slice).into_iter().chain(['|'])).collect();
            if expected > 0 && said.matches(&quote.flat.characters).count() != expected {
                let lang = hit.case.lang;
                faults.push(format!("{quoted:?} in {:?} ({lang:?}): {marks:?}, {expected} times", hit.titles[0].text));
            }
        }
    }
    faults
        .sort_by_key(|fault| fault.split('"').nth(1).is_some_and(|quoted| !quoted.chars().any(|c| c.is_alphabetic())));
    let shown = faults.iter().take(30).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "seed {:#x}: {} texts differ:\n{shown}", seed(SEED + 6), faults.len());
}

/// The reference is right about the sentences that the design names.
#[test]
fn the_reference_keeps_the_promise() {
    let check = |text: &str, quoted: &str, zh: bool, en: bool| {
        let (quote, flat) = (Quote::new(quoted).expect("a quote"), Flat::new(text));
        assert_eq!(
            (quote.stands_in(Lang::Zh, &flat), quote.stands_in(Lang::En, &flat)),
            (zh, en),
            "{quoted:?} in {text:?}"
        );
    };
    check("这是一段简单的测试文本", "段简", true, true);
    check("中国农业发展银行", "农业银行", false, false);
    check("甲，乙", "甲乙", false, false);
    check("甲，乙", "甲 乙", true, true);
    check("甲，“乙”", "。甲 —— 乙", true, true);
    check("a smart school", "art school", false, false);
    check("The Smart—School", "smart school", true, true);
    check("2004年起", "04年", true, false);
    check("120 schools", "20", true, false);
    check("AI或STEM", "AI STEM", false, false);
    check("the teacher's home", "teacher", false, false);
}
