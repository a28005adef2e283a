# The page `briefing`.
briefing-title-default = { $count ->
    [one] Briefing: { $number } education-reform case
   *[other] Briefing: { $number } education-reform cases
 }
briefing-version = anli case library, version { $version }
briefing-form = Title, date and download of the briefing
briefing-title-label = Title
briefing-date-label = Date (optional)
briefing-apply = Update
briefing-docx = Download for Word
briefing-compare = See the full comparison
briefing-done = What was done
briefing-result = Result
briefing-no-mechanism = No mechanism reported
briefing-no-result = No result reported yet
briefing-facts = Key facts
briefing-fact = Fact
briefing-no-more = Nothing is reported beyond the table.
briefing-references = References
briefing-reference = [{ $number }] reference
briefing-undated = origin unknown
briefing-stop = {". "}
