output "default_domain" {
  description = "The domain that the apps' host names end in."
  value       = azurerm_container_app_environment.this.default_domain
}

output "id" {
  description = "The environment, for its apps and for the edge's private link."
  value       = azurerm_container_app_environment.this.id
}

output "infrastructure_resource_group_name" {
  description = "The resource group that the platform makes for its load balancer and addresses."
  value       = local.infrastructure_resource_group_name
}

output "internal" {
  description = "Whether the environment is closed to the internet."
  value       = local.internal
}
