"""What the domain refuses, by matter."""
