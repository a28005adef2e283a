# The page `compare`.
