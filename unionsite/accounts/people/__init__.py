"""People and departments, their roles and ranks, mails to them, and the record of sign-ins."""
