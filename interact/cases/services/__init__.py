"""Every write of cases: intake, steps of staff, steps of the employee, files, access, the clock."""
