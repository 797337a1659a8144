"""职工名册: reading an uploaded roll, planning what it changes, and carrying it out."""
