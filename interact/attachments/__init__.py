"""Files that are sent with a case: judged, cleaned, scanned. Knows no models; what comes out is stored elsewhere."""
