# The page `plan`.
