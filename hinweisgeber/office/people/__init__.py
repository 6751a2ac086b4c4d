"""The officers in the key ring, and one's own notices."""
