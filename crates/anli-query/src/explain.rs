//! Why a case is found by a question, or which part of the question keeps it out.
//!
//! Every part of the question is planned like a question of its own and asked of the one case, and so is the whole: there is no second copy of
//! the rules, and the verdict is the search's. Where in the case a part stands is then looked up in its text, as marks are.

mod wording;

use anli_case::{Area, Case, FactKind, Lang, Level, Stage};
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocSet};

use crate::engine::{EVIDENCE, Engine, EngineError, Snapshot};
use crate::facets::Passes;
use crate::highlight::{Highlighter, Pattern};
use crate::plan::{Plan, plan, runs};
use crate::question::{Expr, Facet, Field, Filters, Match, Question, Term};
use crate::statistics::Statistics;

use self::wording::{because, joined, written};

/// Why a case is found or not.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// State of the collection.
    pub index_version: String,
    /// The case.
    pub case: Case,
    /// How many loose words had to be there: never `Auto`.
    pub matching: Match,
    /// Whether a search with this question and these filters finds it.
    pub matches: bool,
    /// Its score, when it matches.
    pub score: Option<f32>,
    /// How much of that is for telling more than others do, in hundredths of the score before.
    pub raised_by: u8,
    /// The question in parts; `None` when it asks for every case.
    pub question: Option<Part>,
    /// Every filter that is set.
    pub filters: Vec<FilterPart>,
    /// The first part that keeps the case out.
    pub because: Option<Because>,
}

/// What keeps a case out, in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// `question` or the filter.
    pub part: &'static str,
    /// As asked.
    pub text: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What sort of part a part of a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A loose word, or several that the vocabulary knows as one.
    Word,
    /// A word so common that it is not asked for.
    Ignored,
    /// A quote.
    Quote,
    /// Words near each other.
    Near,
    /// A beginning of words.
    Prefix,
    /// What must stand in a field.
    Field,
    /// What must not be there.
    Not,
    /// Parts that must all be there.
    And,
    /// Parts of which one must be there.
    Or,
    /// Parts that stand side by side.
    Group,
    /// Nothing that could be searched.
    Nothing,
}

impl PartKind {
    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Ignored => "ignored",
            Self::Quote => "quote",
            Self::Near => "near",
            Self::Prefix => "prefix",
            Self::Field => "field",
            Self::Not => "not",
            Self::And => "and",
            Self::Or => "or",
            Self::Group => "group",
            Self::Nothing => "nothing",
        }
    }
}

/// A part of a question, asked of one case.
#[derive(Debug, Clone)]
pub struct Part {
    /// What sort.
    pub kind: PartKind,
    /// As asked, about as it was typed.
    pub text: String,
    /// Whether the case satisfies it. For NOT: whether what must not be there is not there.
    pub satisfied: bool,
    /// What the case scores by it alone.
    pub score: f32,
    /// Its share of the scores of all parts that were found; 0 to 1.
    pub share: f32,
    /// By which forms it is found, and where.
    pub forms: Vec<Form>,
    /// What it is made of.
    pub parts: Vec<Part>,
}

/// A form by which a part is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// `as-written`, `stem`, `pieces`, `label`, `translation`
    pub kind: &'static str,
    /// What stands in the case, or the label.
    pub text: String,
    /// How often.
    pub times: usize,
    /// Where.
    pub places: Vec<Place>,
}

/// A place in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `title`, `summary`, a kind of fact, `text` for a fact of no kind, `area`, `org`, `place`
    pub section: &'static str,
    /// The language of the text.
    pub lang: Lang,
    /// The address of the fact.
    pub anchor: Option<String>,
    /// How often there.
    pub times: usize,
}

/// A filter, asked of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterPart {
    /// Which.
    pub facet: Facet,
    /// The values one of which it must have; of years the first and the last.
    pub wanted: Vec<String>,
    /// What it has.
    pub has: Vec<String>,
    /// Whether it passes.
    pub satisfied: bool,
    wanted_labels: [String; 2],
    has_labels: [String; 2],
}

