"""The administration as a whole: its menu, its first page."""
