"""归档与导出: the public site as a dated archive (DA/T 80), and everything in open formats for the day of leaving."""
