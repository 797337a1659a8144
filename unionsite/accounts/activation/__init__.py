"""Activation codes and lost passwords: how employees get a password."""
