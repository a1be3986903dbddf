output "name" {
  description = "Display name of the budget; null where the environment has none."
  value       = one(google_billing_budget.this[*].display_name)
}
