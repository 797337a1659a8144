"""Which of the answers (权益问答) is what somebody asks: the card above the results, and the list beside a form."""
