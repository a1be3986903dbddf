"""Entities of the API: the one place that makes them, with every field of Mastodon 4.2's documentation."""
