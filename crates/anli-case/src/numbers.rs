//! The numbers of a text, whatever script and language they are written in, to compare a write-up with its translation.
//!
//! A number is read generously: 10—15万 may be ten or a hundred thousand, 1:15 a time or a ratio. It has found its partner when
//! all values of one reading stand on the other side in any form. False alarms cost an editor more than a rare slip unseen.

/// The numbers in digits of `text` that have no partner in `other`, as they are written.
pub(crate) fn without_partner(text: &str, other: &str) -> Vec<String> {
    let partners: Vec<f64> = scan(other).iter().flat_map(Number::values).collect();
    let found = |value: &f64| partners.iter().any(|partner| same(*partner, *value));
    let numbers = scan(text).into_iter().filter(|number| number.in_digits);
    numbers
        .filter(|number| !number.readings.iter().any(|values| values.iter().all(found)))
        .map(|number| number.text)
        .collect()
}

/// Whether two values are the same number, the errors of floating point aside.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0)
}

#[derive(Debug, Clone, PartialEq)]
struct Number {
    text: String,
    /// What it may mean, the likeliest first; each is a value, or several that belong together.
    readings: Vec<Vec<f64>>,
    /// What it can be the partner of besides: 15万 also of a bare 15.
    parts: Vec<f64>,
    in_digits: bool,
}

impl Number {
    fn new(text: String, value: f64, in_digits: bool) -> Self {
        Self { text, readings: vec![vec![value]], parts: Vec::new(), in_digits }
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.readings.iter().flatten().chain(&self.parts).copied()
    }

    fn or(mut self, values: &[f64]) -> Self {
        self.readings.push(values.to_vec());
        self
    }

    fn or_first(mut self, value: f64) -> Self {
        self.readings.insert(0, vec![value]);
        self
    }

    fn part(mut self, value: f64) -> Self {
        self.parts.push(value);
        self
    }
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
            digits(&chars, at, &mut numbers)
        } else if numeral(c).is_some() || unit(c).is_some() && c != '亿' {
            numerals(&chars, at, &mut numbers)
        } else if c.is_ascii_alphabetic() && (at == 0 || !chars[at - 1].is_ascii_alphabetic()) {
            words(&chars, at, &mut numbers)
        } else {
            at + 1
        };
        at = end.max(at + 1);
    }
    numbers
}

fn is_digit(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_digit)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '－' | '~' | '～' | '至' | '到' | '/')
}

/// How many of `chars` from `at` on are digits.
fn digits_at(chars: &[char], at: usize) -> usize {
    chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count()
}

/// Where a run of digits ends, its separators and decimals included.
fn end_of_digits(chars: &[char], start: usize) -> usize {
    let mut end = start;
    while is_digit(chars, end)
        || (matches!(chars.get(end), Some('.')) && is_digit(chars, end + 1))
        || (matches!(chars.get(end), Some(',' | '\u{a0}' | '\u{2009}' | '\u{202f}')) && digits_at(chars, end + 1) == 3)
    {
        end += 1;
    }
    end
}

fn value_of(text: &str) -> f64 {
    text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>().parse().unwrap_or(0.0)
}

/// A number in digits, with its multiplier; gives where it ends.
fn digits(chars: &[char], start: usize, numbers: &mut Vec<Number>) -> usize {
    let end = end_of_digits(chars, start);
    let text: String = chars[start..end].iter().collect();
    let bare = value_of(&text);
    if is_name(chars, start, end) {
        numbers.push(Number { in_digits: false, ..Number::new(text, bare, true) });
        return end;
    }
    let whole = |after: usize| chars[start..after].iter().collect::<String>();
    if let Some((value, after)) = decade(chars, end, bare) {
        numbers.push(Number::new(whole(after), value, true));
        return after;
    }
    if let Some((clock, after)) = clock(chars, end, bare) {
        let time = Number { text: whole(after), ..clock };
        numbers.push(in_the_afternoon(time, chars, start, after));
        return after;
    }
    if let Some((year, after)) = short_year(chars, end, bare) {
        let short = chars[after - 2..after].iter().collect::<String>();
        let number = Number::new(short.clone(), year, true).or(&[value_of(&short)]);
        numbers.extend([Number::new(text, bare, true), number]);
        return after;
    }
    let (factor, after) = multiplier(chars, end);
    // 8成 and 8折 are 80 per cent.
    let factor = if matches!(chars.get(after), Some('成' | '折')) { factor * 10.0 } else { factor };
    let mut number = Number::new(text, bare * factor, true).part(bare);
    if let Some(half) = and_a_half(chars, after) {
        number = number.or_first(bare * factor + half);
    }
    if let Some(factor) = shared_multiplier(chars, after).filter(|_| factor == 1.0) {
        number = number.or_first(bare * factor);
    }
    if let Some(factor) = letter_multiplier(chars, after).filter(|_| factor == 1.0) {
        number = number.or(&[bare * factor]);
    }
    if is_decade_of_last_century(chars, start, end) {
        number = number.or_first(1900.0 + bare);
    }
    numbers.push(in_the_afternoon(number, chars, start, after));
    after
}

