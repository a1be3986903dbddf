# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# Who may do what, and whom the network lets through: each grant and rule of flows.tf, argument by argument.
# flows.tf is the same for all environments, so one is enough.

mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "google" {
  alias           = "billing"
  source          = "./tests/mocks"
  override_during = plan
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
    region          = run.prod_settings.values.region
    project         = run.prod_settings.values.project
    project_id      = run.prod_settings.values.project_id
    prefix          = run.prod_settings.values.prefix
    labels          = run.prod_settings.values.labels
    network         = run.prod_settings.values.network
    logs            = run.prod_settings.values.logs
    registry        = run.prod_settings.values.registry
    identity        = run.prod_settings.values.identity
    budget          = run.prod_settings.values.budget
    fetch           = run.prod_settings.values.fetch
    inbox           = run.prod_settings.values.inbox
    arrivals        = run.prod_settings.values.arrivals
    failed_arrivals = run.prod_settings.values.failed_arrivals
    importer        = run.prod_settings.values.importer
    records         = run.prod_settings.values.records
    vault           = run.prod_settings.values.vault
    watch           = run.prod_settings.values.watch
    fetch_image     = lookup(run.prod_settings.values, "fetch_image", null)
    importer_image  = lookup(run.prod_settings.values, "importer_image", null)
  }

  assert {
    condition = alltrue([
      length(google_cloud_run_v2_job_iam_member.fetch_scheduler) == (module.fetch.scheduled ? 1 : 0),
      alltrue([for each in google_cloud_run_v2_job_iam_member.fetch_scheduler : each.project == local.project_id]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.fetch_scheduler : each.location == var.region]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.fetch_scheduler : each.name == module.fetch.name]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.fetch_scheduler : each.role == "roles/run.invoker"]),
      alltrue([for each in google_cloud_run_v2_job_iam_member.fetch_scheduler : each.member == module.identity.members["fetch-scheduler"]]),
    ])
    error_message = "fetch: what the platform needs, and nothing else: google_cloud_run_v2_job_iam_member.fetch_scheduler differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.fetch_logs.project == local.project_id,
      google_project_iam_member.fetch_logs.role == "roles/logging.logWriter",
      google_project_iam_member.fetch_logs.member == module.identity.members["fetch"],
    ])
    error_message = "fetch: what the platform needs, and nothing else: google_project_iam_member.fetch_logs differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.fetch_metrics.project == local.project_id,
      google_project_iam_member.fetch_metrics.role == "roles/monitoring.metricWriter",
      google_project_iam_member.fetch_metrics.member == module.identity.members["fetch"],
    ])
    error_message = "fetch: what the platform needs, and nothing else: google_project_iam_member.fetch_metrics differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.fetch_traces.project == local.project_id,
      google_project_iam_member.fetch_traces.role == "roles/cloudtrace.agent",
      google_project_iam_member.fetch_traces.member == module.identity.members["fetch"],
    ])
    error_message = "fetch: what the platform needs, and nothing else: google_project_iam_member.fetch_traces differs."
  }

  assert {
    condition = alltrue([
      length(google_compute_firewall.fetch) == (var.network.nat ? 1 : 0),
      alltrue([for each in google_compute_firewall.fetch : each.project == module.network.project_id]),
      alltrue([for each in google_compute_firewall.fetch : each.name == "${var.fetch.name}-https"]),
      alltrue([for each in google_compute_firewall.fetch : each.network == module.network.id]),
      alltrue([for each in google_compute_firewall.fetch : each.direction == "EGRESS"]),
      alltrue([for each in google_compute_firewall.fetch : toset(each.destination_ranges) == toset(["0.0.0.0/0"])]),
      alltrue([for each in google_compute_firewall.fetch : toset(each.target_tags) == toset([var.fetch.name])]),
      alltrue([for each in google_compute_firewall.fetch : one(each.allow[*].protocol) == "tcp"]),
      alltrue([for each in google_compute_firewall.fetch : toset(one(each.allow[*].ports)) == toset(["443"])]),
    ])
    error_message = "fetch: what the platform needs, and nothing else: google_compute_firewall.fetch differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.importer_logs.project == local.project_id,
      google_project_iam_member.importer_logs.role == "roles/logging.logWriter",
      google_project_iam_member.importer_logs.member == module.identity.members["importer"],
    ])
    error_message = "importer: what the platform needs, and nothing else: google_project_iam_member.importer_logs differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.importer_metrics.project == local.project_id,
      google_project_iam_member.importer_metrics.role == "roles/monitoring.metricWriter",
      google_project_iam_member.importer_metrics.member == module.identity.members["importer"],
    ])
    error_message = "importer: what the platform needs, and nothing else: google_project_iam_member.importer_metrics differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.importer_traces.project == local.project_id,
      google_project_iam_member.importer_traces.role == "roles/cloudtrace.agent",
      google_project_iam_member.importer_traces.member == module.identity.members["importer"],
    ])
    error_message = "importer: what the platform needs, and nothing else: google_project_iam_member.importer_traces differs."
  }

  assert {
    condition = alltrue([
      length(google_compute_firewall.importer) == (var.network.nat ? 1 : 0),
      alltrue([for each in google_compute_firewall.importer : each.project == module.network.project_id]),
      alltrue([for each in google_compute_firewall.importer : each.name == "${var.importer.name}-https"]),
      alltrue([for each in google_compute_firewall.importer : each.network == module.network.id]),
      alltrue([for each in google_compute_firewall.importer : each.direction == "EGRESS"]),
      alltrue([for each in google_compute_firewall.importer : toset(each.destination_ranges) == toset(["0.0.0.0/0"])]),
      alltrue([for each in google_compute_firewall.importer : toset(each.target_tags) == toset([var.importer.name])]),
      alltrue([for each in google_compute_firewall.importer : one(each.allow[*].protocol) == "tcp"]),
      alltrue([for each in google_compute_firewall.importer : toset(one(each.allow[*].ports)) == toset(["443"])]),
    ])
    error_message = "importer: what the platform needs, and nothing else: google_compute_firewall.importer differs."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.records_setup_login.project == local.project_id,
      google_project_iam_member.records_setup_login.role == "roles/cloudsql.instanceUser",
      google_project_iam_member.records_setup_login.member == module.identity.members["records-setup"],
      one(google_project_iam_member.records_setup_login.condition[*].title) == "records",
      one(google_project_iam_member.records_setup_login.condition[*].expression) == "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.records.name}'",
    ])
    error_message = "records: what the platform needs, and nothing else: google_project_iam_member.records_setup_login differs."
  }

  assert {
    condition = alltrue([
      google_compute_firewall.records.project == module.network.project_id,
      google_compute_firewall.records.name == "${var.prefix}-records",
      google_compute_firewall.records.network == module.network.id,
      google_compute_firewall.records.direction == "EGRESS",
      toset(google_compute_firewall.records.destination_ranges) == toset([module.records.range]),
      toset(google_compute_firewall.records.target_tags) == toset([var.records.name]),
      one(google_compute_firewall.records.allow[*].protocol) == "tcp",
      toset(one(google_compute_firewall.records.allow[*].ports)) == toset(["5432"]),
    ])
    error_message = "records: what the platform needs, and nothing else: google_compute_firewall.records differs."
  }

  assert {
    condition = alltrue([
      toset(keys(google_secret_manager_secret_iam_member.fetch_to_vault)) == toset(["source-api-key"]),
      alltrue([for key, each in google_secret_manager_secret_iam_member.fetch_to_vault : each.secret_id == module.vault.ids[key]]),
      alltrue([for key, each in google_secret_manager_secret_iam_member.fetch_to_vault : each.role == "roles/secretmanager.secretAccessor"]),
      alltrue([for key, each in google_secret_manager_secret_iam_member.fetch_to_vault : each.member == module.identity.members["fetch"]]),
    ])
    error_message = "fetch -> vault: read (source-api-key), and nothing else: google_secret_manager_secret_iam_member.fetch_to_vault differs."
  }

  assert {
    condition     = toset(keys(local.fetch_to_vault)) == toset(["VAULT_ENDPOINT"])
    error_message = "fetch -> vault: local.fetch_to_vault must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      google_storage_bucket_iam_member.fetch_to_inbox.bucket == module.inbox.name,
      google_storage_bucket_iam_member.fetch_to_inbox.role == "roles/storage.objectUser",
      google_storage_bucket_iam_member.fetch_to_inbox.member == module.identity.members["fetch"],
    ])
    error_message = "fetch -> inbox: write, and nothing else: google_storage_bucket_iam_member.fetch_to_inbox differs."
  }

  assert {
    condition     = toset(keys(local.fetch_to_inbox)) == toset(["INBOX_ENDPOINT", "INBOX_NAME"])
    error_message = "fetch -> inbox: local.fetch_to_inbox must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      google_pubsub_topic_iam_member.inbox_to_arrivals.project == local.project_id,
      google_pubsub_topic_iam_member.inbox_to_arrivals.topic == module.arrivals.name,
      google_pubsub_topic_iam_member.inbox_to_arrivals.role == "roles/pubsub.publisher",
      google_pubsub_topic_iam_member.inbox_to_arrivals.member == data.google_storage_project_service_account.current.member,
    ])
    error_message = "inbox -> arrivals: enqueue, and nothing else: google_pubsub_topic_iam_member.inbox_to_arrivals differs."
  }

  assert {
    condition = alltrue([
      google_pubsub_topic_iam_member.arrivals_to_failed_arrivals.project == local.project_id,
      google_pubsub_topic_iam_member.arrivals_to_failed_arrivals.topic == module.failed_arrivals.name,
      google_pubsub_topic_iam_member.arrivals_to_failed_arrivals.role == "roles/pubsub.publisher",
      google_pubsub_topic_iam_member.arrivals_to_failed_arrivals.member == local.pubsub_agent,
    ])
    error_message = "arrivals -> failed-arrivals: enqueue, and nothing else: google_pubsub_topic_iam_member.arrivals_to_failed_arrivals differs."
  }

  assert {
    condition = alltrue([
      keys(google_pubsub_subscription_iam_member.arrivals_to_failed_arrivals) == keys({ for key, value in module.arrivals.subscription_names : key => value }),
      alltrue([for key, each in google_pubsub_subscription_iam_member.arrivals_to_failed_arrivals : each.project == local.project_id]),
      alltrue([for key, each in google_pubsub_subscription_iam_member.arrivals_to_failed_arrivals : each.subscription == module.arrivals.subscription_names[key]]),
      alltrue([for key, each in google_pubsub_subscription_iam_member.arrivals_to_failed_arrivals : each.role == "roles/pubsub.subscriber"]),
      alltrue([for key, each in google_pubsub_subscription_iam_member.arrivals_to_failed_arrivals : each.member == local.pubsub_agent]),
    ])
    error_message = "arrivals -> failed-arrivals: enqueue, and nothing else: google_pubsub_subscription_iam_member.arrivals_to_failed_arrivals differs."
  }

  assert {
    condition = alltrue([
      google_cloud_run_v2_service_iam_member.importer_to_arrivals.project == local.project_id,
      google_cloud_run_v2_service_iam_member.importer_to_arrivals.location == var.region,
      google_cloud_run_v2_service_iam_member.importer_to_arrivals.name == module.importer.name,
      google_cloud_run_v2_service_iam_member.importer_to_arrivals.role == "roles/run.invoker",
      google_cloud_run_v2_service_iam_member.importer_to_arrivals.member == module.identity.members["importer-push"],
    ])
    error_message = "importer -> arrivals: consume, and nothing else: google_cloud_run_v2_service_iam_member.importer_to_arrivals differs."
  }

  assert {
    condition = alltrue([
      google_service_account_iam_member.importer_to_arrivals_token.service_account_id == module.identity.ids["importer-push"],
      google_service_account_iam_member.importer_to_arrivals_token.role == "roles/iam.serviceAccountTokenCreator",
      google_service_account_iam_member.importer_to_arrivals_token.member == local.pubsub_agent,
    ])
    error_message = "importer -> arrivals: consume, and nothing else: google_service_account_iam_member.importer_to_arrivals_token differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_arrivals)) == toset(["ARRIVALS_ENDPOINT", "ARRIVALS_NAME"])
    error_message = "importer -> arrivals: local.importer_to_arrivals must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      google_storage_bucket_iam_member.importer_to_inbox.bucket == module.inbox.name,
      google_storage_bucket_iam_member.importer_to_inbox.role == "roles/storage.objectViewer",
      google_storage_bucket_iam_member.importer_to_inbox.member == module.identity.members["importer"],
    ])
    error_message = "importer -> inbox: read, and nothing else: google_storage_bucket_iam_member.importer_to_inbox differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_inbox)) == toset(["INBOX_ENDPOINT", "INBOX_NAME"])
    error_message = "importer -> inbox: local.importer_to_inbox must set the variables of this pair and no others."
  }

  assert {
    condition = alltrue([
      google_project_iam_member.importer_to_records.project == local.project_id,
      google_project_iam_member.importer_to_records.role == "roles/cloudsql.instanceUser",
      google_project_iam_member.importer_to_records.member == module.identity.members["importer"],
      one(google_project_iam_member.importer_to_records.condition[*].title) == "records",
      one(google_project_iam_member.importer_to_records.condition[*].expression) == "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name == 'projects/${local.project_id}/instances/${module.records.name}'",
    ])
    error_message = "importer -> records: read-write, and nothing else: google_project_iam_member.importer_to_records differs."
  }

  assert {
    condition = alltrue([
      google_sql_user.importer_to_records.project == local.project_id,
      google_sql_user.importer_to_records.instance == module.records.name,
      google_sql_user.importer_to_records.name == module.identity.database_users["importer"],
      google_sql_user.importer_to_records.type == "CLOUD_IAM_SERVICE_ACCOUNT",
      google_sql_user.importer_to_records.deletion_policy == "ABANDON",
    ])
    error_message = "importer -> records: read-write, and nothing else: google_sql_user.importer_to_records differs."
  }

  assert {
    condition = alltrue([
      google_compute_firewall.importer_to_records.project == module.network.project_id,
      google_compute_firewall.importer_to_records.name == "${var.prefix}-importer-to-records",
      google_compute_firewall.importer_to_records.network == module.network.id,
      google_compute_firewall.importer_to_records.direction == "EGRESS",
      toset(google_compute_firewall.importer_to_records.destination_ranges) == toset([module.records.range]),
      toset(google_compute_firewall.importer_to_records.target_tags) == toset([var.importer.name]),
      one(google_compute_firewall.importer_to_records.allow[*].protocol) == "tcp",
      toset(one(google_compute_firewall.importer_to_records.allow[*].ports)) == toset(["5432"]),
    ])
    error_message = "importer -> records: read-write, and nothing else: google_compute_firewall.importer_to_records differs."
  }

  assert {
    condition     = toset(keys(local.importer_to_records)) == toset(["RECORDS_AUTH", "RECORDS_CA", "RECORDS_HOST", "RECORDS_NAME", "RECORDS_PORT", "RECORDS_USER"])
    error_message = "importer -> records: local.importer_to_records must set the variables of this pair and no others."
  }
}

