"""What every listener shares: who makes room when it is full."""
