"""Two-stage review: 初审 and 终审, release, and the desk where reviewers work."""
