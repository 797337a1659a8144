"""People and departments, their roles and ranks, mails to them, and the log of sign-ins."""
