"""One's own account: the passphrase, and where one is logged in."""
