"""备份与恢复: encrypted copies of database and files, brought back on an empty machine, and drilled each week."""
