"""The demo site: its texts and pictures (README.md in this folder), and what lays them."""
