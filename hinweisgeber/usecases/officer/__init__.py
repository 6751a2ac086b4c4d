"""What officers do at their desk: take in, read, lead a case, speak with its reporter."""
