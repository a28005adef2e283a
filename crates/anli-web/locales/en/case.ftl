# The page `case`.
