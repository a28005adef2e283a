# The page `concordance`.
concordance-title = Concordance: how the cases use a word
concordance-title-for = “{ $q }” in context
concordance-description = Every place where the cases say a word, one line each, with what stands before and after it; sort the lines or download them.
concordance-lead = Type a word to see every place where the cases use it, one line each.
concordance-label = Word or quote to see in context
concordance-placeholder = principal, "school zones", boarding…
concordance-button = Show lines
concordance-width = Context
concordance-width-of = { $number } characters a side
concordance-per-page = Page
concordance-per-page-of = { $number } lines
concordance-places = { $count ->
    [one] { $number } place
   *[other] { $number } places
 }
concordance-cases = { $count ->
    [one] { $number } case
   *[other] { $number } cases
 }
concordance-sentence = { $places } in { $cases }
concordance-caption = Every place of “{ $q }” and what stands around it
concordance-sort = Sort
concordance-sort-relevance = Relevance
concordance-sort-left = Left 1
concordance-sort-right = Right 1
concordance-sort-year = Year
concordance-sort-region = Region
concordance-lang = Text
concordance-lang-both = Both languages
concordance-expand-on = Also list synonyms and the other language
concordance-expand-off = Only the words as typed
concordance-left = Before
concordance-keyword = Keyword
concordance-right = After
concordance-case = Case
concordance-year = Year
concordance-place = Region
concordance-in-title = Title
concordance-notes = Notes
concordance-without-lines = { $count ->
    [one] { $number } more case matches
   *[other] { $number } more cases match
 } but without a line: the words stand only in a heading, in the names of areas, bodies or places, or in the text of the other language.
concordance-none = There are no lines to show
concordance-none-search = Search the cases instead
concordance-csv = { $count ->
    [one] Download the line (CSV, UTF-8)
   *[other] Download all { $number } lines (CSV, UTF-8)
 }
concordance-refused = There is no concordance of this
concordance-too-many-cases = Too many cases match. A concordance reads their whole text, 10,000 cases at most. Add a word, or narrow it by region, area or year.
concordance-too-many-lines = There are too many places to count at once. Add a word, or narrow it by region, area or year.
concordance-narrow = Add filters on the search page
concordance-what-title = What a concordance is
concordance-what = A concordance (keyword in context, KWIC) lists every place where the library uses a word: the word in the middle, what stands before it on the left, what follows on the right. Reading down the lines shows how different places word and do the same thing. Every line links to its passage in the case.
concordance-specimen = What a line looks like
concordance-specimen-left = from 2004 the city introduced
concordance-specimen-key = principal ranks
concordance-specimen-right = and ended the administrative rank
concordance-sorting = “Right 1” sorts by what follows, so that the same phrase stands together; “Left 1” by what comes before. The numbers of places and cases are exact totals, not estimates.
concordance-examples = Try it
concordance-example-word = principal
concordance-example-word-why = how the cases use a term
concordance-example-quote = "school choice"
concordance-example-quote-why = in quotes: exactly these words
concordance-example-field = title:zones
concordance-example-field-why = in titles alone
concordance-example-sorted = rotation
concordance-example-sorted-link = { $q }, sorted by Right 1
concordance-example-sorted-why = what usually follows it
