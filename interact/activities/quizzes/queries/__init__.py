"""Composed reads of quizzes: attempts as they are shown, places, figures of the staff, practice."""
