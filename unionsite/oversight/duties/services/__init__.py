"""Every write on duties: the register, the records and their signature, the review of rights, what goes to people."""
