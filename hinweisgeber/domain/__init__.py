"""The procedure as plain Python: no I/O, no web, no keys; today is an argument."""
