# The page `help`.
