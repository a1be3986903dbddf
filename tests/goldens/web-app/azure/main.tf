# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# The components of the stack. What each may do with the others is in flows.tf.

data "azurerm_client_config" "current" {}

locals {
  # All of Azure shares some names. A hash of subscription and environment keeps them apart, stays the same
  # on every run, and is known before the first apply.
  suffix = substr(sha256("${data.azurerm_client_config.current.subscription_id}/${var.environment}"), 0, 6)

  tags = merge(var.tags, {
    project     = var.project
    environment = var.environment
    managed_by  = "terraform"
  })
}

# The state belongs to one environment: a plan with the values of another is refused, before it replaces everything.
resource "terraform_data" "stack" {
  input = var.prefix

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == var.prefix
      error_message = "This state is that of ${self.output}, these values are those of ${var.prefix}: run `terraform init -reconfigure` with the right backend file."
    }
  }
}

resource "azurerm_resource_group" "stack" {
  name     = "rg-${var.prefix}"
  location = var.location
  tags     = local.tags
}

# network: network, Azure Virtual Network
module "network" {
  source = "./modules/network"

  address_space       = var.network.address_space
  private_dns_zones   = var.network.private_dns_zones
  subnets             = var.network.subnets
  prefix              = var.prefix
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  tags                = merge(local.tags, { component = "network" })
}

# logs: logs, Azure Monitor Logs
module "logs" {
  source = "./modules/log-analytics"

  retention_days      = var.logs.retention_days
  daily_quota_gb      = var.logs.daily_quota_gb
  sampling_percentage = var.logs.sampling_percentage
  prefix              = var.prefix
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  tags                = merge(local.tags, { component = "logs" })
}

# registry: registry, Azure Container Registry
module "registry" {
  source = "./modules/container-registry"

  name                = "${var.registry.name}${local.suffix}"
  sku                 = var.registry.sku
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  logs_workspace_id   = module.logs.workspace_id
  tags                = merge(local.tags, { component = "registry" })
}

# identity: identity, Managed identities for Azure resources
module "identity" {
  source = "./modules/managed-identities"

  names               = var.identity.names
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  tags                = merge(local.tags, { component = "identity" })

  identities = {
    web          = {}
    migrate      = {}
    app-db-setup = {}
  }
}

# cluster: cluster, Azure Container Apps environment
module "cluster" {
  source = "./modules/container-app-environment"

  name                = var.cluster.name
  internal            = var.cluster.internal
  zone_redundant      = var.cluster.zone_redundant
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  compute_subnet_ids  = module.network.compute_subnet_ids
  logs_workspace_id   = module.logs.workspace_id
  tags                = merge(local.tags, { component = "cluster" })
}

# budget: budget, Azure budget
module "budget" {
  source = "./modules/consumption-budget"

  name                = var.budget.name
  amount              = var.budget.amount
  actual_percents     = var.budget.actual_percents
  forecast_percents   = var.budget.forecast_percents
  emails              = var.budget.emails
  resource_group_name = azurerm_resource_group.stack.name
  subscription_id     = data.azurerm_client_config.current.subscription_id
  resource_groups     = { cluster = module.cluster.infrastructure_resource_group_name }
  action_groups       = { watch = module.watch.action_group_id }
}

# shield: firewall, Azure Web Application Firewall on Front Door
module "shield" {
  source = "./modules/front-door-waf"

  name                = var.shield.name
  sku_name            = var.shield.sku_name
  mode                = var.shield.mode
  requests_per_minute = var.shield.requests_per_minute
  blocked_ranges      = var.shield.blocked_ranges
  resource_group_name = azurerm_resource_group.stack.name
  tags                = merge(local.tags, { component = "shield" })
}

# edge: cdn, Azure Front Door
module "edge" {
  source = "./modules/front-door"

  name                = "${var.edge.name}-${local.suffix}"
  sku_name            = var.edge.sku_name
  cache_ttl_seconds   = var.edge.cache_ttl_seconds
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  subscription_id     = data.azurerm_client_config.current.subscription_id
  domain              = var.domain
  domain_aliases      = var.domain_aliases
  domain_ready        = var.domain_ready
  dns_zone            = var.dns_zone
  logs_workspace_id   = module.logs.workspace_id
  firewalls           = { shield = { id = module.shield.id, sku_name = var.shield.sku_name } }
  tags                = merge(local.tags, { component = "edge" })

  service_origins = {
    web = {
      host           = module.web.host
      health_path    = module.web.health_path
      environment_id = module.cluster.id
      private        = module.cluster.internal
    }
  }

  routes = {
    "/*"        = { origin = "web", timeout_seconds = var.web.timeout_seconds }
    "/static/*" = { origin = "assets" }
  }

  store_origins = {
    assets = {
      host       = module.assets.host
      container  = module.assets.container
      account_id = module.assets.id
      paths      = ["/static/*"]
      public     = var.assets.public
    }
  }
}

# assets: object-store, Azure Blob Storage
module "assets" {
  source = "./modules/blob-storage"

