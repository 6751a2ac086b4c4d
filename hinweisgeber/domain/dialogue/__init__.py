"""What is said between reporter and office, and what belongs to it."""
