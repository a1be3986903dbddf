mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                 = "example-prod-web"
  resource_group_name  = "rg"
  environment_id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/apps"
  environment_domain   = "calmsea-1234abcd.eastus2.azurecontainerapps.io"
  identity_id          = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web"
  client_id            = "33333333-3333-3333-3333-333333333333"
  connection_string    = "InstrumentationKey=00000000-0000-0000-0000-000000000000"
  registry_server      = "crexampleprod.azurecr.io"
  image                = "web:1"
  cpu                  = 1
  memory               = "2Gi"
  port                 = 8080
  health_path          = "/healthz"
  min_replicas         = 2
  max_replicas         = 12
  concurrency          = 40
  scale_at_cpu_percent = 60
  shutdown_seconds     = 30
  edges                = { edge = { id = "22222222-2222-2222-2222-222222222222" } }
}

run "container_app" {
  command = plan

  module {
    source = "./modules/container-app"
  }

  assert {
    condition     = !one(azurerm_container_app.this.ingress[*].allow_insecure_connections)
    error_message = "The ingress must refuse plain HTTP."
  }

  assert {
    condition     = one(azurerm_container_app.this.identity[*].type) == "UserAssigned" && toset(one(azurerm_container_app.this.identity[*].identity_ids)) == toset([var.identity_id])
    error_message = "The code must have its own identity and no other."
  }

  assert {
    condition     = one(azurerm_container_app.this.registry[*].identity) == var.identity_id
    error_message = "Images must be pulled with the identity, without a password."
  }

  assert {
    condition = contains(
      [for variable in one(flatten(azurerm_container_app.this.template[*].container[*])).env : "${variable.name}=${variable.value}"],
      "FRONT_DOOR_IDS=22222222-2222-2222-2222-222222222222",
    )
    error_message = "The service must know which edges' requests to take, and refuse others."
  }

  assert {
    condition     = one(azurerm_container_app.this.template[*].min_replicas) == 2
    error_message = "min_replicas must run at least."
  }
}