impl Engine {
    /// Why the case with that id (or retired id) is found by `question`, or why not; `None` when there is no such case.
    ///
    /// # Errors
    /// [`EngineError`] when the index cannot be read.
    pub fn explain(&self, id: &str, question: &Question) -> Result<Option<Explanation>, EngineError> {
        let state = self.snapshot();
        let Some(address) = state.address(id)? else { return Ok(None) };
        let case = state.case(address)?;
        let whole = plan(question.expr.as_ref(), &state, question.matching, question.expand)?;
        let matching = whole.matching;
        let of_case = OfCase { state: &state, address, case: &case, matching };
        let score = of_case.score(&whole)?;
        let mut parts = match &question.expr {
            Some(expr) => Some(of_case.part(expr, Context { field: None, expand: question.expand })?),
            None => None,
        };
        if let Some(part) = &mut parts {
            let total = part.leaves();
            part.divide(total.max(f32::MIN_POSITIVE));
        }
        let filters = of_case.filters(&question.filters);
        let matches = score.is_some() && of_case.passes(&question.filters);
        let because = if matches { None } else { because(parts.as_ref(), matching, score.is_some(), &filters) };
        let raised_by = state.table.segments[address.segment_ord as usize].marks[address.doc_id as usize].depth;
        let raised = |score: f32| score * (1.0 + f32::from(raised_by) / 100.0);
        Ok(Some(Explanation {
            index_version: state.payload.version(),
            matching,
            matches,
            score: score.filter(|_| matches).map(raised),
            raised_by,
            question: parts,
            filters,
            because,
            case,
        }))
    }
}

/// Where in a question a part stands.
#[derive(Clone, Copy)]
struct Context {
    field: Option<Field>,
    /// Whether other names are added.
    expand: bool,
}

/// One case that is asked.
struct OfCase<'a> {
    state: &'a Snapshot,
    address: DocAddress,
    case: &'a Case,
    matching: Match,
}

