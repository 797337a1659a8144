"""What questionnaires and activities share: who has taken part, signing in on the spot, mixing of rows."""
