"""Jobs as rows: promised in the data's transaction, claimed by one worker at a time."""
