mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "example-prod-push-abc123"
  resource_group_name = "rg"
  location            = "eastus2"
  sku                 = "Basic"
  platforms           = ["fcm"]
  logs_workspace_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
}

run "notification_hubs_prod" {
  command = plan

  module {
    source = "./modules/notification-hubs"
  }

  assert {
    condition     = jsondecode(azurerm_resource_group_template_deployment.hub.template_content).resources[1].properties.rights == ["Send"]
    error_message = "The sender's key must allow to send and nothing else."
  }

  assert {
    condition     = keys(jsondecode(azurerm_resource_group_template_deployment.hub.template_content).resources[0].properties) == ["name"]
    error_message = "No credential may be in the template, which is in the state."
  }

  assert {
    condition     = output.fcm_hub == "phones" && output.apns_hub == ""
    error_message = "Callers must get the hub for the platforms that there are."
  }
}
