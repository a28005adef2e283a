//! Questions that nobody in their right mind would ask.

use super::Random;

/// Pieces that the syntax of questions knows, and pieces that it should not stumble over.
const PIECES: &[&str] = &[
    "(",
    ")",
    "（",
    "）",
    "\"",
    "“",
    "”",
    "「",
    "'",
    "‘",
    "*",
    "~",
    "~3",
    "～９９９",
    "-",
    "−",
    " - ",
    ":",
    "：",
    "=",
    "%",
    " ",
    "\u{3000}",
    "\t",
    "\n",
    "\r\n",
    "\u{0}",
    "\u{1e}",
    "\u{1e}t9",
    " AND ",
    " OR ",
    " NOT ",
    "＆＆",
    " || ",
    "|",
    " 与 ",
    " 或 ",
    " 非 ",
    "title:",
    "TI=",
    "KY%=",
    "题名：",
    "正文:",
    "成效：",
    "result:",
    "place:",
    "org:",
    "area:",
    "ab:'",
    "http://a.b/c?d=(e)",
    "学校",
    "教师",
    "學區",
    "县管校聘",
    "农业银行",
    "中华人民共和国",
    "的",
    "了",
    "龘",
    "𠮷",
    "の",
    "한글",
    "ไทย",
    "school",
    "schools",
    "principal ranks",
    "teacher's",
    "xi'an",
    "co-operation",
    "a",
    "e\u{301}\u{302}\u{303}",
    "Straße",
    "İ",
    "ﬁ",
    "㎡",
    "…",
    "½",
    "２０１４",
    "1,234",
    "3.5",
    "10.1.2.3",
    "--",
    "😀",
    "👩‍👩‍👧‍👦",
    "🇨🇳",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{202e}",
    "\u{ad}",
    "\u{fe0f}",
    "\u{10ffff}",
    "\u{e000}",
    "ﷺ",
    "<b>",
    "&amp;",
    "%00",
    "\\",
    "/",
    ";",
    "{",
    "}",
    "[",
    "]",
    "^2",
    "+",
    "?",
    "!",
];

/// A question of some sort: pieces, characters from anywhere, a sentence that was damaged, or one piece very often.
pub fn question(random: &mut Random) -> String {
    match random.below(8) {
        0 => (0..random.below(40)).map(|_| character(random)).collect(),
        1 => random.pick(PIECES).repeat(random.below(600)),
        2 => {
            let (first, second) = (*random.pick(PIECES), *random.pick(PIECES));
            format!("{first}{second}").repeat(random.below(300))
        }
        3 => {
            // A long one, near the caps.
            (0..random.below(260)).map(|_| *random.pick(PIECES)).collect()
        }
        4 => near(random),
        _ => {
            let mut text: Vec<char> = (0..1 + random.below(12)).flat_map(|_| random.pick(PIECES).chars()).collect();
            for _ in 0..random.below(4) {
                mutate(random, &mut text);
            }
            text.into_iter().collect()
        }
    }
}

/// Many words near each other, which may stand in any order.
fn near(random: &mut Random) -> String {
    let words =
        ["学", "校", "教", "师", "的", "a", "b", "c", "d", "e", "改", "革", "1", "2", "县", "市", "school", "the"];
    let count = 1 + random.below(40);
    let parts: Vec<&str> = (0..count).map(|_| *random.pick(&words)).collect();
    format!("\"{}\"~{}", parts.join(" "), random.below(60))
}

fn character(random: &mut Random) -> char {
    let ranges = [
        (0x0, 0x7f),
        (0x80, 0x24f),
        (0x300, 0x3ff),
        (0x2000, 0x206f),
        (0x3000, 0x30ff),
        (0x4e00, 0x9fff),
        (0xac00, 0xd7a3),
        (0xf900, 0xffff),
        (0x1f300, 0x1faff),
        (0x20000, 0x2a6df),
        (0, 0x10ffff),
    ];
    loop {
        let (first, last) = *random.pick(&ranges);
        let code = first + u32::try_from(random.below(last as usize - first as usize + 1)).expect("small");
        if let Some(c) = char::from_u32(code) {
            return c;
        }
    }
}

fn mutate(random: &mut Random, text: &mut Vec<char>) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    match random.below(5) {
        0 => {
            text.remove(at);
        }
        1 => text.insert(at, character(random)),
        2 => text[at] = character(random),
        3 => {
            let end = at + random.below(text.len() - at + 1);
            let copied = text[at..end].to_vec();
            text.splice(at..at, copied);
        }
        _ => text.truncate(at),
    }
}

/// A small library whose texts meet such questions.
pub fn library() -> super::Library {
    let lines: Vec<serde_json::Value> = (0..30)
        .map(|at| {
            let mut random = Random::new(0x6c69_6272_6172_7900 + at);
            let mut text = |pieces: usize| (0..pieces).map(|_| *random.pick(PIECES)).collect::<String>();
            let body = format!(
                "## 成效\n\n{}\n\n学 校 教 师 的 a b c d e 改 革 1 2 县 市 {}\n\n{}\n",
                text(20),
                "学校a教师b的c改d革e12县市".repeat(3),
                text(150)
            );
            let translation = serde_json::json!({"title": format!("B{at} {}", text(3)), "body": text(60)});
            serde_json::json!({"id": format!("c{at}"), "lang": "zh", "title": format!("甲{at}{}", text(3)), "body": body,
                "region": random.pick(&["000000", "370000", "370700"]), "started": (2000 + random.below(20)).to_string(),
                "translations": {"en": translation}})
        })
        .collect();
    super::Library::of_lines(&lines, 1)
}
