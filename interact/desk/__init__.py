"""The handlers' desk: employees' cases in the admin."""
