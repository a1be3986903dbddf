# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# Who may do what, and whom the network lets through: each grant and rule of flows.tf, argument by argument.
# flows.tf is the same for all environments, so one is enough.

mock_provider "azurerm" {
  source          = "./tests/mocks"
  override_during = plan
}

# What no tfvars file of cloudgen's has; a stack without a database takes none.
variables {
  database_administrator = {
    name           = "database-administrators"
    object_id      = "88888888-8888-8888-8888-888888888888"
    principal_type = "Group"
  }
}

run "prod_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/prod.tfvars"
  }
}

run "flows" {
  command = plan

  variables {
    environment     = run.prod_settings.values.environment
    location        = run.prod_settings.values.location
    project         = run.prod_settings.values.project
    prefix          = run.prod_settings.values.prefix
    subscription_id = run.prod_settings.values.subscription_id
    tags            = run.prod_settings.values.tags
    network         = run.prod_settings.values.network
    logs            = run.prod_settings.values.logs
    registry        = run.prod_settings.values.registry
    identity        = run.prod_settings.values.identity
    cluster         = run.prod_settings.values.cluster
    namespace       = run.prod_settings.values.namespace
    budget          = run.prod_settings.values.budget
    fetch           = run.prod_settings.values.fetch
    inbox           = run.prod_settings.values.inbox
    arrivals        = run.prod_settings.values.arrivals
    importer        = run.prod_settings.values.importer
    records         = run.prod_settings.values.records
    vault           = run.prod_settings.values.vault
    watch           = run.prod_settings.values.watch
    fetch_image     = lookup(run.prod_settings.values, "fetch_image", null)
    importer_image  = lookup(run.prod_settings.values, "importer_image", null)
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.fetch_pull.scope == module.registry.id,
      azurerm_role_assignment.fetch_pull.role_definition_name == "AcrPull",
      azurerm_role_assignment.fetch_pull.principal_id == module.identity.principal_ids["fetch"],
      azurerm_role_assignment.fetch_pull.principal_type == "ServicePrincipal",
    ])
    error_message = "fetch: what the platform needs, and nothing else: azurerm_role_assignment.fetch_pull differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.fetch_telemetry.scope == module.logs.insights_id,
      azurerm_role_assignment.fetch_telemetry.role_definition_name == "Monitoring Metrics Publisher",
      azurerm_role_assignment.fetch_telemetry.principal_id == module.identity.principal_ids["fetch"],
      azurerm_role_assignment.fetch_telemetry.principal_type == "ServicePrincipal",
    ])
    error_message = "fetch: what the platform needs, and nothing else: azurerm_role_assignment.fetch_telemetry differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.importer_pull.scope == module.registry.id,
      azurerm_role_assignment.importer_pull.role_definition_name == "AcrPull",
      azurerm_role_assignment.importer_pull.principal_id == module.identity.principal_ids["importer"],
      azurerm_role_assignment.importer_pull.principal_type == "ServicePrincipal",
    ])
    error_message = "importer: what the platform needs, and nothing else: azurerm_role_assignment.importer_pull differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.importer_telemetry.scope == module.logs.insights_id,
      azurerm_role_assignment.importer_telemetry.role_definition_name == "Monitoring Metrics Publisher",
      azurerm_role_assignment.importer_telemetry.principal_id == module.identity.principal_ids["importer"],
      azurerm_role_assignment.importer_telemetry.principal_type == "ServicePrincipal",
    ])
    error_message = "importer: what the platform needs, and nothing else: azurerm_role_assignment.importer_telemetry differs."
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.to_records.name == "compute-to-records",
      azurerm_network_security_rule.to_records.resource_group_name == module.network.endpoints_security_group_resource_group,
      azurerm_network_security_rule.to_records.network_security_group_name == module.network.endpoints_security_group_name,
      azurerm_network_security_rule.to_records.priority == 3109,
      azurerm_network_security_rule.to_records.direction == "Inbound",
      azurerm_network_security_rule.to_records.access == "Allow",
      azurerm_network_security_rule.to_records.protocol == "Tcp",
      toset(azurerm_network_security_rule.to_records.source_address_prefixes) == toset(module.network.compute_address_prefixes),
      azurerm_network_security_rule.to_records.source_port_range == "*",
      azurerm_network_security_rule.to_records.destination_address_prefix == module.records.private_ip_address,
      toset(azurerm_network_security_rule.to_records.destination_port_ranges) == toset(["5432"]),
    ])
    error_message = "records: what the platform needs, and nothing else: azurerm_network_security_rule.to_records differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.fetch_to_vault.scope == module.vault.id,
      azurerm_role_assignment.fetch_to_vault.role_definition_name == "Key Vault Secrets User",
      azurerm_role_assignment.fetch_to_vault.principal_id == module.identity.principal_ids["fetch"],
      azurerm_role_assignment.fetch_to_vault.principal_type == "ServicePrincipal",
    ])
    error_message = "fetch -> vault: read (source-api-key), and nothing else: azurerm_role_assignment.fetch_to_vault differs."
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.to_vault.name == "compute-to-vault",
      azurerm_network_security_rule.to_vault.resource_group_name == module.network.endpoints_security_group_resource_group,
      azurerm_network_security_rule.to_vault.network_security_group_name == module.network.endpoints_security_group_name,
      azurerm_network_security_rule.to_vault.priority == 3667,
      azurerm_network_security_rule.to_vault.direction == "Inbound",
      azurerm_network_security_rule.to_vault.access == "Allow",
      azurerm_network_security_rule.to_vault.protocol == "Tcp",
      toset(azurerm_network_security_rule.to_vault.source_address_prefixes) == toset(module.network.compute_address_prefixes),
      azurerm_network_security_rule.to_vault.source_port_range == "*",
      azurerm_network_security_rule.to_vault.destination_address_prefix == module.vault.private_ip_address,
      toset(azurerm_network_security_rule.to_vault.destination_port_ranges) == toset(["443"]),
    ])
    error_message = "fetch -> vault: read (source-api-key), and nothing else: azurerm_network_security_rule.to_vault differs."
  }

  assert {
    condition     = toset(keys(local.fetch_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "fetch -> vault: local.fetch_to_vault must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.fetch_to_inbox.scope == module.inbox.container_id,
      azurerm_role_assignment.fetch_to_inbox.role_definition_name == "Storage Blob Data Contributor",
      azurerm_role_assignment.fetch_to_inbox.principal_id == module.identity.principal_ids["fetch"],
      azurerm_role_assignment.fetch_to_inbox.principal_type == "ServicePrincipal",
    ])
    error_message = "fetch -> inbox: write, and nothing else: azurerm_role_assignment.fetch_to_inbox differs."
  }

  assert {
    condition = alltrue([
      azurerm_network_security_rule.to_inbox.name == "compute-to-inbox",
      azurerm_network_security_rule.to_inbox.resource_group_name == module.network.endpoints_security_group_resource_group,
      azurerm_network_security_rule.to_inbox.network_security_group_name == module.network.endpoints_security_group_name,
      azurerm_network_security_rule.to_inbox.priority == 588,
      azurerm_network_security_rule.to_inbox.direction == "Inbound",
      azurerm_network_security_rule.to_inbox.access == "Allow",
      azurerm_network_security_rule.to_inbox.protocol == "Tcp",
      toset(azurerm_network_security_rule.to_inbox.source_address_prefixes) == toset(module.network.compute_address_prefixes),
      azurerm_network_security_rule.to_inbox.source_port_range == "*",
      azurerm_network_security_rule.to_inbox.destination_address_prefix == module.inbox.private_ip_address,
      toset(azurerm_network_security_rule.to_inbox.destination_port_ranges) == toset(["443"]),
    ])
    error_message = "fetch -> inbox: write, and nothing else: azurerm_network_security_rule.to_inbox differs."
  }

  assert {
    condition     = toset(keys(local.fetch_to_inbox)) == toset(["INBOX_ENDPOINT", "INBOX_NAME"])
    error_message = "fetch -> inbox: local.fetch_to_inbox must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.inbox_to_arrivals.scope == module.arrivals.send_id,
      azurerm_role_assignment.inbox_to_arrivals.role_definition_name == "Azure Service Bus Data Sender",
      azurerm_role_assignment.inbox_to_arrivals.principal_id == module.inbox.events_principal_id,
      azurerm_role_assignment.inbox_to_arrivals.principal_type == "ServicePrincipal",
    ])
    error_message = "inbox -> arrivals: enqueue, and nothing else: azurerm_role_assignment.inbox_to_arrivals differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.importer_to_arrivals.scope == module.arrivals.id,
      azurerm_role_assignment.importer_to_arrivals.role_definition_name == "Azure Service Bus Data Receiver",
      azurerm_role_assignment.importer_to_arrivals.principal_id == module.identity.principal_ids["importer"],
      azurerm_role_assignment.importer_to_arrivals.principal_type == "ServicePrincipal",
    ])
    error_message = "importer -> arrivals: consume, and nothing else: azurerm_role_assignment.importer_to_arrivals differs."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.importer_to_arrivals_scaler.scope == module.arrivals.id,
      azurerm_role_assignment.importer_to_arrivals_scaler.role_definition_name == "Azure Service Bus Data Owner",
      azurerm_role_assignment.importer_to_arrivals_scaler.principal_id == module.identity.principal_ids["importer-scaler"],
      azurerm_role_assignment.importer_to_arrivals_scaler.principal_type == "ServicePrincipal",
    ])
    error_message = "importer -> arrivals: consume, and nothing else: azurerm_role_assignment.importer_to_arrivals_scaler differs."
  }

  assert {
    condition = alltrue([
      length(azurerm_network_security_rule.to_arrivals) == (var.namespace.private ? 1 : 0),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.name == "compute-to-arrivals"]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.resource_group_name == module.network.endpoints_security_group_resource_group]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.network_security_group_name == module.network.endpoints_security_group_name]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.priority == 925]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.direction == "Inbound"]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.access == "Allow"]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.protocol == "Tcp"]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : toset(each.source_address_prefixes) == toset(module.network.compute_address_prefixes)]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.source_port_range == "*"]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : each.destination_address_prefix == module.namespace.private_ip_address]),
      alltrue([for each in azurerm_network_security_rule.to_arrivals : toset(each.destination_port_ranges) == toset(["443", "5671"])]),
    ])
    error_message = "importer -> arrivals: consume, and nothing else: azurerm_network_security_rule.to_arrivals differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_arrivals)) == toset(["ARRIVALS_ENDPOINT", "ARRIVALS_NAME"])
    error_message = "importer -> arrivals: local.importer_to_arrivals must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      azurerm_role_assignment.importer_to_inbox.scope == module.inbox.container_id,
      azurerm_role_assignment.importer_to_inbox.role_definition_name == "Storage Blob Data Reader",
      azurerm_role_assignment.importer_to_inbox.principal_id == module.identity.principal_ids["importer"],
      azurerm_role_assignment.importer_to_inbox.principal_type == "ServicePrincipal",
    ])
    error_message = "importer -> inbox: read, and nothing else: azurerm_role_assignment.importer_to_inbox differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_inbox)) == toset(["INBOX_ENDPOINT", "INBOX_NAME"])
    error_message = "importer -> inbox: local.importer_to_inbox must set the variables of this pair and no others."
  }

  assert {
    condition     = toset(keys(local.importer_to_records)) == toset(["RECORDS_AUTH", "RECORDS_CA", "RECORDS_HOST", "RECORDS_NAME", "RECORDS_PORT", "RECORDS_USER"])
    error_message = "importer -> records: local.importer_to_records must set the variables of this pair and no others."
  }
}

