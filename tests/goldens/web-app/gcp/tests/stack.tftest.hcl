# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider gcp` writes it again and keeps edits.

# The whole stack of each environment, planned and applied with mocked providers: no account, no network.
# Terraform plans it as for an empty account, so that what is only known after apply is unknown here, too.

mock_provider "google" {
  source = "./tests/mocks"
}

mock_provider "google" {
  alias  = "billing"
  source = "./tests/mocks"
}

run "dev_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/dev.tfvars"
  }
}

run "dev" {
  state_key = "dev"

  expect_failures = [check.https]

  variables {
    environment    = run.dev_settings.values.environment
    region         = run.dev_settings.values.region
    project        = run.dev_settings.values.project
    project_id     = run.dev_settings.values.project_id
    prefix         = run.dev_settings.values.prefix
    domain         = run.dev_settings.values.domain
    domain_aliases = run.dev_settings.values.domain_aliases
    domain_ready   = run.dev_settings.values.domain_ready
    dns_zone       = run.dev_settings.values.dns_zone
    labels         = run.dev_settings.values.labels
    network        = run.dev_settings.values.network
    logs           = run.dev_settings.values.logs
    registry       = run.dev_settings.values.registry
    identity       = run.dev_settings.values.identity
    load_balancer  = run.dev_settings.values.load_balancer
    budget         = run.dev_settings.values.budget
    shield         = run.dev_settings.values.shield
    edge           = run.dev_settings.values.edge
    assets         = run.dev_settings.values.assets
    uploads        = run.dev_settings.values.uploads
    web            = run.dev_settings.values.web
    migrate        = run.dev_settings.values.migrate
    app_db         = run.dev_settings.values.app_db
    app_cache      = run.dev_settings.values.app_cache
    vault          = run.dev_settings.values.vault
    watch          = run.dev_settings.values.watch
    web_image      = lookup(run.dev_settings.values, "web_image", null)
    migrate_image  = lookup(run.dev_settings.values, "migrate_image", null)
  }
}

run "staging_settings" {
  command = plan

  module {
    source = "./tests/settings"
  }

  variables {
    file = "environments/staging.tfvars"
  }
}

run "staging" {
  state_key = "staging"

  expect_failures = [check.https]

  variables {
    environment    = run.staging_settings.values.environment
    region         = run.staging_settings.values.region
    project        = run.staging_settings.values.project
    project_id     = run.staging_settings.values.project_id
    prefix         = run.staging_settings.values.prefix
    domain         = run.staging_settings.values.domain
    domain_aliases = run.staging_settings.values.domain_aliases
    domain_ready   = run.staging_settings.values.domain_ready
    dns_zone       = run.staging_settings.values.dns_zone
    labels         = run.staging_settings.values.labels
    network        = run.staging_settings.values.network
    logs           = run.staging_settings.values.logs
    registry       = run.staging_settings.values.registry
    identity       = run.staging_settings.values.identity
    load_balancer  = run.staging_settings.values.load_balancer
    budget         = run.staging_settings.values.budget
    shield         = run.staging_settings.values.shield
    edge           = run.staging_settings.values.edge
    assets         = run.staging_settings.values.assets
    uploads        = run.staging_settings.values.uploads
    web            = run.staging_settings.values.web
    migrate        = run.staging_settings.values.migrate
    app_db         = run.staging_settings.values.app_db
    app_cache      = run.staging_settings.values.app_cache
    vault          = run.staging_settings.values.vault
    watch          = run.staging_settings.values.watch
    web_image      = lookup(run.staging_settings.values, "web_image", null)
    migrate_image  = lookup(run.staging_settings.values, "migrate_image", null)
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

run "prod" {
  state_key = "prod"

  variables {
    environment    = run.prod_settings.values.environment
    region         = run.prod_settings.values.region
    project        = run.prod_settings.values.project
    project_id     = run.prod_settings.values.project_id
    prefix         = run.prod_settings.values.prefix
    domain         = run.prod_settings.values.domain
    domain_aliases = run.prod_settings.values.domain_aliases
    domain_ready   = run.prod_settings.values.domain_ready
    dns_zone       = run.prod_settings.values.dns_zone
    labels         = run.prod_settings.values.labels
    network        = run.prod_settings.values.network
    logs           = run.prod_settings.values.logs
    registry       = run.prod_settings.values.registry
    identity       = run.prod_settings.values.identity
    load_balancer  = run.prod_settings.values.load_balancer
    budget         = run.prod_settings.values.budget
    shield         = run.prod_settings.values.shield
    edge           = run.prod_settings.values.edge
    assets         = run.prod_settings.values.assets
    uploads        = run.prod_settings.values.uploads
    web            = run.prod_settings.values.web
    migrate        = run.prod_settings.values.migrate
    app_db         = run.prod_settings.values.app_db
    app_cache      = run.prod_settings.values.app_cache
    vault          = run.prod_settings.values.vault
    watch          = run.prod_settings.values.watch
    web_image      = lookup(run.prod_settings.values, "web_image", null)
    migrate_image  = lookup(run.prod_settings.values, "migrate_image", null)
  }
}
