"""浏览统计: how often each page was opened, by day; never who opened it (S-2.9).

Counted is an answer with a page of the site to somebody who asked for it: in memory, by page, day and the kind of
shared link that led there, written every some seconds. There is no cookie, no row for a view, and neither address nor
browser is stored, so the same reader counts each time: these are views, not people.

Not counted: programs that say so, members of staff who are signed in, previews, what browsers fetch in advance, feeds
and files; what a browser or the page cache of nginx hands out without asking the site (of a busy page one view in ten
seconds and kind of compression is counted, 0062), for which a script in the page would be needed, and readers without
JavaScript would be missed; and all of `QUIET_PATHS`, where employees write to the union: nothing tells there that
somebody came (T62).
"""
