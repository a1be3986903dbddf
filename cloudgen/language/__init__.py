"""The language of catalog values: expressions, references, HCL values."""
