"""Staff screens of the text checks: at the editor, in the preview, the word list and the settings."""
