"""Bills of Terraform plans, states and other estimators' files."""
