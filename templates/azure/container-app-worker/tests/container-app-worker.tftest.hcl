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
  concurrency         = 10
  min_replicas        = 0
  max_replicas        = 10
  queues              = { jobs = { name = "jobs", namespace = "sbns", scaler_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/scaler" } }
}

run "container_app_worker" {
  command = plan

  module {
    source = "./modules/container-app-worker"
  }

  assert {
    condition     = one(azurerm_container_app.this.identity[*].type) == "UserAssigned" && toset(one(azurerm_container_app.this.identity[*].identity_ids)) == toset([var.identity_id, var.queues["jobs"].scaler_id])
    error_message = "The app must have its own identity, those that read the lengths of its queues, and no other."
  }

  assert {
    condition     = one(azurerm_container_app.this.registry[*].identity) == var.identity_id
    error_message = "Images must be pulled with the identity, without a password."
  }

  assert {
    condition     = length(azurerm_container_app.this.ingress) == 0
    error_message = "A worker must answer nobody."
  }

  assert {
    condition     = one(flatten(azurerm_container_app.this.template[*].custom_scale_rule[*].identity_id)) == var.queues["jobs"].scaler_id
    error_message = "The queue's length must be read with the scaler's identity, without a key."
  }
}
