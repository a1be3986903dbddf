locals {
  # A storage account's name is short and has no hyphens; the app's name is unique, so its hash is.
  storage_name = "st${substr(sha256(var.name), 0, 20)}"

  duration = formatdate("hh:mm:ss", timeadd("2000-01-01T00:00:00Z", "${var.timeout_seconds}s"))

  # A trigger's `connection` is the queue's component in upper case, such as JOBS: the host then logs in with the identity.
  triggers = merge([
    for component, queue in var.queues : {
      for key, value in {
        clientId                = var.client_id
        credential              = "managedidentity"
        fullyQualifiedNamespace = queue.host
      } : "${upper(replace(component, "-", "_"))}__${key}" => value
    }
  ]...)
}

resource "azurerm_storage_account" "this" {
  #checkov:skip=CKV_AZURE_43:The name is a hash that the check cannot resolve.
  #checkov:skip=CKV_AZURE_33:There are no storage queues; blob requests are logged by the diagnostic setting.
  #checkov:skip=CKV_AZURE_206:It holds the app's package, which can be published again.
  #checkov:skip=CKV2_AZURE_1:The platform's key encrypts the package; a customer-managed key is the reader's choice.
  name                            = local.storage_name
  resource_group_name             = var.resource_group_name
  location                        = var.location
  access_tier                     = "Hot"
  account_kind                    = "StorageV2"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false
  default_to_oauth_authentication = true
  https_traffic_only_enabled      = true
  local_user_enabled              = false
  min_tls_version                 = "TLS1_2"
  public_network_access_enabled   = false
  shared_access_key_enabled       = false
  tags                            = var.tags

  blob_properties {
    delete_retention_policy {
      days = 7
    }
  }

  network_rules {
    default_action = "Deny"
    bypass         = ["AzureServices"]
  }

  sas_policy {
    expiration_period = "01.00:00:00"
    expiration_action = "Log"
  }
}

resource "azurerm_storage_container" "package" {
  #checkov:skip=CKV2_AZURE_21:Reads are logged by the diagnostic setting on the blob service.
  name                  = "package"
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
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

resource "azurerm_service_plan" "this" {
  #checkov:skip=CKV_AZURE_211:Flex Consumption is the production plan of serverless functions.
  #checkov:skip=CKV_AZURE_212:The plan starts instances by what waits in the queues.
  #checkov:skip=CKV_AZURE_225:Flex Consumption places instances itself.
  name                = "asp-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  os_type             = "Linux"
  sku_name            = "FC1"
  tags                = var.tags
}

resource "azurerm_function_app_flex_consumption" "this" {
  name                                           = var.name
  resource_group_name                            = var.resource_group_name
  location                                       = var.location
  service_plan_id                                = azurerm_service_plan.this.id
  runtime_name                                   = var.runtime_name
  runtime_version                                = var.runtime_version
  instance_memory_in_mb                          = var.instance_memory_mb
  maximum_instance_count                         = var.max_instances
  https_only                                     = true
  public_network_access_enabled                  = true # packages are published from hosted runners
  webdeploy_publish_basic_authentication_enabled = false
  virtual_network_subnet_id                      = var.compute_subnet_ids["functions"]
  storage_container_type                         = "blobContainer"
  storage_container_endpoint                     = "${azurerm_storage_account.this.primary_blob_endpoint}${azurerm_storage_container.package.name}"
  storage_authentication_type                    = "UserAssignedIdentity"
  storage_user_assigned_identity_id              = var.identity_id
  tags                                           = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity_id]
  }

  app_settings = merge({
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING                                 = "ClientId=${var.client_id};Authorization=AAD"
    AZURE_CLIENT_ID                                                           = var.client_id
    AzureFunctionsJobHost__extensions__serviceBus__maxAutoLockRenewalDuration = local.duration
    AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls         = tostring(var.concurrency)
    AzureFunctionsJobHost__functionTimeout                                    = local.duration
    AzureWebJobsStorage__accountName                                          = azurerm_storage_account.this.name
    AzureWebJobsStorage__clientId                                             = var.client_id
    AzureWebJobsStorage__credential                                           = "managedidentity"
  }, local.triggers, var.environment)

  site_config {
    application_insights_connection_string = var.connection_string
    http2_enabled                          = true
    minimum_tls_version                    = "1.2"
    scm_minimum_tls_version                = "1.2"
  }
}

resource "azurerm_monitor_diagnostic_setting" "logs" {
  name                       = "logs"
  target_resource_id         = azurerm_function_app_flex_consumption.this.id
  log_analytics_workspace_id = var.logs_workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