/// Digits that are part of a name: Covid-19, K12.
fn is_name(chars: &[char], start: usize, end: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|at| chars.get(at));
    let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    end - start <= 2 && (letter(before(1)) || before(1) == Some(&'-') && letter(before(2)))
}

/// A time of day is one number, its hours, as in 17:00 and 17点, 8:30 and 8点半; unless it is a ratio, as in 1:15.
fn clock(chars: &[char], at: usize, hours: f64) -> Option<(Number, usize)> {
    let number = |minutes: f64| Number::new(String::new(), hours + minutes / 60.0, true);
    let minutes =
        |at: usize| (digits_at(chars, at) == 2).then(|| value_of(&chars[at..at + 2].iter().collect::<String>()));
    match (chars.get(at)?, chars.get(at + 1)?) {
        (':' | '：' | '∶', _) => minutes(at + 1).map(|told| (number(told).or(&[hours, told]), at + 3)),
        ('点', '半') => Some((number(30.0), at + 2)),
        ('点', _) => minutes(at + 1).map(|told| (number(told), at + 3)),
        _ => None,
    }
}

/// 4:30 p.m. and 下午4点半 are 16:30 too.
fn in_the_afternoon(number: Number, chars: &[char], start: usize, end: usize) -> Number {
    let after: String = chars[end..].iter().filter(|c| **c != ' ').take(4).collect::<String>().to_lowercase();
    let before: String = chars[start.saturating_sub(2)..start].iter().collect();
    let told = after.starts_with("p.m") || after.starts_with("pm") || matches!(before.as_str(), "下午" | "晚上");
    let hours = number.readings[0][0];
    if told && hours < 12.0 { number.or(&[hours + 12.0]) } else { number }
}

/// 20世纪90年代 is one number, 1990; gives where it ends.
fn decade(chars: &[char], at: usize, century: f64) -> Option<(f64, usize)> {
    if chars.get(at..at + 2)? != ['世', '纪'] {
        return None;
    }
    let (tens, end) = match (chars.get(at + 2).copied().and_then(numeral), chars.get(at + 3)) {
        (Some(tens), Some('十')) => (tens * 10.0, at + 4),
        _ => {
            let end = at + 2 + digits_at(chars, at + 2);
            (chars[at + 2..end].iter().collect::<String>().parse().ok()?, end)
        }
    };
    (chars.get(end..end + 2)? == ['年', '代']).then_some(((century - 1.0) * 100.0 + tens, end + 2))
}

/// Whether the number is that of 上世纪80年代.
fn is_decade_of_last_century(chars: &[char], start: usize, end: usize) -> bool {
    start >= 3 && chars[start - 3..start] == ['上', '世', '纪'] && chars[end..].starts_with(&['年', '代'])
}

/// The second year of 2018–22, and where it ends.
fn short_year(chars: &[char], at: usize, first: f64) -> Option<(f64, usize)> {
    let is_range = (1900.0..2100.0).contains(&first) && is_dash(*chars.get(at)?) && digits_at(chars, at + 1) == 2;
    // 2019-09-10 goes on.
    if !is_range || chars.get(at + 3).is_some_and(|c| is_dash(*c) || *c == '月') {
        return None;
    }
    let second = (first / 100.0).floor() * 100.0 + value_of(&chars[at + 1..at + 3].iter().collect::<String>());
    (second > first).then_some((second, at + 3))
}

/// The multiplier that the first number of a range shares with the second: 10—15万, 4 to 6 million.
fn shared_multiplier(chars: &[char], at: usize) -> Option<f64> {
    let second = match chars.get(at..)? {
        [dash, ..] if is_dash(*dash) => at + 1,
        [' ', 't', 'o', ' ', ..] => at + 4,
        _ => return None,
    };
    let end = end_of_digits(chars, second);
    let (factor, _) = multiplier(chars, end);
    (end > second && factor != 1.0).then_some(factor)
}

