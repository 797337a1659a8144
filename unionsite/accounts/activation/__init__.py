"""Activation codes and lost passwords: how employees come to a password."""
