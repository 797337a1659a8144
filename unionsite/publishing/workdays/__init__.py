"""The administrator's table of working days: editing it, and importing a pasted holiday notice after a preview."""
