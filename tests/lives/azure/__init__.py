"""A stand-in of Azure."""
