//! End-to-end tests: the real program on real files, asked over HTTP and from the command line.

mod concordance;
mod explain;
mod faults;
mod harness;
mod history;
mod http;
mod kill;
mod search;
mod similar;
mod site;
mod suggest;
mod trends;

// Each file tests one promise of the program.
