"""One's own second factor: set up, changed, removed, and the recovery codes. It stands below the login, which leads
here."""
