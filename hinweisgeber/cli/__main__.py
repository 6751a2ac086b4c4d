"""`python -P -m hinweisgeber.cli` is the console script."""

from . import main

main()
