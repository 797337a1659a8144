"""搜索词: what readers look for, counted by day and never by person."""