  name                 = "${var.assets.name}${local.suffix}"
  replication_type     = var.assets.replication_type
  noncurrent_days      = var.assets.noncurrent_days
  cool_after_days      = var.assets.cool_after_days
  deletion_protection  = var.assets.deletion_protection
  public               = var.assets.public
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  container            = "assets"
  operators            = var.operators
  operator_ip_ranges   = var.operator_ip_ranges
  edges                = { edge = { sku_name = var.edge.sku_name } }
  tags                 = merge(local.tags, { component = "assets" })
}

# uploads: object-store, Azure Blob Storage
module "uploads" {
  source = "./modules/blob-storage"

  name                 = "${var.uploads.name}${local.suffix}"
  replication_type     = var.uploads.replication_type
  noncurrent_days      = var.uploads.noncurrent_days
  cool_after_days      = var.uploads.cool_after_days
  deletion_protection  = var.uploads.deletion_protection
  public               = var.uploads.public
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  container            = "uploads"
  operators            = var.operators
  operator_ip_ranges   = var.operator_ip_ranges
  tags                 = merge(local.tags, { component = "uploads" })

  waits_for = {
    web = [
      azurerm_role_assignment.web_to_uploads.id,
      one(azurerm_role_assignment.web_to_uploads_links[*].id),
    ]
  }
}

# web: service, Azure Container Apps
module "web" {
  source = "./modules/container-app"

  name                 = var.web.name
  cpu                  = var.web.cpu
  memory               = var.web.memory
  image                = var.web_image
  command              = var.web.command
  port                 = var.web.port
  health_path          = var.web.health_path
  min_replicas         = var.web.min_replicas
  max_replicas         = var.web.max_replicas
  concurrency          = var.web.concurrency
  scale_at_cpu_percent = var.web.scale_at_cpu_percent
  shutdown_seconds     = var.web.shutdown_seconds
  resource_group_name  = azurerm_resource_group.stack.name
  environment_id       = module.cluster.id
  environment_domain   = module.cluster.default_domain
  identity_id          = module.identity.ids["web"]
  client_id            = module.identity.client_ids["web"]
  registry_server      = module.registry.login_server
  connection_string    = module.logs.connection_string
  edges                = { edge = { id = module.edge.front_door_id } }
  tags                 = merge(local.tags, { component = "web" })

  environment = merge(
    { PUBLIC_URL = "https://${module.edge.host}" },
    local.web_to_app_db,
    local.web_to_app_cache,
    local.web_to_uploads,
    local.web_to_vault,
  )

  depends_on = [
    azurerm_role_assignment.web_pull,
    azurerm_role_assignment.web_telemetry,
    azurerm_managed_redis_access_policy_assignment.web_to_app_cache,
    azurerm_role_assignment.web_to_uploads,
    azurerm_role_assignment.web_to_uploads_links,
    azurerm_role_assignment.web_to_vault,
  ]
}

# migrate: job, Azure Container Apps job
module "migrate" {
  source = "./modules/container-app-job"

  name                = var.migrate.name
  cpu                 = var.migrate.cpu
  memory              = var.migrate.memory
  image               = var.migrate_image
  command             = var.migrate.command
  schedule            = var.migrate.schedule
  timeout_seconds     = var.migrate.timeout_seconds
  max_retries         = var.migrate.max_retries
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  environment_id      = module.cluster.id
  identity_id         = module.identity.ids["migrate"]
  client_id           = module.identity.client_ids["migrate"]
  registry_server     = module.registry.login_server
  connection_string   = module.logs.connection_string
  environment         = local.migrate_to_app_db
  tags                = merge(local.tags, { component = "migrate" })

  depends_on = [azurerm_role_assignment.migrate_pull, azurerm_role_assignment.migrate_telemetry]
}

# app-db: relational-db, Azure Database for PostgreSQL flexible server
module "app_db" {
  source = "./modules/postgresql-flexible-server"

  name                 = "${var.app_db.name}-${local.suffix}"
  sku_name             = var.app_db.sku_name
  engine_version       = var.app_db.engine_version
  database             = var.app_db.database
  storage_gb           = var.app_db.storage_gb
  high_availability    = var.app_db.high_availability
  backup_days          = var.app_db.backup_days
  geo_redundant_backup = var.app_db.geo_redundant_backup
  deletion_protection  = var.app_db.deletion_protection
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  administrator        = var.database_administrator
  tenant_id            = data.azurerm_client_config.current.tenant_id
  environment_id       = module.cluster.id
  tags                 = merge(local.tags, { component = "app-db" })

  setup_identity = {
    id           = module.identity.ids["app-db-setup"]
    client_id    = module.identity.client_ids["app-db-setup"]
    name         = module.identity.names["app-db-setup"]
    principal_id = module.identity.principal_ids["app-db-setup"]
  }

  logins = {
    web = {
      name      = module.identity.names["web"]
      object_id = module.identity.principal_ids["web"]
      actions   = ["read-write"]
    }
    migrate = {
      name      = module.identity.names["migrate"]
      object_id = module.identity.principal_ids["migrate"]
      actions   = ["migrate"]
    }
  }
}

