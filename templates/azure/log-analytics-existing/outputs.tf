output "connection_string" {
  description = "Where the compute components send their telemetry. Not a secret while local authentication is off: the key in it only names the resource."
  value       = nonsensitive(data.azurerm_application_insights.this.connection_string)
}

output "insights_id" {
  description = "Application Insights, as the scope of a grant."
  value       = var.insights_id
}

output "workspace_id" {
  description = "The workspace that diagnostic settings write to and alarms search."
  value       = var.workspace_id
}
