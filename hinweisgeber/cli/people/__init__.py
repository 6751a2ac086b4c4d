"""Commands about the people of the office and their keys."""
