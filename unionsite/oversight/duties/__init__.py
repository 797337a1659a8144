"""安全职责: what security asks for by rule and by date, and the signed record of each time it was done."""
