"""Every write of quizzes: attempts, practice, the prize draw, the import of questions."""
