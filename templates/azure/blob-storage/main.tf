locals {
  # Whether the account answers every address, for a CDN of a tier without Private Link, and whether without a login.
  open      = anytrue([for edge in var.edges : edge.sku_name != "Premium_AzureFrontDoor"])
  anonymous = length(var.edges) > 0 && var.public

  # A storage account takes a single address without its /32:
  # https://learn.microsoft.com/azure/storage/common/storage-network-security, read 2026-11.
  operator_addresses = [for range in var.operator_ip_ranges : trimsuffix(range, "/32")]

  undelivered_container = "${substr(var.container, 0, 51)}-undelivered"

  # Events name a blob by its container and name; a path's star, which stands for any rest, is not a part of it.
  subject  = "/blobServices/default/containers/${azurerm_storage_container.this.name}/blobs/"
  prefixes = { for key, queue in var.queues : key => [for path in queue.paths : trimsuffix(trimprefix(path, "/"), "*")] }

  # Every role assignment below the account, by whose it is.
  rights = {
    events    = azurerm_role_assignment.undelivered[*].id
    flows     = var.waits_for
    operators = { for name, assignment in azurerm_role_assignment.operators : name => assignment.id }
  }

  blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"

  # Conditions have no list of prefixes, so each of a caller's is an expression of its own.
  below = {
    for access, callers in { read = var.readers, write = var.writers } : access => {
      for caller, prefixes in callers : caller => {
        listed = join(" OR ", [for prefix in prefixes : "@Request[${local.blobs}:prefix] StringStartsWith '${prefix}'"])
        named  = join(" OR ", [for prefix in prefixes : "@Resource[${local.blobs}:path] StringStartsWith '${prefix}'"])
      }
    }
  }

  # Listing has no blob's path: what may be listed is told by the prefix that a request asks for.
  listing     = "ActionMatches{'${local.blobs}/read'} AND SubOperationMatches{'Blob.List'}"
  reading     = "ActionMatches{'${local.blobs}/read'} AND NOT SubOperationMatches{'Blob.List'}"
  contributed = ["write", "add/action", "delete", "move/action"]
  changing    = join(" AND ", [for action in local.contributed : "!(ActionMatches{'${local.blobs}/${action}'})"])
}

resource "azurerm_storage_account" "this" {
  #checkov:skip=CKV_AZURE_43:The name ends in a hash that the check cannot resolve; var.name is validated.
  #checkov:skip=CKV_AZURE_33:There are no storage queues; blob requests are logged by the diagnostic setting.
  #checkov:skip=CKV_AZURE_35:The default is to deny; it is to allow only where a CDN of a tier without Private Link reads the store.
  #checkov:skip=CKV_AZURE_59:Open to a CDN of a tier without Private Link and to the addresses of operators only.
  #checkov:skip=CKV_AZURE_190:Blobs are read without a login only where the store is declared public and a CDN reads it.
  #checkov:skip=CKV_AZURE_206:The number of copies is var.replication_type; copies in another region are the reader's choice.
  #checkov:skip=CKV2_AZURE_1:The platform's key encrypts the blobs; a customer-managed key is the reader's choice.
  #checkov:skip=CKV2_AZURE_47:See CKV_AZURE_190.
  name                            = var.name
  resource_group_name             = var.resource_group_name
  location                        = var.location
  access_tier                     = "Hot"
  account_kind                    = "StorageV2"
  account_tier                    = "Standard"
  account_replication_type        = var.replication_type
  allow_nested_items_to_be_public = local.anonymous
  default_to_oauth_authentication = true
  https_traffic_only_enabled      = true
  local_user_enabled              = false
  min_tls_version                 = "TLS1_2"
  public_network_access_enabled   = local.open || length(var.operator_ip_ranges) > 0
  shared_access_key_enabled       = false
  tags                            = var.tags

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = var.noncurrent_days
    }

    container_delete_retention_policy {
      days = var.noncurrent_days
    }
  }

  network_rules {
    default_action = local.open ? "Allow" : "Deny"
    bypass         = ["AzureServices"]
    ip_rules       = local.open ? [] : local.operator_addresses
  }

  # Links are signed with a login's own key (user delegation) and should not outlive a day.
  sas_policy {
    expiration_period = "01.00:00:00"
    expiration_action = "Log"
  }
}

resource "azurerm_storage_container" "this" {
  #checkov:skip=CKV2_AZURE_21:Reads are logged by the diagnostic setting on the blob service.
  #checkov:skip=CKV_AZURE_34:Blobs are read without a login only where the store is declared public and a CDN reads it; nobody lists them.
  name                  = var.container
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = local.anonymous ? "blob" : "private"
}

resource "azurerm_storage_management_policy" "this" {
  storage_account_id = azurerm_storage_account.this.id

  rule {
    name    = "age"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      dynamic "base_blob" {
        for_each = var.cool_after_days == null ? [] : [var.cool_after_days]

        content {
          tier_to_cool_after_days_since_modification_greater_than = base_blob.value
        }
      }

      version {
        delete_after_days_since_creation = var.noncurrent_days
      }
    }
  }
}

