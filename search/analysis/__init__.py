"""How the search reads Chinese: tokens, queries, corrections, ranking, snippets. Pure; word lists are passed in."""
