//! The numbers of a text, whatever script and language they are written in, to compare a write-up with its translation.

/// Numbers written in digits, each with its value.
pub(crate) fn in_digits(text: &str) -> Vec<(String, f64)> {
    scan(text).into_iter().filter(|number| number.digits).map(|number| (number.text, number.value)).collect()
}

/// Every value that a text may be read to state: digits, numerals and number words, with and without their multiplier.
pub(crate) fn values(text: &str) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::new();
    for number in scan(text) {
        values.push(number.value);
        values.push(number.bare);
    }
    values
}

/// Whether two values are the same number, rounding of the last digit aside.
pub(crate) fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0)
}

#[derive(Debug, Clone, PartialEq)]
struct Number {
    text: String,
    /// With its multiplier: 15万 is 150,000.
    value: f64,
    /// Without.
    bare: f64,
    digits: bool,
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff0e}' | '\u{ff05}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn scan(text: &str) -> Vec<Number> {
    let chars: Vec<char> = text.chars().map(half_width).collect();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let end = if c.is_ascii_digit() {
            if is_name(&chars, at) {
                at = chars[at..].iter().position(|c| !c.is_ascii_digit()).map_or(chars.len(), |length| at + length);
                continue;
            }
            digits(&chars, at, &mut numbers)
        } else if numeral(c).is_some() || unit(c).is_some() && c != '亿' {
            numerals(&chars, at, &mut numbers)
        } else if c.is_ascii_alphabetic() && (at == 0 || !chars[at - 1].is_ascii_alphabetic()) {
            word(&chars, at, &mut numbers)
        } else {
            at + 1
        };
        at = end.max(at + 1);
    }
    numbers
}

/// Digits that are part of a name: Covid-19.
fn is_name(chars: &[char], at: usize) -> bool {
    let length = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    length <= 2 && at >= 2 && chars[at - 1] == '-' && chars[at - 2].is_ascii_alphabetic()
}

/// A number in digits, with its multiplier; gives where it ends.
fn digits(chars: &[char], start: usize, numbers: &mut Vec<Number>) -> usize {
    let mut end = start;
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    while is_digit(end)
        || (matches!(chars.get(end), Some('.')) && is_digit(end + 1))
        || (matches!(chars.get(end), Some(',')) && (1..=3).all(|more| is_digit(end + more)) && !is_digit(end + 4))
    {
        end += 1;
    }
    let text: String = chars[start..end].iter().collect();
    let bare: f64 = text.replace(',', "").parse().unwrap_or(0.0);
    if let Some((value, after)) = decade(chars, end, bare) {
        numbers.push(Number { text: chars[start..after].iter().collect(), value, bare: value, digits: true });
        return after;
    }
    if let Some((value, after)) = clock(chars, end, bare) {
        numbers.push(Number { text: chars[start..after].iter().collect(), value, bare: value, digits: true });
        return after;
    }
    let (factor, after) = multiplier(chars, end);
    // 8成 and 8折 are 80 per cent.
    let factor = if matches!(chars.get(after), Some('成' | '折')) { factor * 10.0 } else { factor };
    numbers.push(Number { text, value: bare * factor, bare, digits: true });
    after
}

/// A time of day is one number, its hours: 17:00 and 17点, 8:30 and 8点半.
fn clock(chars: &[char], at: usize, hours: f64) -> Option<(f64, usize)> {
    let rest: Vec<char> = chars[at..].iter().take(4).copied().collect();
    let minutes = |digits: &[char]| digits.iter().collect::<String>().parse::<f64>().ok();
    match rest.as_slice() {
        [':' | '：', a, b, after @ ..]
            if a.is_ascii_digit() && b.is_ascii_digit() && !after.first().is_some_and(char::is_ascii_digit) =>
        {
            Some((hours + minutes(&[*a, *b])? / 60.0, at + 3))
        }
        ['点', '半', ..] => Some((hours + 0.5, at + 2)),
        ['点', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
            Some((hours + minutes(&[*a, *b])? / 60.0, at + 3))
        }
        _ => None,
    }
}

/// 20世纪90年代 is one number, 1990.
fn decade(chars: &[char], at: usize, century: f64) -> Option<(f64, usize)> {
    let rest: String = chars[at..].iter().take(6).collect();
    let years = rest.strip_prefix("世纪")?;
    let digits: String = years.chars().take_while(char::is_ascii_digit).collect();
    let tens: f64 = digits.parse().ok()?;
    years[digits.len()..].starts_with("年代").then_some(((century - 1.0) * 100.0 + tens, at + 4 + digits.len()))
}

/// The multiplier that follows a number, and where it ends.
fn multiplier(chars: &[char], mut at: usize) -> (f64, usize) {
    let start = at;
    // 多, 余 and 几 stand between a number and its multiplier: 100多万.
    while matches!(chars.get(at), Some('多' | '余' | '几' | ' ' | '-' | '\u{a0}')) {
        at += 1;
    }
    let mut factor = 1.0;
    while let Some(unit) = chars.get(at).and_then(|c| unit(*c)) {
        factor *= unit;
        at += 1;
    }
    if factor != 1.0 {
        return (factor, at);
    }
    let word: String =
        chars[at.min(chars.len())..].iter().take_while(|c| c.is_ascii_alphabetic()).collect::<String>().to_lowercase();
    match word.as_str() {
        "thousand" => (1e3, at + word.len()),
        "million" => (1e6, at + word.len()),
        "billion" => (1e9, at + word.len()),
        "trillion" => (1e12, at + word.len()),
        _ => (1.0, start),
    }
}

