//! Makes spellings of one text equal: width, case, accents and script.
//!
//! Every folded character remembers where in the original it came from, so whatever is found in folded text can be marked in
//! the original. Folding comes *before* cutting: the dictionary is simplified, so it keeps 学区 whole but takes 學區 apart.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use hanconv::Dictionary;
use unicode_normalization::char::{decompose_canonical, decompose_compatible};

/// A folded text with the way back to its original.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    chars: Vec<char>,
    /// Byte in the original at which the character behind the folded one begins; one more entry for the end.
    starts: Vec<u32>,
}

impl Folded {
    /// Folds `text`: compatibility forms (NFKC), lower case, no accents on Latin letters, simplified script.
    /// Characters without width (joiners, soft hyphens, variation selectors) vanish.
    pub fn new(text: &str) -> Self {
        let mut folded = Self { chars: Vec::with_capacity(text.len()), starts: Vec::with_capacity(text.len() + 1) };
        for (at, c) in text.char_indices() {
            folded.push(c, offset(at));
        }
        folded.starts.push(offset(text.len()));
        simplify(&mut folded.chars);
        folded
    }

    /// The folded characters.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Bytes of the original that the folded characters `range` stand for.
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.starts[range.start] as usize;
        if range.is_empty() {
            return start..start;
        }
        // One character may fold to several (…, ㎡): the end is where the next *original* character begins.
        let last = self.starts[range.end - 1];
        let end = self.starts[range.end..].iter().find(|next| **next > last).copied().unwrap_or(last);
        start..end as usize
    }

    fn push(&mut self, c: char, at: u32) {
        if c.is_ascii() {
            self.keep(c.to_ascii_lowercase(), at);
        } else if is_plain(c) {
            self.keep(c, at);
        } else if !is_ignorable(c) {
            decompose_compatible(c, |part| self.push_part(part, at));
        }
    }

    fn push_part(&mut self, part: char, at: u32) {
        if is_ignorable(part) {
            return;
        }
        for lower in part.to_lowercase() {
            decompose_canonical(lower, |letter| {
                if !is_ignorable(letter) {
                    self.keep(letter, at);
                }
            });
        }
    }

    fn keep(&mut self, c: char, at: u32) {
        // What is typed for an apostrophe depends on the keyboard.
        self.chars.push(if matches!(c, '’' | 'ʼ' | '‘') { '\'' } else { c });
        self.starts.push(at);
    }
}

/// The folded form of `text` as a string.
pub fn fold(text: &str) -> String {
    Folded::new(text).chars.into_iter().collect()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Characters that normalisation leaves as they are, and which are nearly all of Chinese text: unified ideographs, kana,
/// Hangul syllables (whose decomposition would only have to be undone) and the CJK punctuation block.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3001}'..='\u{3035}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}')
}

/// Characters that nobody sees, and accents that stand alone.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Traditional to simplified, character for character.
struct Tables {
    /// From U+3400: the simplified character, or NUL.
    common: Vec<char>,
    rare: HashMap<char, char>,
    /// By first character, longest first.
    phrases: HashMap<char, Vec<Conversion>>,
}

/// Traditional characters and the simplified ones, as many.
type Conversion = (Vec<char>, Vec<char>);

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// What the OpenCC tables leave traditional.
const MORE_CHARACTERS: &[(char, char)] = &[('衞', '卫'), ('姪', '侄'), ('粧', '妆')];
const MORE_PHRASES: &[(&str, &str)] =
    &[("蕃茄", "番茄"), ("祇要", "只要"), ("祇有", "只有"), ("祇是", "只是"), ("祇能", "只能")];
