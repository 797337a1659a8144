"""One view of how the site stands, on the admin's first page (S-2.4)."""