fn unit(c: char) -> Option<f64> {
    match c {
        '十' => Some(1e1),
        '百' => Some(1e2),
        '千' => Some(1e3),
        '万' => Some(1e4),
        '亿' => Some(1e8),
        _ => None,
    }
}

fn numeral(c: char) -> Option<f64> {
    "零一二三四五六七八九".chars().position(|known| known == c).map(|value| value as f64).or(match c {
        '〇' => Some(0.0),
        '两' | '双' => Some(2.0),
        '半' => Some(0.5),
        _ => None,
    })
}

/// A number in Chinese numerals: 十二, 三百, 一半, 两万.
fn numerals(chars: &[char], start: usize, numbers: &mut Vec<Number>) -> usize {
    let (mut total, mut section, mut last) = (0.0, 0.0, 0.0);
    let mut end = start;
    while let Some(c) = chars.get(end) {
        if let Some(value) = numeral(*c) {
            // 十二五 is the twelfth five-year plan: behind a unit there is room for one digit.
            if last > 0.0 && section > 0.0 {
                break;
            }
            last = if last > 0.0 && end > start && chars.get(end - 1).is_some_and(|c| numeral(*c).is_some()) {
                last * 10.0 + value
            } else {
                value
            };
        } else if let Some(unit) = unit(*c) {
            if unit >= 1e4 {
                total = (total + section + last) * unit;
                (section, last) = (0.0, 0.0);
            } else {
                section += if last == 0.0 { unit } else { last * unit };
                last = 0.0;
            }
        } else {
            break;
        }
        end += 1;
    }
    let mut value = total + section + last;
    // 三成 is 30 per cent.
    if chars.get(end) == Some(&'成') {
        value *= 10.0;
    }
    // 十五 is fifteen, or the tenth five-year plan.
    let bare = if last == 5.0 && section == 10.0 { section } else { last };
    numbers.push(Number { text: chars[start..end].iter().collect(), value, bare, digits: false });
    end
}

const WORDS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("first", 1.0),
    ("once", 1.0),
    ("single", 1.0),
    ("two", 2.0),
    ("second", 2.0),
    ("twice", 2.0),
    ("both", 2.0),
    ("pair", 2.0),
    ("double", 2.0),
    ("three", 3.0),
    ("third", 3.0),
    ("four", 4.0),
    ("fourth", 4.0),
    ("five", 5.0),
    ("fifth", 5.0),
    ("six", 6.0),
    ("sixth", 6.0),
    ("seven", 7.0),
    ("seventh", 7.0),
    ("eight", 8.0),
    ("eighth", 8.0),
    ("nine", 9.0),
    ("ninth", 9.0),
    ("ten", 10.0),
    ("tenth", 10.0),
    ("eleven", 11.0),
    ("eleventh", 11.0),
    ("twelve", 12.0),
    ("twelfth", 12.0),
    ("thirteen", 13.0),
    ("thirteenth", 13.0),
    ("fourteen", 14.0),
    ("fourteenth", 14.0),
    ("fifteen", 15.0),
    ("fifteenth", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("eighteenth", 18.0),
    ("nineteen", 19.0),
    ("nineteenth", 19.0),
    ("twenty", 20.0),
    ("twentieth", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
    ("half", 0.5),
    ("quarter", 0.25),
    ("quarters", 0.25),
    ("january", 1.0),
    ("february", 2.0),
    ("march", 3.0),
    ("april", 4.0),
    ("may", 5.0),
    ("june", 6.0),
    ("july", 7.0),
    ("august", 8.0),
    ("september", 9.0),
    ("october", 10.0),
    ("november", 11.0),
    ("december", 12.0),
    ("decade", 10.0),
    ("zero", 0.0),
    ("nil", 0.0),
    ("dozen", 12.0),
];

/// An English number word, with its multiplier.
fn word(chars: &[char], start: usize, numbers: &mut Vec<Number>) -> usize {
    let text: String = chars[start..].iter().take_while(|c| c.is_ascii_alphabetic()).collect();
    let end = start + text.len();
    if let Some((_, bare)) = WORDS.iter().find(|(word, _)| *word == text.to_lowercase()) {
        let (factor, after) = multiplier(chars, end);
        numbers.push(Number { text, value: bare * factor, bare: *bare, digits: false });
        return after;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[f64]) {
        let found: Vec<f64> = scan(text).into_iter().map(|number| number.value).collect();
        assert!(
            found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| same(*a, *b)),
            "{text:?}: {found:?}, not {expected:?}"
        );
    }

    #[test]
    fn numbers_of_both_languages_have_one_value() {
        check("约20亿元", &[2e9]);
        check("about 2 billion yuan", &[2e9]);
        check("1,234人 48万 480,000", &[1234.0, 480_000.0, 480_000.0]);
        check("100多万名 1 million", &[1e6, 1e6]);
        check("１２．５％", &[12.5]);
        check("十二名 twelve", &[12.0, 12.0]);
        check("两万三千 第五届 fifth", &[23_000.0, 5.0, 5.0]);
        check("2019年3月 March 2019", &[2019.0, 3.0, 3.0, 2019.0]);
        check("四成以上 9.5成", &[40.0, 95.0]);
        check("20世纪90年代 1990s", &[1990.0, 1990.0]);
        check("十二五", &[12.0, 5.0]);
        check("17点 17:00 8点半 8:30", &[17.0, 17.0, 8.5, 8.5]);
        check("Covid-19 in 9 schools", &[9.0]);
    }
}
