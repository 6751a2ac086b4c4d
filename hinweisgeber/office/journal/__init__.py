"""The journal and its checkpoint."""
