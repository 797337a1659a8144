"""Tables that people upload or paste: Excel workbooks and CSV, line by line, within limits."""
