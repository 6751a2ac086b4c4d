"""The two stores: sealed bytes in rows. Nothing here ever holds a key or a readable text."""
