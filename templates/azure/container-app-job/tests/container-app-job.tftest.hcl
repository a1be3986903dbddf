mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                = "example-prod-work"
  resource_group_name = "rg"
  environment_id      = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/apps"
  identity_id         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/work"
  client_id           = "33333333-3333-3333-3333-333333333333"
  connection_string   = "InstrumentationKey=00000000-0000-0000-0000-000000000000"
  registry_server     = "crexampleprod.azurecr.io"
  image               = "work:1"
  cpu                 = 1
  memory              = "2Gi"
  timeout_seconds     = 120
  location            = "eastus2"
  schedule            = "15 * * * *"
  max_retries         = 2
}

run "container_app_job" {
  command = plan

  module {
    source = "./modules/container-app-job"
  }

  assert {
    condition     = one(azurerm_container_app_job.this.identity[*].type) == "UserAssigned" && toset(one(azurerm_container_app_job.this.identity[*].identity_ids)) == toset([var.identity_id])
    error_message = "The code must have its own identity and no other."
  }

  assert {
    condition     = one(azurerm_container_app_job.this.registry[*].identity) == var.identity_id
    error_message = "Images must be pulled with the identity, without a password."
  }

  assert {
    condition     = azurerm_container_app_job.this.replica_timeout_in_seconds == 120 && azurerm_container_app_job.this.replica_retry_limit == 2
    error_message = "A run must end after timeout_seconds, and be repeated no more than max_retries times."
  }
}