/// 2bn, and 620m, which may be metres.
fn letter_multiplier(chars: &[char], at: usize) -> Option<f64> {
    let word: String = chars.iter().skip(at).take_while(|c| c.is_ascii_alphabetic()).collect();
    match word.as_str() {
        "m" | "mn" => Some(1e6),
        "bn" => Some(1e9),
        "tn" => Some(1e12),
        _ => None,
    }
}

/// What 半 adds behind a number and its measure: 6个半小时, 两年半, 七成半.
fn and_a_half(chars: &[char], at: usize) -> Option<f64> {
    match chars.get(at..at + 2)? {
        ['年' | '个' | '倍' | '天' | '月', '半'] => Some(0.5),
        ['成', '半'] => Some(5.0),
        _ => None,
    }
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
        '首' => Some(1.0),
        '两' | '双' => Some(2.0),
        '半' => Some(0.5),
        _ => None,
    })
}

/// A number in Chinese numerals, 十二, 三百, 一半, 两万; gives where it ends.
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
                let before: f64 = total + section + last;
                // 每万人 is of ten thousand.
                total = if before == 0.0 { unit } else { before * unit };
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
    let digits = decimals(chars, end);
    for (at, digit) in digits.iter().enumerate() {
        value += digit / 10_f64.powi(i32::try_from(at + 1).unwrap_or(i32::MAX));
    }
    if !digits.is_empty() {
        end += digits.len() + 1;
    }
    // 三成 is 30 per cent.
    if chars.get(end) == Some(&'成') {
        value *= 10.0;
    }
    // 十五 is fifteen, or the tenth five-year plan.
    let bare = if last == 5.0 && section == 10.0 { section } else { last };
    let mut number = Number::new(chars[start..end].iter().collect(), value, false).part(bare);
    number.parts.extend(side_by_side(&chars[start..end]));
    number.parts.extend(and_a_half(chars, end).map(|half| value + half));
    number.parts.extend(decade(chars, end, value).map(|(year, _)| year));
    if is_decade_of_last_century(chars, start, end) {
        number = number.part(1900.0 + value);
    }
    // Half is 50 per cent.
    if value == 0.5 || chars[start..end].ends_with(&['一', '半']) {
        number = number.part(0.5).part(50.0);
    }
    numbers.push(number);
    end
}

/// The digits behind the point in 十二点五; none where 点 is a time or a point of another sort.
fn decimals(chars: &[char], at: usize) -> Vec<f64> {
    if chars.get(at) != Some(&'点') {
        return Vec::new();
    }
    let digits: Vec<f64> =
        chars[at + 1..].iter().map_while(|c| numeral(*c).filter(|value| value.fract() == 0.0)).collect();
    let is_time = chars.get(at + 1 + digits.len()).is_some_and(|c| unit(*c).is_some());
    if is_time { Vec::new() } else { digits }
}

