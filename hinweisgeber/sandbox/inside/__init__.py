"""What runs inside the sandbox: opens hostile files. Imports the standard library and the decoders, nothing of ours.

This folder alone is mounted into the sandbox. What is both sides' matter (kinds, terms, what
bytes tell at first sight) is also imported by the side that starts it.
"""