impl OfCase<'_> {
    /// What the case scores; `None` when it does not match.
    fn score(&self, plan: &Plan) -> tantivy::Result<Option<f32>> {
        let searcher = &self.state.searcher;
        let statistics = Statistics::lenient(self.state);
        let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
        let mut scorer = plan.query.weight(scoring)?.scorer(searcher.segment_reader(self.address.segment_ord), 1.0)?;
        let wanted = self.address.doc_id;
        // A scorer can only go forward.
        let found = if scorer.doc() < wanted { scorer.seek(wanted) } else { scorer.doc() };
        Ok((found == wanted).then(|| scorer.score()))
    }

    fn plan(&self, expr: &Expr, context: Context) -> tantivy::Result<Plan> {
        let inside = context.field.map(|field| Expr::In(field, Box::new(expr.clone())));
        plan(Some(inside.as_ref().unwrap_or(expr)), self.state, self.matching, context.expand)
    }

    fn part(&self, expr: &Expr, context: Context) -> tantivy::Result<Part> {
        let plan = self.plan(expr, context)?;
        let score = self.score(&plan)?;
        let mut part = Part {
            kind: kind(expr),
            text: written(expr),
            satisfied: score.is_some(),
            score: score.unwrap_or(0.0),
            share: 0.0,
            forms: Vec::new(),
            parts: Vec::new(),
        };
        match expr {
            Expr::Group(operands) => part.parts = self.group(operands, context)?,
            Expr::And(operands) | Expr::Or(operands) => {
                for operand in operands {
                    part.parts.push(self.part(operand, context)?);
                }
            }
            // What must not be there is taken as it stands.
            Expr::Not(inner) => part.parts.push(self.part(inner, Context { expand: false, ..context })?),
            Expr::In(field, inner) => part.parts.push(self.part(inner, Context { field: Some(*field), ..context })?),
            Expr::Word(term) => part.forms = self.forms(std::slice::from_ref(term), &plan, part.satisfied, context),
            Expr::Quote(_) | Expr::Near(..) | Expr::Prefix(_) if part.satisfied => {
                part.forms.extend(self.form("as-written", &part.text, plan.patterns, context));
            }
            Expr::Quote(_) | Expr::Near(..) | Expr::Prefix(_) | Expr::Nothing => {}
        }
        Ok(part)
    }

    /// Parts that stand side by side, the loose words among them in the runs that the planner makes of them.
    fn group(&self, operands: &[Expr], context: Context) -> tantivy::Result<Vec<Part>> {
        let mut parts = Vec::new();
        let loose: Vec<Term> = operands
            .iter()
            .filter_map(|operand| match operand {
                Expr::Word(term) => Some(term.clone()),
                _ => None,
            })
            .collect();
        let mut runs = runs(&loose, self.state, context.expand && context.field.is_none())?.into_iter().peekable();
        let mut within = 0;
        for operand in operands {
            match operand {
                // A run stands where its first word does.
                Expr::Word(term) => {
                    if let Some(run) = runs.next_if(|run| run.terms.first() == Some(term)) {
                        within = run.terms.len() - 1;
                        parts.push(self.run(&run.terms, context)?);
                    } else if within > 0 && !term.stop {
                        within -= 1;
                    } else if term.stop {
                        parts.push(Part::ignored(term));
                    }
                }
                other => parts.push(self.part(other, context)?),
            }
        }
        Ok(parts)
    }

    fn run(&self, terms: &[Term], context: Context) -> tantivy::Result<Part> {
        let expr = Expr::Group(terms.iter().cloned().map(Expr::Word).collect());
        let plan = self.plan(&expr, context)?;
        let score = self.score(&plan)?;
        Ok(Part {
            kind: PartKind::Word,
            text: joined(terms),
            satisfied: score.is_some(),
            score: score.unwrap_or(0.0),
            share: 0.0,
            forms: self.forms(terms, &plan, score.is_some(), context),
            parts: Vec::new(),
        })
    }

    /// By which forms words are found: as they stand, by stem, by pieces and by other names.
    fn forms(&self, terms: &[Term], plan: &Plan, satisfied: bool, context: Context) -> Vec<Form> {
        if !satisfied {
            return Vec::new();
        }
        let mut forms = Vec::new();
        for term in terms.iter().filter(|term| !term.stop || terms.len() == 1) {
            let whole = Term { pieces: Vec::new(), ..term.clone() };
            let before = forms.len();
            if term.literal {
                forms.extend(self.form("as-written", &term.surface, vec![Pattern::word(&whole)], context));
            } else {
                let written = vec![Pattern::quote(&term.surface)];
                let stem = vec![Pattern::word(&whole)];
                let as_written = self.form("as-written", &term.surface, written, context);
                let stemmed = self.form("stem", &term.surface, stem, context);
                match (as_written, stemmed) {
                    (Some(written), Some(stemmed)) if written.times >= stemmed.times => forms.push(written),
                    (written, stemmed) => forms.extend(written.into_iter().chain(stemmed)),
                }
            }
            if forms.len() == before && !term.pieces.is_empty() {
                forms.extend(self.form("pieces", &term.pieces.join("+"), vec![Pattern::word(term)], context));
            }
        }
        for added in plan.expanded.iter().filter(|added| added.from != "dictionary") {
            for label in &added.with {
                forms.extend(self.form("label", label, vec![Pattern::label(label)], context));
            }
        }
        for translation in
            plan.translated.iter().filter(|added| added.finds(self.case)).flat_map(|added| &added.patterns)
        {
            forms.extend(self.form("translation", "", vec![translation.clone()], context));
        }
        forms
    }

    /// Where `patterns` stand in the case; `None` when nowhere.
    fn form(&self, kind: &'static str, text: &str, patterns: Vec<Pattern>, context: Context) -> Option<Form> {
        let highlighter = Highlighter::new(patterns);
        let (mut places, mut first) = (Vec::new(), None);
        let typed = text.to_lowercase();
        let mut look = |section: &'static str, field: Field, lang: Lang, anchor: Option<&String>, text: &str| {
            if context.field.is_some_and(|wanted| !covers(wanted, field)) {
                return;
            }
            let marked = highlighter.mark(text, lang);
            if marked.marks.is_empty() {
                return;
            }
            let chars: Vec<char> = marked.text.chars().collect();
            let found = marked.marks.iter().map(|mark| chars[mark.clone()].iter().collect::<String>());
            // Of a stem, the first form that is not as it was typed.
            first = first.take().or_else(|| found.into_iter().find(|found| found.to_lowercase() != typed));
            places.push(Place { section, lang, anchor: anchor.cloned(), times: marked.marks.len() });
        };
        for writeup in &self.case.writeups {
            look("title", Field::Title, writeup.lang, None, &writeup.title);
            look("summary", Field::Summary, writeup.lang, None, &writeup.summary);
            for fact in &writeup.facts {
                let section = fact.kind.map_or("text", FactKind::as_str);
                let field = fact.kind.map_or(Field::Body, Field::Facts);
                look("text", Field::Body, writeup.lang, Some(&fact.anchor), &fact.heading);
                look(section, field, writeup.lang, Some(&fact.anchor), &fact.text);
            }
        }
        for lang in Lang::ALL {
            self.case.areas.iter().for_each(|area| look("area", Field::Area, *lang, None, area.label(*lang)));
            let mut path: Vec<_> = self.case.regions.iter().flat_map(|region| region.path()).collect();
            path.dedup();
            path.iter().for_each(|place| look("place", Field::Place, *lang, None, place.name(*lang)));
        }
        for body in &self.case.organizations {
            look("org", Field::Organization, Lang::Zh, None, &body.name);
            body.name_en.iter().for_each(|name| look("org", Field::Organization, Lang::En, None, name));
        }
        let text = match (kind, first) {
            ("stem" | "translation", Some(first)) => first,
            _ => text.to_owned(),
        };
        let times = places.iter().map(|place| place.times).sum();
        (!places.is_empty()).then_some(Form { kind, text, times, places })
    }

    fn passes(&self, filters: &Filters) -> bool {
        let facets = &self.state.table.segments[self.address.segment_ord as usize];
        self.state.table.compile(filters).test(facets, self.address.doc_id as usize) == Passes::All
    }

    /// Every filter that is set, each tested alone.
    fn filters(&self, filters: &Filters) -> Vec<FilterPart> {
        let case = self.case;
        let mut parts = Vec::new();
        let mut add = |facet, alone: Filters, wanted: Vec<Value>, has: Vec<Value>| {
            if !wanted.is_empty() {
                parts.push(FilterPart {
                    facet,
                    satisfied: self.passes(&alone),
                    wanted_labels: labels(&wanted),
                    has_labels: labels(&has),
                    wanted: wanted.into_iter().map(|value| value.0).collect(),
                    has: has.into_iter().map(|value| value.0).collect(),
                });
            }
        };
        let region = |region: &anli_case::Region| {
            Value(region.code().to_owned(), region.name(Lang::Zh).to_owned(), region.name(Lang::En).to_owned())
        };
        add(
            Facet::Region,
            Filters { regions: filters.regions.clone(), ..Filters::default() },
            filters.regions.iter().map(region).collect(),
            case.regions.iter().map(region).collect(),
        );
        let area = |area: &Area| {
            Value(area.slug().to_owned(), area.label(Lang::Zh).to_owned(), area.label(Lang::En).to_owned())
        };
        add(
            Facet::Area,
            Filters { areas: filters.areas.clone(), ..Filters::default() },
            filters.areas.iter().map(area).collect(),
            case.areas.iter().map(area).collect(),
        );
        macro_rules! worded {
            ($type:ident, $facet:expr, $field:ident, $has:expr) => {
                let value = |value: &$type| worded(value, $type::as_str, $type::label);
                add(
                    $facet,
                    Filters { $field: filters.$field.clone(), ..Filters::default() },
                    filters.$field.iter().map(value).collect(),
                    $has.map(value).collect(),
                );
            };
        }
        worded!(Level, Facet::Level, levels, case.level.iter());
        worded!(Stage, Facet::Stage, stages, std::iter::once(&case.stage));
        worded!(Lang, Facet::Lang, langs, case.writeups.iter().map(|writeup| &writeup.lang));
        let grade = |grade: &u8| {
            let (zh, en) = EVIDENCE[usize::from(*grade).min(EVIDENCE.len() - 1)];
            Value(grade.to_string(), zh.to_owned(), en.to_owned())
        };
        add(
            Facet::Evidence,
            Filters { evidence: filters.evidence.clone(), ..Filters::default() },
            filters.evidence.iter().map(grade).collect(),
            vec![grade(&case.evidence())],
        );
        let plain = |text: String| Value(text.clone(), text.clone(), text);
        let span = match (filters.year_from, filters.year_to) {
            (None, None) => Vec::new(),
            (from, to) => {
                let year = |year: Option<u16>| year.map_or_else(String::new, |year| year.to_string());
                vec![plain(format!("{}..{}", year(from), year(to)))]
            }
        };
        add(
            Facet::Year,
            Filters { year_from: filters.year_from, year_to: filters.year_to, ..Filters::default() },
            span,
            case.year().map(|year| plain(year.to_string())).into_iter().collect(),
        );
        parts
    }
}

