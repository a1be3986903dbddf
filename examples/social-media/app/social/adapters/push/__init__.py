"""Device push."""
