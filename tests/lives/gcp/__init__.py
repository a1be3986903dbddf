"""A stand-in of Google Cloud."""