/// 著 is 着 (随著 → 随着) but where it means a work, to write or to be known.
const NOT_BEFORE: &str = "名作者称述书录有文译于";
const NOT_AFTER: &str = "显昭卓名巨原专编合遗土拙所撰";

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables =
            Tables { common: vec!['\0'; (LAST - FIRST + 1) as usize], rare: HashMap::new(), phrases: HashMap::new() };
        let characters =
            Dictionary::TSCharacters.iter().filter_map(|(from, to)| Some((from.chars().next()?, to.chars().next()?)));
        for (from, to) in characters.chain(MORE_CHARACTERS.iter().copied()) {
            match u32::from(from) {
                code @ FIRST..=LAST => tables.common[(code - FIRST) as usize] = to,
                _ => {
                    tables.rare.insert(from, to);
                }
            }
        }
        for (from, to) in Dictionary::TSPhrases.iter().chain(MORE_PHRASES.iter().copied()) {
            let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
            tables.phrases.entry(from[0]).or_default().push((from, to));
        }
        for phrases in tables.phrases.values_mut() {
            phrases.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        }
        tables
    })
}

fn simplify(chars: &mut [char]) {
    let tables = tables();
    let mut at = 0;
    while at < chars.len() {
        let code = u32::from(chars[at]);
        if code < FIRST {
            at += 1;
            continue;
        }
        if let Some((from, to)) = tables
            .phrases
            .get(&chars[at])
            .and_then(|phrases| phrases.iter().find(|(from, _)| chars[at..].starts_with(from)))
        {
            chars[at..at + from.len()].copy_from_slice(to);
            at += from.len();
            continue;
        }
        let simple = match code {
            FIRST..=LAST => Some(tables.common[(code - FIRST) as usize]).filter(|simple| *simple != '\0'),
            _ => tables.rare.get(&chars[at]).copied(),
        };
        if let Some(simple) = simple {
            chars[at] = simple;
        } else if chars[at] == '著' && is_aspect(chars, at) {
            chars[at] = '着';
        }
        at += 1;
    }
}

fn is_aspect(chars: &[char], at: usize) -> bool {
    let after_allows = at.checked_sub(1).is_none_or(|before| !NOT_AFTER.contains(chars[before]));
    let before_allows = chars.get(at + 1).is_none_or(|next| !NOT_BEFORE.contains(*next));
    at > 0 && after_allows && before_allows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "folding {text:?}");
    }

    #[test]
    fn width_case_and_accents() {
        check("ＡＢＣ２０１４", "abc2014");
        check("Ceará hǎiyán Ürümqi", "ceara haiyan urumqi");
        check("e\u{301}", "e");
        check("ﬁne", "fine");
        check("零\u{200b}宽", "零宽");
        check("İ", "i");
        check("teacher’s", "teacher's");
    }

    #[test]
    fn traditional_becomes_simplified() {
        check("學區化辦學", "学区化办学");
        check("教師輪崗", "教师轮岗");
        check("超快速蕃茄牛肉麵食譜", "超快速番茄牛肉面食谱");
        check("香港貿發局香港國際春季燈飾展", "香港贸发局香港国际春季灯饰展");
        check("職級制", "职级制");
        check("皇后之後", "皇后之后");
    }

    #[test]
    fn the_particle_zhe_is_told_from_the_work() {
        check("隨著改革", "随着改革");
        check("顯著提高", "显著提高");
        check("著作", "著作");
        check("著名學者", "著名学者");
    }

    #[test]
    fn phrases_keep_their_length() {
        for phrases in tables().phrases.values() {
            for (from, to) in phrases {
                assert_eq!(from.len(), to.len(), "{from:?}");
            }
        }
    }

    #[test]
    fn ranges_lead_back_to_the_original() {
        let folded = Folded::new("面…㎡學");
        assert_eq!(folded.chars().iter().collect::<String>(), "面...m2学");
        assert_eq!(folded.range(1..4), 3..6);
        assert_eq!(folded.range(1..2), 3..6, "a part of an expansion is its whole original");
        assert_eq!(folded.range(6..7), 9..12);
    }

    proptest! {
        #[test]
        fn ranges_slice_any_text(text in "\\PC{0,40}|[\u{0}-\u{ffff}]{0,40}") {
            let folded = Folded::new(&text);
            let mut end = 0;
            for at in 0..folded.chars().len() {
                let range = folded.range(at..at + 1);
                prop_assert!(text.get(range.clone()).is_some_and(|slice| !slice.is_empty()));
                prop_assert!(range.end >= end);
                end = range.end;
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[a-zÀ-ÿＡ-Ｚ０-９\u{4e00}-\u{4fff} ]{0,30}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
