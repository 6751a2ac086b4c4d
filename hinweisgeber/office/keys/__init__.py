"""Who holds the key of a case, and new keys for many at once."""
