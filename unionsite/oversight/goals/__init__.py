"""目标任务: what the 工会委员会 wants done in a year, who does it until when, and how far it has come (S-2.1)."""
