"""What votes, quizzes, discussions and sign-ups share: plan, publicity, times, who takes part, summary."""
