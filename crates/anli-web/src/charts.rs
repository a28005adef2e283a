//! Charts as SVG, made from plain counts and words; nothing here knows of the site around it.
//!
//! The reader gets letters of the same size on a phone and on a wide screen: what has years is laid out in per cent of
//! the width, so it stretches without its letters; only the map, which is square, is scaled by its `viewBox`. Colours
//! are classes of `charts.css`, and what a colour says is said again in a number, a tooltip or the table beside it.
//! A chart with links is a group and no image, since an image has no parts for those who do not see it.

mod bars;
mod gaps;
mod line;
mod multiples;
mod scale;
mod stacked;
mod tiles;

pub use bars::{Axis, Bars, CommonScale, YearCount, bars};
pub use gaps::{GapArea, GapMatrix, GapProvince};
pub use line::{Line, line};
pub use multiples::{Multiple, Panel, multiples};
pub use scale::{Shade, shades};
pub use stacked::{Series, Stacked, largest, stacked};
pub use tiles::{Place, Tile, tile, tiles};

/// What a chart is called for those who do not see it.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// An id that is the only one of its page.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What there is to see, in a sentence.
    pub about: &'a str,
}

/// A template whose values are made by one function cannot fail but for want of memory.
fn written(template: &impl askama::Template) -> String {
    template.render().unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Caption;

    pub(crate) const CAPTION: Caption<'_> = Caption { id: "c1", title: "<案例> & years", about: "\"quoted\" 'text'" };

    /// Well-formed, named, and without anything that the site's policy forbids.
    #[track_caller]
    pub(crate) fn sound(svg: &str, role: &str) {
        let mut reader = quick_xml::Reader::from_str(svg);
        let mut depth = 0;
        loop {
            use quick_xml::events::Event;
            match reader.read_event().unwrap_or_else(|fault| panic!("{fault} in {svg}")) {
                Event::Start(tag) => {
                    depth += 1;
                    tag.attributes().for_each(|attribute| drop(attribute.expect("an attribute")));
                }
                Event::Empty(tag) => tag.attributes().for_each(|attribute| drop(attribute.expect("an attribute"))),
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{svg}");
        assert!(
            svg.contains(&format!(r#"role="{role}" aria-labelledby="c1-title" aria-describedby="c1-about""#)),
            "{svg}"
        );
        assert!(svg.contains(r#"<title id="c1-title">&#60;案例&#62; &#38; years</title>"#), "{svg}");
        assert!(svg.contains(r#"<desc id="c1-about">&#34;quoted&#34; &#39;text&#39;</desc>"#), "{svg}");
        for forbidden in ["style=", "<style", "<script", "NaN", "inf", "=\"-0\"", "onload"] {
            assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
        }
    }
}
