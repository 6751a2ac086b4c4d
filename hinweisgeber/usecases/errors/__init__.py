"""What use cases refuse, by who acts."""
