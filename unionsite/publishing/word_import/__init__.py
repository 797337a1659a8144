"""Word import: from a .docx to a draft."""
