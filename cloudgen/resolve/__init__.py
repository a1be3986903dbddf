"""Spec and catalog in, the architecture of one cloud out."""
