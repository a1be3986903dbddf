"""Costs: a price book, billing rules by Terraform resource type, and what they make of a stack or a plan."""
