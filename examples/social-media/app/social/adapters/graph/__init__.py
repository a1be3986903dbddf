"""Friends of friends."""
