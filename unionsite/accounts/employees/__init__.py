"""Accounts of employees, and departments: their screens, leaving, switching off and on."""
