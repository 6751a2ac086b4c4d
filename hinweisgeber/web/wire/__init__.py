"""What goes over a connection: who dawdles is let go, bodies never touch a disk, files are sealed as they arrive."""
