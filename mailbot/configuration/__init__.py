"""Settings and the office's files: read, checked whole, errors with file and line."""
