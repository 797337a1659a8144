"""The demo site's texts and pictures; see README.md in this folder."""
