"""权益问答: short answers to what people ask about their rights, written by editors, as pages through both stages."""
