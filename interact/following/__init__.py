"""Following a case with its receipt: where it stands, and the steps of the employee."""
