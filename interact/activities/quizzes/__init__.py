"""知识竞赛: a reviewed bank, timed attempts, rankings, practice, certificates, a repeatable lot (S-5.2)."""
