"""Laws from their official files: read and checked by one person, confirmed by another, then in the library."""
