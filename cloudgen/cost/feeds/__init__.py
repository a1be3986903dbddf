"""Refreshing the price book from the clouds' public price feeds."""
