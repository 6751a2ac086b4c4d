"""Who is named in a case, and what of it is passed on."""
