"""更新检查: how often each section should be updated, when it was, who is told in time (S-7.3, S-7.4)."""
