"""What runs inside the sandbox: opens hostile files. Imports the standard library and the decoders, nothing of ours.

This folder alone is mounted into the sandbox. `kinds` and `terms` are also imported by the side that starts it.
"""
