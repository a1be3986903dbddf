mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  prefix              = "example-prod"
  resource_group_name = "rg"
  location            = "eastus2"
  retention_days      = 365
  daily_quota_gb      = -1
  sampling_percentage = 25
}

run "log_analytics_prod" {
  command = plan

  module {
    source = "./modules/log-analytics"
  }

  assert {
    condition     = !azurerm_log_analytics_workspace.this.local_authentication_enabled && !azurerm_application_insights.this.local_authentication_enabled
    error_message = "There must be no key: every sender logs in as an identity."
  }

  assert {
    condition     = azurerm_log_analytics_workspace.this.retention_in_days == 365
    error_message = "Logs must be kept for retention_days."
  }
}
