"""投稿: pieces that employees send in, signed off by heads of departments, taken over by editors."""
