//! The site as browsers, feed readers and crawlers meet it: languages, headers, addresses, and the files that are made for programs.

use roxmltree::{Document, Node};

use crate::harness::{Answer, Server, World, encode, until};
use crate::history::commit;

const RANKS: &str = "---\ntitle: 校长职级制 <试点> & “改革”\nlang: zh\nsummary: 取消行政级别。\nregion: \"370700\"\nstarted: 2004\nreported: 2012-05\nareas: [principal-ranks]\naliases: [old-name]\nsources:\n  - {id: \"1\", title: 报道, date: 2019-09-10, lang: zh, kind: press}\n  - {id: \"2\", title: 旧报道, date: \"2010\", lang: zh, kind: press}\n---\n## 动因\n\n校长常被叫去开会。[^1]\n";
const RANKS_EN: &str =
    "---\ntitle: Principal ranks\nsummary: No more grades.\n---\n## Motivation\n\nMeetings without end.[^1]\n";
const ROTATION: &str =
    "---\ntitle: 教师轮岗\nlang: zh\nregion: \"110000\"\nstarted: 2015\n---\n## 做法\n\n教师轮岗交流。\n";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const SITE: &str = "https://anli.example";

fn world() -> World {
    World::new(&[("ranks.md", RANKS), ("ranks.en.md", RANKS_EN), ("rotation.md", ROTATION)])
}

fn serve(world: &World) -> Server {
    world.serve(&["--public-url", SITE])
}

/// What a start tag of that name has in `wanted` among those that have all of `having`.
fn attributes<'a>(html: &'a str, tag: &str, having: &[&str], wanted: &str) -> Vec<&'a str> {
    let opening = format!("<{tag} ");
    let tags = html.split(&opening).skip(1).filter_map(|rest| rest.split('>').next());
    let tags = tags.filter(|tag| having.iter().all(|having| tag.contains(having)));
    tags.filter_map(|tag| tag.split(&format!("{wanted}=\"")).nth(1)?.split('"').next()).collect()
}

fn xml(answer: &Answer) -> Document<'_> {
    Document::parse(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// The texts of all elements of that name.
fn texts<'a>(root: Node<'a, '_>, name: &str) -> Vec<&'a str> {
    root.descendants().filter(|node| node.has_tag_name(name)).filter_map(|node| node.text()).collect()
}

/// The children of that name.
fn named<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

#[test]
fn the_reader_is_led_to_a_page_in_a_wanted_language() {
    let world = world();
    let server = serve(&world);
    for (wanted, to) in [("en-GB,en;q=0.9,zh;q=0.8", "/en/"), ("zh-TW,en;q=0.5", "/zh/"), ("fr", "/zh/")] {
        let answer = server.get_with("/", &[("accept-language", wanted)]);
        assert_eq!((answer.status, answer.header("location")), (302, Some(to)), "{wanted}");
        assert_eq!(answer.header("vary").map(|vary| vary.contains("accept-language")), Some(true));
    }
    for (path, status, to) in
        [("/zh?q=a", 308, "/zh/?q=a"), ("/en", 308, "/en/"), ("/zh/?q=a%20b&within=c", 303, "/zh/?q=%28a+b%29+c")]
    {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("location")), (status, Some(to)), "{path}");
    }
}

