"""Checks of catalog files beyond their form: names that they refer to, and what their modules take and give."""
