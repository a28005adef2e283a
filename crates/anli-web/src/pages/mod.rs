//! The pages, one file each.

pub(crate) mod atom;
pub(crate) mod briefing;
pub(crate) mod case;
pub(crate) mod choose;
pub(crate) mod chosen;
pub(crate) mod compare;
pub(crate) mod concordance;
pub(crate) mod filters;
pub(crate) mod help;
pub(crate) mod hits;
pub(crate) mod machines;
pub(crate) mod plan;
pub(crate) mod search;
pub(crate) mod shortlist;
pub(crate) mod trends;
