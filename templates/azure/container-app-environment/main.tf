resource "azurerm_container_app_environment" "this" {
  name                               = var.name
  resource_group_name                = var.resource_group_name
  location                           = var.location
  infrastructure_resource_group_name = "${var.resource_group_name}-apps"
  infrastructure_subnet_id           = var.compute_subnet_ids["apps"]
  internal_load_balancer_enabled     = var.internal
  public_network_access              = var.internal ? "Disabled" : "Enabled"
  zone_redundancy_enabled            = var.zone_redundant
  tags                               = var.tags

  # With `log-analytics` the platform would write with the workspace's shared key, which is off.
  # A diagnostic setting sends the same logs without a key.
  logs_destination = "azure-monitor"

  # An environment created without a profile can never get one.
  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_container_app_environment.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
