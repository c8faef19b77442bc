"""What a worker does: compose a mail, deliver it, issue a guarantee."""
