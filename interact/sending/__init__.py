"""Sending: the forms of the channels, their protection against floods and programs, and the receipt."""
