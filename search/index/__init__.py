"""What the search knows of pages, statutes and files, kept equal to the site."""
