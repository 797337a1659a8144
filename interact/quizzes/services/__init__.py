"""Every write of quizzes: attempts, the prize draw, the import of questions."""
