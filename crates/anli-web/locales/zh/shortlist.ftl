# The page `shortlist`.
