"""监督检查: going through a checklist; what is not in order becomes a finding (S-8.1)."""
