"""Reports of a month, quarter or year: figures gathered from everything, a draft page, and the files of it."""
