"""Word import: makes a draft from a .docx file."""
