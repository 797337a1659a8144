"""信息公开: the public page of rules, reports, figures and of what readers had corrected."""
