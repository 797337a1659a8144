"""考核评分与积分: cards of departments and the site for month, quarter and year, and points for accepted pieces."""
