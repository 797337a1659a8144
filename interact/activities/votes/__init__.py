"""线上投票: secret ballots by the roll, with receipts, hidden results and a count that anybody can repeat (S-5.1)."""
