"""诉求办理: the desk of the handlers, who take up, answer and close cases there."""
