"""问题与整改: what was found wrong, by machines or people, who mends it until when, and whether it is mended."""
