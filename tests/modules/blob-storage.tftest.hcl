# Who reaches a store, what its lock waits for, and where events go that no queue took.

mock_provider "azurerm" {
  mock_resource "azurerm_eventgrid_system_topic" {
    defaults = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.EventGrid/systemTopics/topic"
      identity = { principal_id = "55555555-5555-5555-5555-555555555555" }
    }
  }

  mock_resource "azurerm_private_endpoint" {
    defaults = {
      id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/endpoint"
      private_service_connection = { private_ip_address = "10.20.2.4" }
    }
  }

  mock_resource "azurerm_role_assignment" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleAssignments/99999999-9999-9999-9999-999999999999" }
  }

  mock_resource "azurerm_storage_account" {
    defaults = {
      id                    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/store"
      primary_blob_endpoint = "https://store.blob.core.windows.net/"
      primary_blob_host     = "store.blob.core.windows.net"
    }
  }

  mock_resource "azurerm_storage_container" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/store/blobServices/default/containers/files" }
  }
}

variables {
  container            = "files"
  cool_after_days      = 90
  deletion_protection  = true
  endpoints_subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/network/subnets/endpoints"
  location             = "eastus"
  logs_workspace_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/workspace"
  name                 = "files"
  noncurrent_days      = 7
  private_dns_zone_ids = { "privatelink.blob.core.windows.net" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
  public               = false
  replication_type     = "LRS"
  resource_group_name  = "rg"
}

run "closed" {
  assert {
    condition     = !azurerm_storage_account.this.public_network_access_enabled && azurerm_storage_account.this.network_rules[0].default_action == "Deny"
    error_message = "Nobody but private endpoints reaches a store that no CDN reads."
  }

  assert {
    condition     = !output.signed_links
    error_message = "Links to a closed store are for nobody."
  }

  assert {
    condition     = length(azurerm_role_assignment.operators) == 0 && length(azurerm_storage_container.undelivered) == 0 && output.topic_id == null
    error_message = "Without operators and queues there is nothing for them."
  }

  assert {
    condition     = strcontains(azurerm_management_lock.deletion[0].notes, substr(sha256(jsonencode({ events = [], flows = {}, operators = {} })), 0, 8))
    error_message = "The lock names the rights that it waits for."
  }
}

run "operators" {
  variables {
    operator_ip_ranges = ["203.0.113.7/32", "198.51.100.0/24"]
    operators          = { jane = { object_id = "77777777-7777-7777-7777-777777777777", principal_type = "User" } }
  }

  assert {
    condition     = azurerm_storage_account.this.public_network_access_enabled && azurerm_storage_account.this.network_rules[0].default_action == "Deny"
    error_message = "The account answers, to addresses that are named."
  }

  assert {
    condition     = azurerm_storage_account.this.network_rules[0].ip_rules == toset(["203.0.113.7", "198.51.100.0/24"])
    error_message = "The addresses are the operators', a single one without its /32."
  }

  assert {
    condition     = azurerm_role_assignment.operators["jane"].role_definition_name == "Storage Blob Data Contributor" && azurerm_role_assignment.operators["jane"].scope == azurerm_storage_container.this.id
    error_message = "An operator writes to the container alone."
  }

  assert {
    condition     = !strcontains(azurerm_management_lock.deletion[0].notes, substr(sha256(jsonencode({ events = [], flows = {}, operators = {} })), 0, 8))
    error_message = "Another operator makes the lock anew, so that it never holds a role assignment that goes."
  }
}

run "standard_cdn" {
  variables {
    edges              = { edge = { sku_name = "Standard_AzureFrontDoor" } }
    operator_ip_ranges = ["203.0.113.7/32"]
  }

  assert {
    condition     = azurerm_storage_account.this.network_rules[0].default_action == "Allow" && length(azurerm_storage_account.this.network_rules[0].ip_rules) == 0
    error_message = "A CDN without Private Link comes from any address."
  }

  assert {
    condition     = output.signed_links
    error_message = "A CDN passes signed links on."
  }
}

run "premium_cdn" {
  variables {
    edges  = { edge = { sku_name = "Premium_AzureFrontDoor" } }
    public = true
  }

  assert {
    condition     = !azurerm_storage_account.this.public_network_access_enabled && azurerm_storage_account.this.network_rules[0].default_action == "Deny"
    error_message = "A CDN with Private Link needs no open account."
  }

  assert {
    condition     = !output.signed_links && azurerm_storage_container.this.container_access_type == "blob"
    error_message = "Public files need no links."
  }
}

run "events" {
  variables {
    queues = { jobs = {
      id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace/queues/jobs"
      topic = false
    } }
    waits_for = { jobs = ["/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleAssignments/88888888-8888-8888-8888-888888888888"] }
  }

  assert {
    condition     = azurerm_eventgrid_system_topic_event_subscription.this["jobs"].storage_blob_dead_letter_destination[0].storage_blob_container_name == "files-undelivered"
    error_message = "An event that no queue took is kept beside the files."
  }

  assert {
    condition = alltrue([
      azurerm_eventgrid_system_topic.this[0].identity[0].type == "SystemAssigned",
      azurerm_eventgrid_system_topic_event_subscription.this["jobs"].delivery_identity[0].type == "SystemAssigned",
      azurerm_eventgrid_system_topic_event_subscription.this["jobs"].dead_letter_identity[0].type == "SystemAssigned",
    ])
    error_message = "Only the topic itself gets through the firewalls of a private namespace and account."
  }

  assert {
    condition     = azurerm_role_assignment.undelivered[0].scope == azurerm_storage_container.undelivered[0].id && output.events_principal_id == azurerm_role_assignment.undelivered[0].principal_id
    error_message = "The topic that delivers may keep what it can't deliver, and nothing else of the account."
  }

  assert {
    condition     = !strcontains(azurerm_management_lock.deletion[0].notes, substr(sha256(jsonencode({ events = [], flows = {}, operators = {} })), 0, 8))
    error_message = "Other rights make the lock anew."
  }
}
