"""The disclosure register of a case, and its packages."""
