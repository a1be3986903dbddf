"""cloudgen: one architecture spec becomes Terraform for AWS, Azure and Google Cloud."""

__version__ = "0.1.0"
