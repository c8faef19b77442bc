"""What each mail says, as data for the composer.  Pure."""
