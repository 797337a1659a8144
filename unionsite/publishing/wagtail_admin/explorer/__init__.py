"""Wagtail's explorer without a query that grows with the rows: list, filters, buttons of translations."""
