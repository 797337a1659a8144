"""The wall in front of the public site: nothing is shown that was not released."""
