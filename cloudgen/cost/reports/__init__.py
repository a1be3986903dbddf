"""Bills as tables: views, comparisons, differences, and the formats to print them."""
