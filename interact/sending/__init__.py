"""The forms of the channels, the guard against floods and programs, and the receipt."""