/// 七八百 is seven to eight hundred, 三五 three to five, 六一 the first of June: also each of the two.
fn side_by_side(chars: &[char]) -> Vec<f64> {
    let (digits, units) = chars.split_at(chars.len().min(2));
    let factor: Option<f64> = units.iter().map(|c| unit(*c)).product();
    match (digits, factor) {
        ([a, b], Some(factor)) => [*a, *b].iter().filter_map(|c| numeral(*c)).map(|value| value * factor).collect(),
        _ => Vec::new(),
    }
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

/// A number in English words, with its multiplier; gives where it ends.
fn words(chars: &[char], start: usize, numbers: &mut Vec<Number>) -> usize {
    let Some((mut value, mut end)) = word(chars, start) else {
        return start + chars[start..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    };
    let mut parts = vec![value];
    // Twenty-five; one hundred and twenty-five. Words that only stand side by side are numbers of their own.
    while let Some((next, after)) = next_word(chars, end, value) {
        value = if next == 100.0 { value * next } else { value + next };
        parts.push(next);
        end = after;
    }
    let (factor, after) = multiplier(chars, end);
    if value == 0.5 {
        parts.push(50.0);
    }
    let text = chars[start..end].iter().collect();
    numbers.push(Number { parts, ..Number::new(text, value * factor, false) });
    after
}

/// The word at `at`, if it is a number, and where it ends.
fn word(chars: &[char], at: usize) -> Option<(f64, usize)> {
    let text: String = chars.iter().skip(at).take_while(|c| c.is_ascii_alphabetic()).collect::<String>().to_lowercase();
    WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| (*value, at + text.len()))
}

/// The next word of a number that has come to `value`.
fn next_word(chars: &[char], at: usize, value: f64) -> Option<(f64, usize)> {
    let is_hundreds = value >= 100.0 && value % 100.0 == 0.0;
    let is_tens = (20.0..=90.0).contains(&(value % 100.0)) && value % 10.0 == 0.0;
    let rest = chars.get(at..)?;
    let (next, after) = match rest {
        ['-', ..] if is_tens => word(chars, at + 1)?,
        [' ', 'a', 'n', 'd', ' ', ..] if is_hundreds => word(chars, at + 5)?,
        [' ', ..] => word(chars, at + 1).filter(|(next, _)| *next == 100.0 && value < 10.0)?,
        _ => return None,
    };
    let fits = if next == 100.0 { value < 10.0 } else { next >= 1.0 && next < if is_tens { 10.0 } else { 100.0 } };
    fits.then_some((next, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The likeliest values of the numbers of a text.
    #[track_caller]
    fn check(text: &str, expected: &[f64]) {
        let found: Vec<f64> = scan(text).into_iter().map(|number| number.readings[0][0]).collect();
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
        check("twenty-five, one hundred and twenty-five, one two", &[25.0, 125.0, 1.0, 2.0]);
        check("十二点五 八点三十", &[12.5, 8.0, 30.0]);
    }

    /// Two texts that say the same, or not.
    #[track_caller]
    fn check_pair(zh: &str, en: &str, expected: &[&str]) {
        let mut found = without_partner(zh, en);
        found.extend(without_partner(en, zh));
        assert_eq!(found, expected, "{zh} | {en}");
    }

    #[test]
    fn a_number_finds_its_partner_in_any_form() {
        for pair in [
            "2018—2022年 | 2018–22",
            "2018—2019学年 | the 2018-19 school year",
            "2019-09-10 | 10 September 2019",
            "百分之十二点五 | 12.5 per cent",
            "25名、120名 | twenty-five and one hundred and twenty pupils",
            "1.2亿元、1.5万亿元 | 120 million, 1.5 trillion yuan",
            "6.2亿、20亿元 | 620m, ¥2bn",
            "跑50米 | a run of 50m",
            "10—15万元 | 100,000–150,000 yuan",
            "400万至600万名 | 4 to 6 million",
            "二〇一九年第21届 | the 21st in 2019",
            "上世纪80年代 | the 1980s",
            "20世纪八十年代 | the 1980s",
            "近七成半、两成 | nearly 75%, 20%",
            "一半；50% | 50%; half",
            "两年半、6个半小时 | 2.5 years, 6.5 hours",
            "16:30、下午4点半 | 4:30 p.m.",
            "17点 | 5 pm",
            "1∶15、1：20 | 1:15, 1 to 20",
            "每万人5名 | 5 per 10,000 people",
            "12\u{2009}345人 | 12,345",
            "三五年、七八百人 | 3 to 5 years, 700 to 800 people",
            "首个；六一 | the 1st; 1 June",
            "K12、新冠 | K-12, Covid-19",
            "1200余名、110多万 | more than 1,200, more than 1.1 million",
        ] {
            let (zh, en) = pair.split_once(" | ").expect("a pair");
            check_pair(zh, en, &[]);
        }
    }

    #[test]
    fn a_number_without_partner_is_told_as_it_is_written() {
        check_pair("2004年，617所", "617 schools in 2005", &["2004", "2005"]);
        check_pair("20亿元", "20 million yuan", &["20", "20"]);
        check_pair("1:15", "1 to 16", &["1:15", "16"]);
        check_pair("10—15万元", "100,000–160,000 yuan", &["15", "160,000"]);
        check_pair("2018—2023年", "2018–22", &["2023", "22"]);
        check_pair("三所学校", "schools", &[]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[0-9０-９.,:：∶点半成年个世纪上代十百千万亿零一二三五两〇 /—–a-f-]{0,40}", other in proptest::prelude::any::<String>()) {
            without_partner(&text, &other);
            without_partner(&other, &text);
            proptest::prop_assert!(without_partner(&text, &text).is_empty(), "{text:?}");
        }
    }
}
