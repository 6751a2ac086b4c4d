"""What is letters: plain text, the texts and headers of mails, and the readers that count what is left of them."""
