"""The administrator's table of working days: pasting a notice, and what that would change."""
