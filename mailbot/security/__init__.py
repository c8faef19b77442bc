"""Keys and their custody: vault, reply tokens, authentication keys, audit chain."""
