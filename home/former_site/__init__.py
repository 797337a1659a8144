"""The pieces of the union's former website, brought in once from a table of rows."""
