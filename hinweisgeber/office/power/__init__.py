"""What two must agree to."""