resource "azurerm_private_endpoint" "this" {
  name                = "pe-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.endpoints_subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "blob"
    private_connection_resource_id = azurerm_storage_account.this.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "blob"
    private_dns_zone_ids = [var.private_dns_zone_ids["privatelink.blob.core.windows.net"]]
  }
}

# What people need who put files into the store. Whatever else may use it is in flows.tf.
resource "azurerm_role_assignment" "operators" {
  for_each = var.operators

  description          = "operator ${each.key}: upload"
  scope                = azurerm_storage_container.this.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = each.value.object_id
  principal_type       = each.value.principal_type
}

# Every new blob becomes a message. The topic delivers as itself, because no other identity gets through the firewall of a
# private namespace or account: https://learn.microsoft.com/azure/event-grid/consume-private-endpoints, read 2026-11.
resource "azurerm_eventgrid_system_topic" "this" {
  count = length(var.queues) > 0 ? 1 : 0

  name                = "evgt-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  source_resource_id  = azurerm_storage_account.this.id
  topic_type          = "Microsoft.Storage.StorageAccounts"
  tags                = var.tags

  identity {
    type = "SystemAssigned"
  }
}

# Events that no queue took within a day, which would be lost otherwise.
resource "azurerm_storage_container" "undelivered" {
  #checkov:skip=CKV2_AZURE_21:Reads are logged by the diagnostic setting on the blob service.
  count = length(var.queues) > 0 ? 1 : 0

  name                  = local.undelivered_container
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
}

resource "azurerm_role_assignment" "undelivered" {
  count = length(var.queues) > 0 ? 1 : 0

  description          = "events of ${var.container}: keep those that no queue took"
  scope                = azurerm_storage_container.undelivered[0].id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_eventgrid_system_topic.this[0].identity[0].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_eventgrid_system_topic_event_subscription" "this" {
  for_each = var.queues

  # Three characters at least; no key has two hyphens together.
  name                  = length(each.key) > 2 ? each.key : "${each.key}--queue"
  resource_group_name   = var.resource_group_name
  system_topic          = azurerm_eventgrid_system_topic.this[0].name
  event_delivery_schema = "CloudEventSchemaV1_0"
  included_event_types  = ["Microsoft.Storage.BlobCreated"]
  service_bus_queue_id  = each.value.topic ? null : each.value.id
  service_bus_topic_id  = each.value.topic ? each.value.id : null

  delivery_identity {
    type = "SystemAssigned"
  }

  dead_letter_identity {
    type = "SystemAssigned"
  }

  storage_blob_dead_letter_destination {
    storage_account_id          = azurerm_storage_account.this.id
    storage_blob_container_name = azurerm_storage_container.undelivered[0].name
  }

  retry_policy {
    event_time_to_live    = 1440
    max_delivery_attempts = 30
  }

  # One path is the subject's beginning. Several are compared in one subscription, so that a blob below two of them is one message.
  subject_filter {
    subject_begins_with = length(each.value.paths) == 1 ? "${local.subject}${local.prefixes[each.key][0]}" : local.subject
  }

  dynamic "advanced_filter" {
    for_each = length(each.value.paths) > 1 ? [local.prefixes[each.key]] : []

    content {
      string_begins_with {
        key    = "subject"
        values = [for prefix in advanced_filter.value : "${local.subject}${prefix}"]
      }
    }
  }

  lifecycle {
    # So that the topic may send before there is something to send.
    precondition {
      condition     = alltrue([for id in lookup(var.waits_for, each.key, []) : id != null])
      error_message = "The topic must have the role assignments of its queue."
    }
  }

  depends_on = [azurerm_role_assignment.undelivered]
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = "${azurerm_storage_account.this.id}/blobServices/default"
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}

# A lock also holds what belongs to the account: containers, role assignments, private endpoints. So it comes after all of
# them and is removed before any of them, and other rights below the account replace it. It keeps others from deleting the
# account, not Terraform.
resource "azurerm_management_lock" "deletion" {
  count = var.deletion_protection ? 1 : 0

  name       = "deletion-protection"
  scope      = azurerm_storage_account.this.id
  lock_level = "CanNotDelete"
  notes = join(" ", [
    "Holds the stack's data. Set deletion_protection to false and apply before deleting it by hand.",
    "Rights: ${substr(sha256(jsonencode(local.rights)), 0, 8)}.",
  ])

  depends_on = [
    azurerm_eventgrid_system_topic_event_subscription.this,
    azurerm_monitor_diagnostic_setting.logs,
    azurerm_private_endpoint.this,
    azurerm_storage_container.this,
    azurerm_storage_container.undelivered,
    azurerm_storage_management_policy.this,
  ]
}
