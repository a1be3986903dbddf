# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# What main.tf hands each module, and nothing besides.

run "modules" {
  command = plan

  module {
    source = "./tests/blocks"
  }

  assert {
    condition = keys(output.modules.network) == [
      "availability_zones",
      "cidr_block",
      "flow_log_role_arn",
      "log_retention_days",
      "nat_gateways",
      "prefix",
      "region",
      "source",
      "tags",
    ]
    error_message = "network: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.network.availability_zones == "var.network.availability_zones",
      output.modules.network.nat_gateways == "var.network.nat_gateways",
    ])
    error_message = "network: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.registry) == [
      "force_destroy",
      "keep_images",
      "prefix",
      "repositories",
      "source",
      "tags",
    ]
    error_message = "registry: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.registry.force_destroy == "var.registry.force_destroy"
    error_message = "registry: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.identity) == [
      "identities",
      "names",
      "source",
      "tags",
    ]
    error_message = "identity: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.cluster) == [
      "name",
      "source",
      "tags",
    ]
    error_message = "cluster: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.budget) == [
      "account_id",
      "actual_percents",
      "amount",
      "emails",
      "forecast_percents",
      "name",
      "partition",
      "source",
      "stack",
      "tags",
      "topics",
    ]
    error_message = "budget: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.shield) == [
      "block",
      "blocked_ranges",
      "log_retention_days",
      "name",
      "providers",
      "requests_per_minute",
      "scope",
      "source",
      "tags",
    ]
    error_message = "shield: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition     = output.modules.shield.block == "var.shield.block"
    error_message = "shield: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.edge) == [
      "cache_ttl_seconds",
      "dns_zone",
      "domain",
      "domain_aliases",
      "domain_ready",
      "firewalls",
      "name",
      "price_class",
      "providers",
      "routes",
      "service_origins",
      "source",
      "store_origins",
      "tags",
    ]
    error_message = "edge: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.edge.firewalls == "{ shield = module.shield.arn }",
      output.modules.edge.service_origins == "{ web = { load_balancer_arn = module.web.load_balancer_arn domain_name = module.web.load_balancer_domain_name } }",
      output.modules.edge.routes == "{ \"/*\" = { origin = \"web\", timeout_seconds = var.web.timeout_seconds } \"/static/*\" = { origin = \"assets\" } }",
      output.modules.edge.store_origins == "{ assets = { domain_name = module.assets.domain_name } }",
    ])
    error_message = "edge: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.assets) == [
      "cdn_readers",
      "cool_after_days",
      "force_destroy",
      "name",
      "noncurrent_days",
      "source",
      "tags",
    ]
    error_message = "assets: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.assets.noncurrent_days == "var.assets.noncurrent_days",
      output.modules.assets.force_destroy == "var.assets.force_destroy",
      output.modules.assets.cdn_readers == "{ edge = { arn = module.edge.arn, paths = [\"/static/*\"] } }",
    ])
    error_message = "assets: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.uploads) == [
      "cool_after_days",
      "force_destroy",
      "name",
      "noncurrent_days",
      "source",
      "tags",
    ]
    error_message = "uploads: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.uploads.noncurrent_days == "var.uploads.noncurrent_days",
      output.modules.uploads.force_destroy == "var.uploads.force_destroy",
    ])
    error_message = "uploads: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.web) == [
      "callers",
      "cluster_arn",
      "cluster_name",
      "command",
      "cpu_units",
      "deletion_protection",
      "depends_on",
      "enable_execute_command",
      "environment",
      "execution_role_arn",
      "health_path",
      "image",
      "log_retention_days",
      "max_replicas",
      "memory_mb",
      "min_replicas",
      "name",
      "port",
      "read_only_root",
      "region",
      "scale_at_cpu_percent",
      "shutdown_seconds",
      "source",
      "spot",
      "subnet_ids",
      "tags",
      "task_role_arn",
      "timeout_seconds",
      "tmp_mb",
      "vpc_id",
    ]
    error_message = "web: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.web.min_replicas == "var.web.min_replicas",
      output.modules.web.spot == "var.web.spot",
      output.modules.web.deletion_protection == "var.web.deletion_protection",
      output.modules.web.callers == "{ edge = true }",
    ])
    error_message = "web: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.migrate) == [
      "cluster_arn",
      "command",
      "cpu_units",
      "depends_on",
      "environment",
      "execution_role_arn",
      "image",
      "log_retention_days",
      "max_retries",
      "memory_mb",
      "name",
      "partition",
      "read_only_root",
      "region",
      "runner_role_arn",
      "schedule",
      "scheduler_role_arn",
      "source",
      "subnet_ids",
      "tags",
      "task_role_arn",
      "timeout_seconds",
      "tmp_mb",
      "vpc_id",
    ]
    error_message = "migrate: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = keys(output.modules.app_db) == [
      "apply_immediately",
      "backup_days",
      "cluster_arn",
      "database",
      "deletion_protection",
      "engine_version",
      "final_snapshot",
      "instances",
      "log_retention_days",
      "logins",
      "max_capacity",
      "min_capacity",
      "name",
      "region",
      "setup_role_arn",
      "setup_subnet_ids",
      "source",
      "subnet_ids",
      "tags",
      "vpc_id",
    ]
    error_message = "app-db: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.app_db.instances == "var.app_db.instances",
      output.modules.app_db.backup_days == "var.app_db.backup_days",
      output.modules.app_db.deletion_protection == "var.app_db.deletion_protection",
      output.modules.app_db.final_snapshot == "var.app_db.final_snapshot",
      output.modules.app_db.logins == "{ web = { name = \"web\", actions = [\"read-write\"] } migrate = { name = \"migrate\", actions = [\"migrate\"] } }",
    ])
    error_message = "app-db: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.app_cache) == [
      "apply_immediately",
      "engine_version",
      "name",
      "node_type",
      "nodes",
      "snapshot_days",
      "source",
      "subnet_ids",
      "tags",
      "users",
      "vpc_id",
    ]
    error_message = "app-cache: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.app_cache.nodes == "var.app_cache.nodes",
      output.modules.app_cache.snapshot_days == "var.app_cache.snapshot_days",
      output.modules.app_cache.users == "{ web = \"read-write\" }",
    ])
    error_message = "app-cache: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.vault) == [
      "force_destroy",
      "name",
      "recovery_days",
      "secrets",
      "source",
      "tags",
    ]
    error_message = "vault: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.vault.recovery_days == "var.vault.recovery_days",
      output.modules.vault.force_destroy == "var.vault.force_destroy",
    ])
    error_message = "vault: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }

  assert {
    condition = keys(output.modules.watch) == [
      "alarms",
      "emails",
      "name",
      "region",
      "shares",
      "source",
      "tags",
    ]
    error_message = "watch: main.tf must give its module these arguments and no others, by which a door could open."
  }

  assert {
    condition = alltrue([
      output.modules.watch.shares == "{ web-errors = { description = \"web: too many answers are server errors\" metric = \"AWS/ApplicationELB/HTTPCode_Target_5XX_Count\" percent_of = \"RequestCount\" dimensions = { LoadBalancer = module.web.load_balancer_metric_name } statistic = \"Sum\" threshold = var.watch.error_percent minutes = 5 } }",
      output.modules.watch.alarms == "{ web-cpu = { description = \"web: its tasks are busy although it scales\" metric = \"AWS/ECS/CPUUtilization\" dimensions = { ClusterName = module.cluster.name, ServiceName = module.web.service_name } statistic = \"Average\" threshold = var.watch.saturation_percent minutes = 15 } migrate-failures = { description = \"migrate: a run failed\" metric = \"AWS/States/ExecutionsFailed\" dimensions = { StateMachineArn = module.migrate.state_machine_arn } statistic = \"Sum\" threshold = 0 minutes = 5 } migrate-timeouts = { description = \"migrate: a run took too long\" metric = \"AWS/States/ExecutionsTimedOut\" dimensions = { StateMachineArn = module.migrate.state_machine_arn } statistic = \"Sum\" threshold = 0 minutes = 5 } migrate-silent = { description = \"migrate: no run has begun for days\" metric = \"AWS/States/ExecutionsStarted\" dimensions = { StateMachineArn = module.migrate.state_machine_arn } statistic = \"Sum\" threshold = 1 below = true minutes = 1440 periods = module.migrate.silence.days missing = module.migrate.silence.missing } migrate-scheduler = { description = \"migrate: the scheduler could not start a run\" metric = \"AWS/Scheduler/TargetErrorCount\" dimensions = { ScheduleGroup = module.migrate.schedule_group } statistic = \"Sum\" threshold = 0 minutes = 5 } app-db-capacity = { description = \"app-db: near the most capacity that it may take\" metric = \"AWS/RDS/ACUUtilization\" dimensions = { DBClusterIdentifier = module.app_db.identifier } statistic = \"Average\" threshold = var.watch.saturation_percent minutes = 15 } app-db-storage = { description = \"app-db: less than 2 GiB of local storage for sorting and logs; the data's own storage grows by itself\" metric = \"AWS/RDS/FreeLocalStorage\" dimensions = { DBClusterIdentifier = module.app_db.identifier } statistic = \"Minimum\" threshold = 2147483648 below = true minutes = 5 } app-cache-memory = { description = \"app-cache: nearly full\" metric = \"AWS/ElastiCache/DatabaseMemoryUsagePercentage\" dimensions = { CacheClusterId = module.app_cache.cluster_id } statistic = \"Maximum\" threshold = var.watch.saturation_percent minutes = 5 } app-cache-cpu = { description = \"app-cache: its engine is busy\" metric = \"AWS/ElastiCache/EngineCPUUtilization\" dimensions = { CacheClusterId = module.app_cache.cluster_id } statistic = \"Average\" threshold = var.watch.saturation_percent minutes = 15 } web-latency = { description = \"web: slow answers\" metric = \"AWS/ApplicationELB/TargetResponseTime\" dimensions = { LoadBalancer = module.web.load_balancer_metric_name } statistic = \"p95\" threshold = var.watch.latency_seconds minutes = 5 } web-unanswered = { description = \"web: the load balancer answers in place of the tasks\" metric = \"AWS/ApplicationELB/HTTPCode_ELB_5XX_Count\" dimensions = { LoadBalancer = module.web.load_balancer_metric_name } statistic = \"Sum\" threshold = 10 minutes = 5 } web-down = { description = \"web: no task is healthy\" metric = \"AWS/ApplicationELB/HealthyHostCount\" dimensions = { LoadBalancer = module.web.load_balancer_metric_name TargetGroup = module.web.target_group_metric_name } statistic = \"Maximum\" threshold = 1 below = true minutes = 5 missing = \"breaching\" } }",
    ])
    error_message = "watch: main.tf must give its module what protects it in each environment, and whom its flows let in."
  }
}
