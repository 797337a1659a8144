"""Making a backup, restoring one, and trying whether the newest can be restored."""
