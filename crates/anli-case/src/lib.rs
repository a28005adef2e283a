//! A reform case, and how it is read from disk.
//!
//! Text becomes types once, here: a [`Case`] cannot hold an unknown region, area, level or year. The crate never opens a
//! file: callers hand it names and bytes ([`read_case`], [`read_json_line`]) and get back a case, or [`Fault`]s that name the file, the
//! line, the value and the cure. The controlled vocabularies ([`Area`], [`Region`]) are data files of this crate.

mod advice;
mod area;
mod body;
mod case;
mod convert;
mod fault;
mod front_matter;
mod glossary;
mod json_line;
mod numbers;
mod region;
mod skos;
mod tree;
mod year;

pub use advice::{advice, cross_check};
pub use area::Area;
pub use case::{
    Award, Beneficiaries, Case, Fact, FactKind, Lang, Level, Organization, Related, RelatedKind, Role, Source,
    SourceKind, Stage, Writeup,
};
pub use fault::{Fault, Severity};
pub use front_matter::{CaseFile, read_case};
pub use glossary::GlossaryTerm;
pub use json_line::read_json_line;
pub use region::{EconomicRegion, NameKind, Region, RegionKind, RegionMatch};
pub use skos::MatchKind;
pub use year::Period;
