"""Commands that keep an installation: back up, put back, move, erase, say what is due."""
