"""Measures the site: nothing here is a test, nothing here is imported by the site."""
