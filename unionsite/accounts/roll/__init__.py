"""The roll of employees (职工名册): reading a file, and working out what it changes. No module here writes."""
