output "name" {
  description = "Name of the budget; null where the environment has none."
  value       = one(azurerm_consumption_budget_subscription.this[*].name)
}
