"""What each calculator works out, with the steps; nothing here knows the request or today."""