# app-cache: cache, Azure Managed Redis
module "app_cache" {
  source = "./modules/managed-redis"

  name                 = "${var.app_cache.name}-${local.suffix}"
  sku_name             = var.app_cache.sku_name
  high_availability    = var.app_cache.high_availability
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  tags                 = merge(local.tags, { component = "app-cache" })
}

# vault: secrets, Azure Key Vault
module "vault" {
  source = "./modules/key-vault"

  name                 = "${var.vault.name}-${local.suffix}"
  secret_names         = var.vault.secret_names
  recovery_days        = var.vault.recovery_days
  purge_protection     = var.vault.purge_protection
  resource_group_name  = azurerm_resource_group.stack.name
  location             = var.location
  endpoints_subnet_id  = module.network.endpoints_subnet_id
  private_dns_zone_ids = module.network.private_dns_zone_ids
  logs_workspace_id    = module.logs.workspace_id
  tenant_id            = data.azurerm_client_config.current.tenant_id
  operators            = var.operators
  operator_ip_ranges   = var.operator_ip_ranges
  tags                 = merge(local.tags, { component = "vault" })
}

# watch: observability, Azure Monitor
module "watch" {
  source = "./modules/monitor"

  name                = var.watch.name
  emails              = var.watch.emails
  error_percent       = var.watch.error_percent
  latency_ms          = var.watch.latency_ms
  saturation_percent  = var.watch.saturation_percent
  queue_age_seconds   = var.watch.queue_age_seconds
  resource_group_name = azurerm_resource_group.stack.name
  location            = var.location
  workspace_id        = module.logs.workspace_id
  tags                = merge(local.tags, { component = "watch" })

  alarms = {
    edge-errors = {
      title       = "edge: errors"
      description = "Users get errors: too many answers of edge are 5xx."
      resource_id = module.edge.id
      namespace   = "Microsoft.Cdn/profiles"
      metric      = "Percentage5XX"
      aggregation = "Average"
      above       = var.watch.error_percent
      severity    = 1
    }
    edge-latency = {
      title       = "edge: latency"
      description = "edge answers slowly, on average in milliseconds."
      resource_id = module.edge.id
      namespace   = "Microsoft.Cdn/profiles"
      metric      = "TotalLatency"
      aggregation = "Average"
      above       = var.watch.latency_ms
    }
    web-errors = {
      title       = "web: errors"
      description = "Too many requests to web fail, by the service's own telemetry."
      resource_id = module.logs.workspace_id
      query       = "AppRequests | where AppRoleName == '${module.web.name}' | summarize value = 100.0 * countif(Success == false) / count()"
      above       = var.watch.error_percent
      severity    = 1
    }
    web-latency = {
      title       = "web: latency"
      description = "web answers slowly (95th percentile in milliseconds), by the service's own telemetry."
      resource_id = module.logs.workspace_id
      query       = "AppRequests | where AppRoleName == '${module.web.name}' | summarize value = percentile(DurationMs, 95)"
      above       = var.watch.latency_ms
    }
    web-cpu = {
      title          = "web: processors"
      description    = "The replicas of web use most of their processors."
      resource_id    = module.web.id
      namespace      = "Microsoft.App/containerApps"
      metric         = "CpuPercentage"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    web-memory = {
      title          = "web: memory"
      description    = "The replicas of web use most of their memory."
      resource_id    = module.web.id
      namespace      = "Microsoft.App/containerApps"
      metric         = "MemoryPercentage"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    migrate-errors = {
      title       = "migrate: failed runs"
      description = "A run of migrate failed for good or took too long."
      resource_id = module.logs.workspace_id
      query       = "ContainerAppSystemLogs | where JobName == '${module.migrate.name}' and Reason in ('BackoffLimitExceeded', 'DeadlineExceeded') | summarize value = count()"
      above       = 0
      severity    = 1
    }
    app-db-cpu = {
      title          = "app-db: processors"
      description    = "The database app-db uses most of its processors."
      resource_id    = module.app_db.id
      namespace      = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric         = "cpu_percent"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    app-db-memory = {
      title          = "app-db: memory"
      description    = "The database app-db uses most of its memory."
      resource_id    = module.app_db.id
      namespace      = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric         = "memory_percent"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      window_seconds = 900
    }
    app-db-storage = {
      title          = "app-db: storage"
      description    = "The database app-db uses most of its storage, and takes no more writes when it has less than 5 % or 5 GiB left. Raise its storage_gb."
      resource_id    = module.app_db.id
      namespace      = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric         = "storage_percent"
      aggregation    = "Average"
      above          = var.watch.saturation_percent
      severity       = 1
      window_seconds = 900
    }
    app-cache-memory = {
      title       = "app-cache: memory"
      description = "The cache app-cache is nearly full and throws out keys."
      resource_id = module.app_cache.id
      namespace   = "Microsoft.Cache/redisEnterprise"
      metric      = "usedmemorypercentage"
      aggregation = "Maximum"
      above       = var.watch.saturation_percent
    }
  }
}
