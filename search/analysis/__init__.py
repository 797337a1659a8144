"""How the search reads Chinese: tokens, queries, corrections, ranking, snippets. Pure; lists are passed in."""
