"""Staff screens of publication plan, register of platforms, copy kits and posting tasks."""
