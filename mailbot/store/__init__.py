"""The store: all that must survive, in one database.  Values in, values out."""
