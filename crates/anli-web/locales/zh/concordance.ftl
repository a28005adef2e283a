# The page `concordance`.
