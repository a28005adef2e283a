# The page `compare`.
compare-title = { $count ->
    [one] { $number } case compared
   *[other] { $number } cases compared
 }
compare-legend = In a tinted row the cases differ, or some of them say nothing; each row says so in words.
compare-views = Rows to show
compare-all-rows = All
compare-only-differences = Only differences
compare-region = Comparison of cases; scrolls sideways
compare-place = Place
compare-years = Time
compare-started = began { $date }
compare-ended = ended { $date }
compare-reported = newest source: { $date }
compare-bodies = Bodies
compare-body = { $name } ({ $role })
compare-beneficiaries = Beneficiaries
compare-sources = Sources
compare-source = { $kind }: { $number }
compare-source-unknown = other
compare-other-facts = Other facts
compare-unstated = Not stated
compare-untold = Not reported
compare-same = same
compare-differs = differs
compare-partly = not in all
compare-fact = { $name }: this fact on the page of the case
compare-rest = { $count ->
    [one] { $number } more
   *[other] { $number } more
 }
compare-change = Change
compare-remove = Take out
compare-remove-label = Take out: { $title }
compare-none-differ = These cases are the same in every row.
compare-silent = Not reported in any of them: { $fields }. What is not reported may still have happened.
compare-figures = Figures are as the sources give them and not converted: what is counted, and when, differs from case to case.
compare-more = Next
compare-briefing = Make a briefing
compare-csv = Download as a table (CSV)
compare-shortlist = Keep as a shortlist to send
compare-add = Add a case
compare-full = { $most } cases are the most that can be compared at once.
compare-print = Print
compare-file = case-comparison.csv
compare-column-field = Field
compare-column-same = Same or different
compare-column-id = Id
compare-column-address = Address
