# The frame of every page.
site-name = anli 案例
site-tagline = Full-text search over education-reform cases
skip = Skip to the content
nav-label = Main
nav-search = Search
nav-concordance = Concordance
nav-trends = Trends
nav-plan = Plan to precedents
nav-shortlist = Shortlist
nav-help = Help
other-language = 中文
other-language-label = Switch to the Chinese interface
footer-sample = The library is a sample, not a census: its numbers say what it holds, not what the country does.
footer-licence = Text of the cases: CC BY 4.0
footer-api = API
# Dates.
date-year = { $year }
date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }
date-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }
date-since = since { $from }
date-span = { $from } to { $to }
# What went wrong.
error-not-found-title = No such page
error-not-found = There is nothing here. Go back to the search and look by title.
error-no-such-case = The library has no such case. Search for it by its title.
error-bad-title = Part of this question cannot be read
error-parameter = The value of “{ $parameter }” cannot be used.
error-unknown-parameter = There is no parameter “{ $parameter }”.
error-unknown-region = No such place was found. Use its full or short name, pinyin or division code.
error-unknown-area = There is no such reform area; choose one from the list.
error-too-long = The question is too long; shorten it and ask again.
error-too-much = Too much is found to list it at once; add a word or a filter.
error-unavailable-title = Search is unavailable
error-unavailable = Please try again in a moment.
error-detail = In the words of the system
error-back = Back to the search
# Search.
search-title = Education-reform cases
search-title-for = Cases for “{ $q }”
search-description = Full-text search over { $number } education-reform cases: what provinces, cities, counties and schools changed, how, and what came of it.
search-feed = Feed: { $asked }
search-label = Search the cases
search-placeholder = principal ranks, teacher rotation, small rural schools…
search-button = Search
search-within = Search within these
search-within-hint = Look again in these { $number }
search-intro = What provinces, cities, counties and schools changed, how, and what came of it. Ask in Chinese or English.
facets-title = Filters
facets-apply = Apply filters
facets-close = See results
facet-region = Region
facet-region-name = Name, pinyin or code
facet-area = Reform area
facet-year = Year
facet-year-from = From
facet-year-to = To
facet-level = Level
facet-stage = Stage
facet-evidence = Evidence
facet-lang = Language of the write-up
facet-more = { $number } more
facet-year-chart = Cases by year
summary-total = { $count ->
    [one] { $number } case
   *[other] { $number } cases
 }
facet-year-about = One bar a year, which leads to the cases of that year; drag to choose a stretch.
facet-year-bar = { $year }: { $cases }
summary-cases = { $count ->
    [one] { $number } case
   *[other] { $number } cases
 }
summary-or = or
summary-all = All cases
chips-label = Chosen filters
chip-remove = Remove the filter { $label }
chips-clear = Clear all
sort-label = Sort
sort-relevance = Relevance
sort-newest = Newest
sort-oldest = Oldest
expand-label = Other names and languages
expand-off = Search these words only
expand-on = Search other names too
expanded-note = “{ $term }” also as: { $with } (from { $from })
expanded-more = and { $number } more
expanded-title = Other names were searched too
expanded-why = Found by another name: { $name } = { $term }
notes-title = What could not be taken as it was meant
match-most = A long question is read as a text: not every word must be there.
match-any = Not every word must be there; more words come first.
hits-label = Results
hit-evidence = Evidence { $grade } of 4: { $label }
hit-no-year = year unknown
hit-summary = Summary
hit-add = Add to shortlist
hit-added = On the shortlist
hit-add-label = Add “{ $title }” to the shortlist
hit-added-label = Take “{ $title }” off the shortlist
hit-more-facts = { $count ->
    [one] { $number } more place
   *[other] { $number } more places
 }
pages-label = Pages of results
page-previous = Previous
page-next = Next
page-of = Page { $page } of { $pages }
none-title = No case was found
none-try = You can try:
none-broader = Wider questions
none-plan = Paste a plan and find precedents like it
none-clear = Remove all filters
more-title = More is found by
proposal-drop-word = without “{ $from }”
proposal-drop-filter = without the filter “{ $from }”
proposal-spelling = did you mean “{ $to }”
proposal-similar-sound = sounds alike: “{ $to }”
proposal-similar-look = looks alike: “{ $to }”
proposal-count = { $count ->
    [one] { $number } case
   *[other] { $number } cases
 }
views-label = Other views of this search
view-cases = Cases
view-concordance = Concordance
view-trends = Trends
view-feed = Feed
list-bar = { $count ->
    [one] { $number } case on the shortlist
   *[other] { $number } cases on the shortlist
 }
list-open = Open
list-compare = Compare
list-clear = Clear
