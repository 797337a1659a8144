"""Who may see and do what with words and terms."""

VIEW_WORDS = "search.view_lexiconentry"
PROPOSE = "search.add_lexiconentry"
APPROVE = "search.approve_lexiconentry"
VIEW_TERMS = "search.view_searchterm"
PROMOTE = "wagtailsearchpromotions.add_searchpromotion"
CHANGE_PROMOTED = "wagtailsearchpromotions.change_searchpromotion"
CLEAR_PROMOTED = "wagtailsearchpromotions.delete_searchpromotion"
