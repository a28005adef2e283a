# The page `trends`.
