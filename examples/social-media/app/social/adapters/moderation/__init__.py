"""Classifiers of content."""
