"""A running desk: threads, listeners, the lock of the data, TLS."""
