"""Sound and film: decoded and encoded anew."""
