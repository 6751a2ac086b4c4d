"""The files of a case, and the end of single texts."""
