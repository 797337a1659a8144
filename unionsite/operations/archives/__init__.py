"""归档与导出: the public site as a dated archive, and everything in open formats for the day the union leaves."""
