"""Measures of the feed: `python -m bench`. Figures say little without the calibration that is printed beside them."""
