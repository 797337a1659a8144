"""The rules, one module for each kind; each takes a text or the parts of a piece, and yields hits. No database."""