# Distinct ids for what the modules make: with the mocks' ids a grant on the wrong bucket would pass.

override_resource {
  target          = module.identity.google_service_account.this["fetch"]
  override_during = plan

  values = {
    email  = "fetch@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:fetch@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/fetch@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.identity.google_service_account.this["fetch-scheduler"]
  override_during = plan

  values = {
    email  = "fetch-scheduler@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:fetch-scheduler@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/fetch-scheduler@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.identity.google_service_account.this["importer"]
  override_during = plan

  values = {
    email  = "importer@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:importer@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/importer@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.identity.google_service_account.this["importer-push"]
  override_during = plan

  values = {
    email  = "importer-push@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:importer-push@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/importer-push@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.identity.google_service_account.this["records-setup"]
  override_during = plan

  values = {
    email  = "records-setup@example-project.iam.gserviceaccount.com"
    member = "serviceAccount:records-setup@example-project.iam.gserviceaccount.com"
    name   = "projects/example-project/serviceAccounts/records-setup@example-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = module.records.google_sql_database_instance.this
  override_during = plan

  values = {
    connection_name    = "example-project:us-central1:records"
    private_ip_address = "10.0.0.11"
    server_ca_cert     = [{ cert = "-----BEGIN CERTIFICATE-----" }]
  }
}

override_resource {
  target          = module.vault.google_secret_manager_secret.this["source-api-key"]
  override_during = plan
  values          = { id = "projects/example-project/secrets/vault-source-api-key" }
}
