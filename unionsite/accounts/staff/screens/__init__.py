"""Staff screens of the accounts app, one module for each feature."""
