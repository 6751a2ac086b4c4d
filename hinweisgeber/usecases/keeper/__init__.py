"""What keeps the installation: founding, checking, telling what is due, erasing, backing up and putting back."""
