"""What a daily run goes by: its steps, what it shares with a second process, and where the last one ended."""
