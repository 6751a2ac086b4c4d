"""What is destroyed, held, archived, erased."""
