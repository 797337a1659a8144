"""Staff screens of the search: the words of editors, the report of what readers look for."""
