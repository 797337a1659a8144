"""How much of the site the copy holds, and how long it may take."""

# The first pages of a list; older pieces are found through the site map, or once the site is back.
LIST_PAGES = 5
# Where a page of a list lies below its address: `/news/_page/2/`.
LIST_FOLDER = "_page"
# What needs the application and is no page of the tree: a word stands there instead.
STANDING = ("search/", "account/", "account/login/", "feedback/", "contribute/", "contribute/new/")
# Noted instead of an address: something changed that every page shows.
EVERYTHING = "*"
# A run of the scheduler takes so many seconds, and rests after each page for so many times what it took.
STEP_SECONDS, REST = 20, 0.5
# More answers of 500 than these in one round, and the site is broken: the round is given up, the last copy stays.
MOST_FAULTS = 20
# A round that did not come to its end by then begins anew.
LONGEST_HOURS = 20
# Older than that, and the night's round failed.
STALE_HOURS = 36
