"""职工名册: reading an uploaded roll, what it changes, and carrying it out."""
