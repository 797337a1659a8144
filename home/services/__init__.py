"""Writes that concern the whole site: its tree, its roles, its channels."""
