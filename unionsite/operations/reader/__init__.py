"""The public site as a reader without an account sees it, asked in-process: for copies, archives and exports."""
