//! Chinese by its sound: which characters a run of letters may stand for.
//!
//! A character has several readings (重 is zhong and chong), and which one is meant depends on the phrase. No dictionary of phrases is
//! needed where every reading is allowed: who types a name knows how it is read.

use pinyin::ToPinyinMulti;

/// Readings of a character without tones, ü as v, once each; none for what is not Chinese.
fn readings(c: char) -> impl Iterator<Item = &'static str> {
    let all = c.to_pinyin_multi();
    let count = all.map_or(0, pinyin::PinyinMulti::count);
    let reading = move |at: usize| all.and_then(|all| all.get_opt(at)).map(pinyin::Pinyin::plain);
    (0..count).filter_map(move |at| {
        let this = reading(at)?;
        (0..at).all(|before| reading(before) != Some(this)).then_some(this)
    })
}

/// Readings as they are typed: ü is typed as v, and as u too.
fn spellings(c: char, mut each: impl FnMut(&str) -> bool) -> bool {
    readings(c).any(|reading| {
        if !reading.contains('ü') {
            return each(reading);
        }
        each(&reading.replace('ü', "v")) || each(&reading.replace('ü', "u"))
    })
}

/// The sounds of a character, tones aside.
pub(crate) fn sounds(c: char) -> Vec<String> {
    readings(c).map(|reading| reading.replace('ü', "v")).collect()
}

/// Whether two characters can be read alike, tones aside.
pub(crate) fn sounds_alike(one: char, other: char) -> bool {
    readings(one).any(|reading| readings(other).any(|found| found == reading))
}

/// Whether `typed` is the beginning of `text` in pinyin: each syllable whole or by its initial, the last one begun. What stands in `text`
/// besides Chinese has to be typed as it is, but for separators. Both are folded.
///
/// `typed` has no separators, as [`typed`] gives it.
pub(crate) fn begins(text: &str, typed: &[char]) -> bool {
    let Some((first, rest)) = typed.split_first() else { return true };
    let mut chars = text.chars();
    let Some(c) = chars.next() else { return false };
    if c == *first {
        return begins(chars.as_str(), rest);
    }
    if !c.is_alphanumeric() {
        return begins(chars.as_str(), typed);
    }
    if !first.is_ascii_lowercase() {
        return false;
    }
    let rest = chars.as_str();
    spellings(c, |reading| {
        if !reading.starts_with(*first) {
            return false;
        }
        let common = reading.chars().zip(typed).take_while(|(one, other)| one == *other).count();
        // The end of what was typed may be anywhere in a syllable.
        if common == typed.len() {
            return true;
        }
        // The whole syllable, zh, ch or sh, the first letter.
        let whole = common == reading.chars().count();
        let double = common > 1 && reading.as_bytes()[1] == b'h';
        let ways = [(common, whole), (2, double && !(whole && common == 2)), (1, !(whole && common == 1))];
        ways.into_iter().any(|(length, open)| open && begins(rest, &typed[length..]))
    })
}

/// What was typed in the form that [`begins`] takes, if it may be pinyin: letters, and Chinese between them, no spaces or apostrophes.
pub(crate) fn typed(folded: &str) -> Option<Vec<char>> {
    let typed: Vec<char> = folded.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let plain = typed.iter().all(|c| c.is_alphanumeric());
    (plain && typed.iter().any(char::is_ascii_lowercase)).then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, letters: &str, expected: bool) {
        let typed = typed(&anli_text::fold(letters)).expect("letters");
        assert_eq!(begins(text, &typed), expected, "{letters} for {text}");
    }

    #[test]
    fn whole_syllables_initials_and_both() {
        check("校长职级制", "xiaozhangzhijizhi", true);
        check("校长职级制", "xzzjz", true);
        check("校长职级制", "xiaozhangzjz", true);
        check("校长职级制", "xzhangzjz", true);
        check("校长职级制", "xzhzhjzh", true);
        check("校长职级制", "xiaozh", true);
        check("校长职级制", "x", true);
        check("校长职级制", "xiǎo zhǎng", true);
        check("校长职级制", "校长zj", true);
        check("校长职级制", "jjzz", false);
        check("校长职级制", "zzjz", false);
        check("校长职级制", "xzzjzx", false);
        check("校长职级制", "xiazhang", false);
    }

    #[test]
    fn a_reading_that_depends_on_the_phrase() {
        check("重庆市", "chongqing", true);
        check("重庆市", "cq", true);
        check("重点高中", "zhongdian", true);
        check("西安市", "xi'an", true);
        check("绿色学校", "lvse", true);
        check("绿色学校", "luse", true);
        check("绿色学校", "lüse", true);
    }

    #[test]
    fn what_is_not_chinese_is_typed_as_it_is() {
        check("k12 教育", "k12jy", true);
        check("乡村教师 在职", "xcjszz", true);
        check("k12 教育", "kjy", false);
    }

    #[test]
    fn same_sound() {
        assert!(sounds_alike('制', '只') && sounds_alike('潍', '维') && !sounds_alike('制', '度'));
        assert_eq!(sounds('绿'), ["lv", "lu"]);
        assert!(sounds('a').is_empty());
    }
}
