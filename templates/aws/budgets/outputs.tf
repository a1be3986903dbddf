output "name" {
  description = "Name of the budget; null where the environment has none."
  value       = one(aws_budgets_budget.this[*].name)
}