# Distinct ids for what the modules make: with the mocks' ids a grant on the wrong bucket would pass.

override_resource {
  target          = module.identity.azurerm_user_assigned_identity.this["fetch"]
  override_during = plan

  values = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/fetch"
    client_id    = "33333333-3333-3333-3333-000000000001"
    principal_id = "44444444-4444-4444-4444-000000000001"
  }
}

override_resource {
  target          = module.identity.azurerm_user_assigned_identity.this["importer"]
  override_during = plan

  values = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/importer"
    client_id    = "33333333-3333-3333-3333-000000000002"
    principal_id = "44444444-4444-4444-4444-000000000002"
  }
}

override_resource {
  target          = module.identity.azurerm_user_assigned_identity.this["records-setup"]
  override_during = plan

  values = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/records-setup"
    client_id    = "33333333-3333-3333-3333-000000000003"
    principal_id = "44444444-4444-4444-4444-000000000003"
  }
}

override_resource {
  target          = module.identity.azurerm_user_assigned_identity.this["importer-scaler"]
  override_during = plan

  values = {
    id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/importer-scaler"
    client_id    = "33333333-3333-3333-3333-000000000004"
    principal_id = "44444444-4444-4444-4444-000000000004"
  }
}

override_resource {
  target          = module.inbox.azurerm_storage_account.this
  override_during = plan

  values = {
    id                    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/inbox"
    primary_blob_endpoint = "https://inbox.blob.core.windows.net/"
    primary_blob_host     = "inbox.blob.core.windows.net"
  }
}

override_resource {
  target          = module.inbox.azurerm_storage_container.this
  override_during = plan
  values          = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/inbox/blobServices/default/containers/files" }
}

override_resource {
  target          = module.inbox.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/inbox"
    private_service_connection = { private_ip_address = "10.0.0.9" }
  }
}

override_resource {
  target          = module.arrivals.azurerm_servicebus_queue.this
  override_during = plan
  values          = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/namespace/queues/arrivals" }
}

override_resource {
  target          = module.records.azurerm_postgresql_flexible_server.this
  override_during = plan

  values = {
    id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/records"
    fqdn = "records.postgres.database.azure.com"
  }
}

override_resource {
  target          = module.records.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/records"
    private_service_connection = { private_ip_address = "10.0.0.13" }
  }
}

override_resource {
  target          = module.vault.azurerm_key_vault.this
  override_during = plan

  values = {
    id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/vault"
    vault_uri = "https://vault.vault.azure.net/"
  }
}

override_resource {
  target          = module.vault.azurerm_private_endpoint.this
  override_during = plan

  values = {
    id                         = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/vault"
    private_service_connection = { private_ip_address = "10.0.0.14" }
  }
}
