"""Staff screens of the audit log: read and export, nothing else."""
