"""The bank of questions, the page of a quiz, and what people do with them."""
