"""Ports filled: one folder per port, one module per way to fill it."""
