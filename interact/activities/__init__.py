"""The activities wing: votes, quizzes, discussions and sign-ups."""
