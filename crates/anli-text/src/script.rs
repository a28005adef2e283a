//! Splits folded text into runs that one rule can cut.

/// What a folded character is to the analyser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Han characters: no spaces between words; cut by dictionary.
    Han,
    /// Kana, Hangul and other scripts that are searched character by character.
    Syllabic,
    /// Letters and digits of scripts with spaces between words.
    Alphanumeric,
}

/// The script of a folded character; `None` for spaces, punctuation and symbols, which separate.
pub fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | '0'..='9' => Some(Script::Alphanumeric),
        '\u{0}'..='\u{7f}' => None,
        '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
        | '々'
        | '〇' => Some(Script::Han),
        '\u{3040}'..='\u{30ff}'
        | '\u{3105}'..='\u{312f}'
        | '\u{31a0}'..='\u{31bf}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{e00}'..='\u{eff}' => c.is_alphanumeric().then_some(Script::Syllabic),
        _ => c.is_alphanumeric().then_some(Script::Alphanumeric),
    }
}

/// Characters `start..end` of one script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Script of all of them.
    pub script: Script,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// The runs of folded text, in order; what lies between two of them is a separator or nothing.
/// An apostrophe between letters belongs to its word (Xi'an, teacher's).
pub fn runs(chars: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(script) = script_at(chars, at, *c) else { continue };
        match runs.last_mut() {
            Some(run) if run.end == at && run.script == script => run.end += 1,
            _ => runs.push(Run { script, start: at, end: at + 1 }),
        }
    }
    runs
}

fn script_at(chars: &[char], at: usize, c: char) -> Option<Script> {
    let is_letter =
        |at: usize| chars.get(at).is_some_and(|c| script(*c) == Some(Script::Alphanumeric) && c.is_alphabetic());
    let within_word = is_apostrophe(c) && at > 0 && is_letter(at - 1) && is_letter(at + 1);
    if within_word { Some(Script::Alphanumeric) } else { script(c) }
}

/// The characters typed for an apostrophe.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let chars: Vec<char> = text.chars().collect();
        let found: Vec<String> = runs(&chars).iter().map(|run| chars[run.start..run.end].iter().collect()).collect();
        assert_eq!(found, expected, "runs of {text:?}");
    }

    #[test]
    fn scripts_are_kept_apart() {
        check("2014年 school改革", &["2014", "年", "school", "改革"]);
        check("の学校", &["の", "学校"]);
    }

    #[test]
    fn an_apostrophe_belongs_to_a_word_only_between_letters() {
        check("xi'an 'quoted' teachers' 5'4", &["xi'an", "quoted", "teachers", "5", "4"]);
    }
}