/// A value of a filter with its names in Chinese and English.
struct Value(String, String, String);

fn worded<T: Copy>(value: &T, word: impl Fn(T) -> &'static str, label: impl Fn(T, Lang) -> &'static str) -> Value {
    Value(word(*value).to_owned(), label(*value, Lang::Zh).to_owned(), label(*value, Lang::En).to_owned())
}

fn labels(values: &[Value]) -> [String; 2] {
    let join = |label: fn(&Value) -> &str, comma: &str| values.iter().map(label).collect::<Vec<_>>().join(comma);
    [join(|value| &value.1, "、"), join(|value| &value.2, ", ")]
}

/// Whether what is asked of `wanted` may stand in `field`.
fn covers(wanted: Field, field: Field) -> bool {
    match (wanted, field) {
        (Field::Body, Field::Body | Field::Summary | Field::Facts(_)) => true,
        (wanted, field) => wanted == field,
    }
}

impl Part {
    fn ignored(term: &Term) -> Self {
        Self {
            kind: PartKind::Ignored,
            text: term.surface.clone(),
            satisfied: true,
            score: 0.0,
            share: 0.0,
            forms: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Sum of the scores of what was found, part by part.
    fn leaves(&self) -> f32 {
        match self.kind {
            PartKind::Not => 0.0,
            _ if self.parts.is_empty() => self.score,
            _ => self.parts.iter().map(Self::leaves).sum(),
        }
    }

    fn divide(&mut self, total: f32) {
        self.share = self.leaves() / total;
        let counts = self.kind != PartKind::Not;
        self.parts.iter_mut().filter(|_| counts).for_each(|part| part.divide(total));
    }

    /// The places of every form below.
    fn places(&self) -> Vec<&Place> {
        let own = self.forms.iter().flat_map(|form| &form.places);
        own.chain(self.parts.iter().flat_map(|part| part.places())).collect()
    }
}

fn kind(expr: &Expr) -> PartKind {
    match expr {
        Expr::Group(_) => PartKind::Group,
        Expr::And(_) => PartKind::And,
        Expr::Or(_) => PartKind::Or,
        Expr::Not(_) => PartKind::Not,
        Expr::In(..) => PartKind::Field,
        Expr::Word(_) => PartKind::Word,
        Expr::Quote(_) => PartKind::Quote,
        Expr::Near(..) => PartKind::Near,
        Expr::Prefix(_) => PartKind::Prefix,
        Expr::Nothing => PartKind::Nothing,
    }
}