#[test]
fn every_page_is_sent_under_the_policy_and_says_where_it_is() {
    let world = world();
    let server = serve(&world);
    for (path, status, language, canonical) in [
        ("/zh/", 200, "zh-Hans", Some(("/zh/", "/en/"))),
        ("/en/", 200, "en", Some(("/en/", "/zh/"))),
        ("/en/?q=ranks&region=370000&page=1&sort=newest&list=ranks", 200, "en", Some(("/en/?q=ranks", "/zh/?q=ranks"))),
        ("/zh/cases/ranks?list=rotation", 200, "zh-Hans", Some(("/zh/cases/ranks", "/en/cases/ranks"))),
        ("/en/cases/rotation", 200, "en", Some(("/en/cases/rotation", "/zh/cases/rotation"))),
        ("/zh/cases/nowhere", 404, "zh-Hans", None),
        ("/zh/help", 200, "zh-Hans", Some(("/zh/help", "/en/help"))),
        ("/en/help", 200, "en", Some(("/en/help", "/zh/help"))),
        ("/zh/no-such-page", 404, "zh-Hans", None),
        ("/en/?colour=red", 400, "en", None),
        ("/en/atom?colour=red", 400, "en", None),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(answer.header("content-security-policy"), Some(POLICY), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{path}");
        assert_eq!(answer.header("content-language"), Some(language), "{path}");
        assert_eq!(attributes(&answer.body, "html", &[], "lang"), [language], "{path}");
        let found = attributes(&answer.body, "link", &["rel=\"canonical\""], "href");
        let Some((here, there)) = canonical else {
            assert!(found.is_empty(), "{path}: what is not there has no address");
            assert_eq!(attributes(&answer.body, "meta", &["name=\"robots\""], "content"), ["noindex"], "{path}");
            continue;
        };
        assert_eq!(found, [format!("{SITE}{here}")], "{path}");
        assert!(attributes(&answer.body, "meta", &["name=\"robots\""], "content").is_empty(), "{path}");
        let (zh, en) = if language == "en" { (there, here) } else { (here, there) };
        for (tag, expected) in [("zh-Hans", zh), ("en", en), ("x-default", zh)] {
            let alternate =
                attributes(&answer.body, "link", &["rel=\"alternate\"", &format!("hreflang=\"{tag}\"")], "href");
            assert_eq!(alternate, [format!("{SITE}{expected}")], "{path}: {tag}");
        }
        let search = attributes(&answer.body, "link", &["rel=\"search\""], "href");
        assert_eq!(search, [if language == "en" { "/opensearch-en.xml" } else { "/opensearch-zh.xml" }], "{path}");
    }
}

#[test]
fn the_first_sight_tells_search_engines_how_to_ask() {
    let world = world();
    let server = serve(&world);
    let block = |path: &str| {
        let html = server.get(path).body;
        let start = html.split("<script type=\"application/ld+json\">").nth(1)?;
        Some(serde_json::from_str::<serde_json::Value>(start.split("</script>").next()?).expect("JSON"))
    };
    let site = block("/en/").expect("a data block");
    assert_eq!(site["@type"], "WebSite");
    assert_eq!(site["url"], format!("{SITE}/en/"));
    assert_eq!(site["potentialAction"]["target"]["urlTemplate"], format!("{SITE}/en/?q={{search_term_string}}"));
    assert_eq!(block("/en/?q=ranks"), None);
}

#[test]
fn a_search_is_a_feed() {
    let world = world();
    let server = serve(&world);
    let page = server.get("/zh/?q=%E6%A0%A1%E9%95%BF&region=370000&page=1").body;
    let address = format!("{SITE}/zh/atom?q={}&region=370000", encode("校长"));
    let linked = attributes(&page, "link", &["type=\"application/atom+xml\""], "href");
    assert_eq!(linked.join(" ").replace("&#38;", "&"), address);

    let path = format!("/zh/atom?q={}&region=370000&page=7&per_page=5&facets=year&list=ranks", encode("校长"));
    let answer = server.get(&path);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/atom+xml; charset=utf-8")));
    let document = xml(&answer);
    let feed = document.root_element();
    assert_eq!((feed.tag_name().namespace(), feed.tag_name().name()), (Some("http://www.w3.org/2005/Atom"), "feed"));
    let text = |node: Node<'_, '_>, name: &str| {
        named(node, name).next().and_then(|node| node.text()).unwrap_or_default().to_owned()
    };
    assert_eq!(text(feed, "title"), "案例 anli：校长 · 山东");
    assert_eq!(text(feed, "id"), address);
    assert_eq!(text(feed, "updated"), "2019-09-10T00:00:00+00:00");
    let link = |node: Node<'_, '_>, rel: &str| {
        let found = named(node, "link").find(|link| link.attribute("rel") == Some(rel));
        found.and_then(|link| link.attribute("href").map(str::to_owned)).unwrap_or_default()
    };
    assert_eq!(link(feed, "self"), address);
    assert_eq!(link(feed, "alternate"), address.replace("/atom?", "/?"));
    let entries: Vec<_> = named(feed, "entry").collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(text(entries[0], "id"), format!("{SITE}/zh/cases/ranks"));
    assert_eq!(text(entries[0], "title"), "校长职级制 <试点> & “改革”");
    assert_eq!(text(entries[0], "summary"), "取消行政级别。");
    assert_eq!(text(entries[0], "updated"), "2019-09-10T00:00:00+00:00");
    assert_eq!(link(entries[0], "alternate"), format!("{SITE}/zh/cases/ranks"));
    let categories: Vec<_> = named(entries[0], "category").map(|category| category.attribute("term")).collect();
    assert_eq!(categories, [Some("principal-ranks")]);

    // Who has it is told so; what XML cannot hold is left out; what finds nothing is a feed, too.
    let tag = answer.header("etag").expect("a tag");
    assert_eq!(server.get_with(&path, &[("if-none-match", tag)]).status, 304);
    for q in ["\u{1}\u{b}<b>&\u{fffe}", "zzqx"] {
        let answer = server.get(&format!("/en/atom?q={}", encode(q)));
        assert_eq!(answer.status, 200, "{q:?}");
        assert_eq!(text(xml(&answer).root_element(), "updated"), "1970-01-01T00:00:00+00:00", "{q:?}");
    }
    // Newest first unless another order is asked for.
    let order = |query: &str| -> Vec<String> {
        let answer = server.get(&format!("/en/atom{query}"));
        named(xml(&answer).root_element(), "entry").map(|entry| text(entry, "id")).collect()
    };
    let (new, old) = (format!("{SITE}/en/cases/rotation"), format!("{SITE}/en/cases/ranks"));
    assert_eq!(order(""), [new.clone(), old.clone()]);
    assert_eq!(order("?sort=oldest"), [old, new]);
}

#[test]
fn a_browser_can_add_the_site_as_a_search_engine() {
    let world = world();
    let server = serve(&world);
    for (lang, tag) in [("zh", "zh-Hans"), ("en", "en")] {
        let answer = server.get(&format!("/opensearch-{lang}.xml"));
        assert_eq!(answer.header("content-type"), Some("application/opensearchdescription+xml; charset=utf-8"));
        let document = xml(&answer);
        let root = document.root_element();
        let space = "http://a9.com/-/spec/opensearch/1.1/";
        assert!(root.has_tag_name((space, "OpenSearchDescription")));
        let one = |name: &str| named(root, name).next().and_then(|node| node.text()).unwrap_or_default().to_owned();
        assert!((1..=16).contains(&one("ShortName").chars().count()));
        assert!((1..=1024).contains(&one("Description").chars().count()));
        assert_eq!((one("InputEncoding").as_str(), one("Language").as_str()), ("UTF-8", tag));
        let image = one("Image");
        assert_eq!(server.get(image.strip_prefix(SITE).expect("an image of the site")).status, 200);
        let urls =
            named(root, "Url").map(|url| (url.attribute("type"), url.attribute("rel"), url.attribute("template")));
        let [page, feed, suggestions, itself] = [
            format!("{SITE}/{lang}/?q={{searchTerms}}&page={{startPage?}}"),
            format!("{SITE}/{lang}/atom?q={{searchTerms}}"),
            format!("{SITE}/api/v1/suggest?format=opensearch&q={{searchTerms}}&lang={lang}"),
            format!("{SITE}/opensearch-{lang}.xml"),
        ];
        assert_eq!(
            urls.collect::<Vec<_>>(),
            [
                (Some("text/html"), None, Some(page.as_str())),
                (Some("application/atom+xml"), None, Some(feed.as_str())),
                (Some("application/x-suggestions+json"), None, Some(suggestions.as_str())),
                (Some("application/opensearchdescription+xml"), Some("self"), Some(itself.as_str())),
            ]
        );
        // As a browser fills them in, with no page chosen.
        for template in [page, feed, suggestions] {
            let filled = template.replace("{searchTerms}", &encode("校长")).replace("{startPage?}", "");
            let answer = server.get(filled.strip_prefix(SITE).expect("an address of the site"));
            assert_eq!(answer.status, 200, "{filled}");
        }
    }
    // Where suggestions lead, there are pages.
    let suggested = server.get(&format!("/api/v1/suggest?format=opensearch&q={}", encode("校长"))).json();
    let addresses = suggested[3].as_array().expect("addresses");
    assert!(addresses.len() > 1, "{suggested}");
    for address in addresses {
        let page = server.get(address.as_str().expect("an address"));
        assert_eq!(page.status, 200, "{address}");
        assert!(page.body.contains("cases/ranks"), "{address} shows the case");
    }
}

#[test]
fn the_map_names_every_case_in_both_languages() {
    let world = world();
    commit(&world, "2026-11-20T12:00:00+00:00", "two cases");
    let server = serve(&world);
    until("the history is gathered", || server.get("/api/v1/cases").body.contains("changed"));
    let answer = server.get("/sitemap.xml");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/xml; charset=utf-8")));
    let document = xml(&answer);
    let space = "http://www.sitemaps.org/schemas/sitemap/0.9";
    assert!(document.root_element().has_tag_name((space, "urlset")));
    let urls: Vec<_> = named(document.root_element(), "url").collect();
    let places: Vec<_> = urls.iter().flat_map(|url| texts(*url, "loc")).collect();
    assert!(places.iter().all(|place| place.starts_with(SITE)), "{places:?}");
    for path in ["", "help", "cases/ranks", "cases/rotation"] {
        for lang in ["zh", "en"] {
            let place = format!("{SITE}/{lang}/{path}");
            let at = places.iter().position(|found| *found == place).unwrap_or_else(|| panic!("{place} is missing"));
            let alternates = named(urls[at], "link").map(|link| (link.attribute("hreflang"), link.attribute("href")));
            let (zh, en) = (format!("{SITE}/zh/{path}"), format!("{SITE}/en/{path}"));
            let (zh, en) = (Some(zh.as_str()), Some(en.as_str()));
            assert_eq!(
                alternates.collect::<Vec<_>>(),
                [(Some("zh-Hans"), zh), (Some("en"), en), (Some("x-default"), zh)]
            );
            let changed = texts(urls[at], "lastmod");
            assert_eq!(changed, if path.starts_with("cases/") { vec!["2026-11-20T12:00:00+00:00"] } else { vec![] });
        }
    }
    // With a history, a feed tells when a case changed.
    assert!(server.get("/en/atom").body.contains("<updated>2026-11-20T12:00:00+00:00</updated>"));

    for missing in ["/sitemap/2.xml", "/sitemap/0.xml", "/sitemap/x.xml", "/sitemap/1"] {
        assert_eq!(server.get(missing).status, 404, "{missing}");
    }
    let robots = server.get("/robots.txt");
    assert_eq!(robots.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(
        robots.body,
        format!("User-agent: *\nDisallow: /*?list=\nDisallow: /*&list=\nAllow: /\n\nSitemap: {SITE}/sitemap.xml\n")
    );
}

#[test]
fn a_large_map_comes_in_parts() {
    let world = World::new(&[]);
    let cases: Vec<String> = (0..5_001)
        .map(|number| format!("{{\"id\":\"c{number:04}\",\"title\":\"教师轮岗\",\"lang\":\"zh\"}}\n"))
        .collect();
    world.write("cases.jsonl", &cases.concat());
    let corpus = world.corpus().join("cases.jsonl");
    let server = world.serve(&["--public-url", SITE, "--corpus", corpus.to_str().expect("a path")]);
    let answer = server.get("/sitemap.xml");
    let document = xml(&answer);
    assert_eq!(document.root_element().tag_name().name(), "sitemapindex");
    let parts = texts(document.root_element(), "loc");
    assert_eq!(parts, [format!("{SITE}/sitemap/1.xml"), format!("{SITE}/sitemap/2.xml")]);
    let mut places = Vec::new();
    for part in parts {
        let answer = server.get(part.strip_prefix(SITE).expect("an address of the site"));
        assert_eq!(answer.status, 200, "{part}");
        places.extend(texts(xml(&answer).root_element(), "loc").into_iter().map(str::to_owned));
    }
    let cases = places.iter().filter(|place| place.starts_with("https://anli.example/zh/cases/")).count();
    assert_eq!(cases, 5_001);
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 2 * (5_001 + 5), "no page twice");
}

#[test]
fn every_example_of_the_help_leads_to_what_it_says() {
    let world = world();
    let server = serve(&world);
    for (lang, zero) in [("zh", "共 0 例"), ("en", "0 cases")] {
        let help = server.get(&format!("/{lang}/help")).body;
        let rows: Vec<&str> = help.split("<tr><th scope=\"row\"><a href=\"").skip(1).collect();
        assert!(rows.len() > 25, "{} examples", rows.len());
        let mut found = 0;
        for row in rows {
            let href = row.split('"').next().unwrap_or_default().replace("&#38;", "&");
            let count =
                row.split("class=\"count\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            let page = server.get(&href);
            assert_eq!(page.status, 200, "{href}");
            let summary = page.body.split("class=\"summary\">").nth(1).and_then(|rest| rest.split('<').next());
            assert!(summary.is_some_and(|summary| summary.ends_with(count)), "{href}: {summary:?}, {count}");
            found += usize::from(count != zero);
        }
        assert!(found > 3, "some examples find something");
    }
}
