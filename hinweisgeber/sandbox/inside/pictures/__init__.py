"""Pictures: told what they are, rid of what stands beside their dots, covered; the one room that opens them."""
