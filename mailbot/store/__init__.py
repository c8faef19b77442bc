"""The database: one transaction for case, events and effects; sealed blobs; audit."""
