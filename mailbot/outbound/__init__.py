"""Everything that leaves the house: mails, documents, the viewing platform."""
