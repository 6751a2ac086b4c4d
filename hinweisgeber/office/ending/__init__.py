"""The end of a file: holds, archive, erasure."""
