"""告警: who is told, and when, that the installation needs somebody."""
