"""Files that are sent with a case: checked, cleaned, scanned. Knows no models; `cases` stores the result."""
