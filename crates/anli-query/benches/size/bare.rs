//! What one gets from tantivy with jieba in fifty lines: the yardstick.
//!
//! The same texts go into one field with positions, cut by jieba's search mode alone and stored as they are. It has no facets, no
//! marks, no exact quotes, no folding and no cases; it shows what the rest of anli costs and saves.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use jieba_rs::Jieba;
use serde::Deserialize;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, Searcher, TantivyDocument, Term};

const TOKENIZER: &str = "jieba";

/// The part of a line that is indexed.
#[derive(Deserialize)]
struct Line {
    #[serde(flatten)]
    zh: Text,
    translations: Translations,
}

#[derive(Deserialize)]
struct Translations {
    en: Text,
}

#[derive(Deserialize)]
struct Text {
    title: String,
    summary: String,
    body: String,
}

/// Indexes a `.jsonl` corpus into `dir`; gives the bytes of its text.
pub fn index(
    corpus: &Path,
    dir: &Path,
    threads: usize,
    jieba: &Arc<Jieba>,
) -> Result<usize, Box<dyn std::error::Error>> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing) | STORED);
    let index = Index::create_in_dir(dir, schema.build())?;
    index.tokenizers().register(TOKENIZER, TextAnalyzer::from(JiebaTokenizer(jieba.clone())));
    let mut writer = index.writer_with_num_threads(threads, threads * 100_000_000)?;
    let mut bytes = 0;
    for line in BufReader::with_capacity(1 << 20, File::open(corpus)?).lines() {
        let Line { zh, translations: Translations { en } } = serde_json::from_str(&line?)?;
        let mut document = TantivyDocument::new();
        for part in [zh.title, zh.summary, zh.body, en.title, en.summary, en.body] {
            bytes += part.len();
            document.add_text(text, part);
        }
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(bytes)
}

/// An index that answers.
pub struct Bare {
    searcher: Searcher,
    text: Field,
    tokenizer: JiebaTokenizer,
}

impl Bare {
    /// Opens the index in `dir`.
    pub fn open(dir: &Path, jieba: &Arc<Jieba>) -> tantivy::Result<Self> {
        let index = Index::open_in_dir(dir)?;
        let searcher = index.reader()?.searcher();
        Ok(Self { searcher, text: index.schema().get_field("text")?, tokenizer: JiebaTokenizer(jieba.clone()) })
    }

    /// Segments of the index.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// The number of documents with every word of `question`, or with all of it in a row when it is quoted, and the texts of
    /// the best ten.
    pub fn answer(&self, question: &str) -> tantivy::Result<(usize, Vec<String>)> {
        let mut tokenizer = self.tokenizer.clone();
        let mut tokens = tokenizer.token_stream(question);
        let mut terms: Vec<(usize, Term)> = Vec::new();
        while let Some(token) = tokens.next() {
            terms.push((token.position, Term::from_field_text(self.text, &token.text)));
        }
        let query: Box<dyn Query> = if question.starts_with('"') && terms.len() > 1 {
            Box::new(PhraseQuery::new_with_offset(terms))
        } else {
            let words = terms.into_iter().map(|(_, term)| TermQuery::new(term, IndexRecordOption::WithFreqs));
            Box::new(BooleanQuery::intersection(words.map(|word| Box::new(word) as Box<dyn Query>).collect()))
        };
        let (best, total) = self.searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count))?;
        let mut texts = Vec::new();
        for (_, address) in best {
            let document: TantivyDocument = self.searcher.doc(address)?;
            texts.extend(document.get_all(self.text).filter_map(|value| value.as_str()).map(str::to_owned));
        }
        Ok((total, texts))
    }
}

/// Cuts by jieba's search mode, lower-cases and drops what is neither letter nor digit.
#[derive(Clone)]
struct JiebaTokenizer(Arc<Jieba>);

impl Tokenizer for JiebaTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Vec::new();
        for cut in self.0.cut_for_search(text, false) {
            if cut.word.chars().any(char::is_alphanumeric) {
                tokens.push(Token {
                    offset_from: cut.byte_start,
                    offset_to: cut.byte_end,
                    position: tokens.len(),
                    text: cut.word.to_lowercase(),
                    position_length: 1,
                });
            }
        }
        Tokens { tokens: tokens.into_iter(), current: Token::default() }
    }
}

struct Tokens {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let next = self.tokens.next();
        let is_there = next.is_some();
        self.current = next.unwrap_or_default();
        is_there
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
