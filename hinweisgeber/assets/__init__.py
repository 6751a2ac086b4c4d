"""Sources of the look and the program that builds `hinweisgeber/static`; not part of the wheel."""
