"""Rules of the network, free of I/O."""
