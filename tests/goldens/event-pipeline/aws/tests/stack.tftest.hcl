# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider aws` writes it again and keeps edits.

# The whole stack of each environment, planned and applied with mocked providers: no account, no network.
# Terraform plans it as for an empty account, so that what is only known after apply is unknown here, too.

mock_provider "aws" {
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

  variables {
    environment     = run.dev_settings.values.environment
    region          = run.dev_settings.values.region
    project         = run.dev_settings.values.project
    prefix          = run.dev_settings.values.prefix
    account_id      = run.dev_settings.values.account_id
    tags            = run.dev_settings.values.tags
    network         = run.dev_settings.values.network
    logs            = run.dev_settings.values.logs
    registry        = run.dev_settings.values.registry
    identity        = run.dev_settings.values.identity
    cluster         = run.dev_settings.values.cluster
    budget          = run.dev_settings.values.budget
    fetch           = run.dev_settings.values.fetch
    inbox           = run.dev_settings.values.inbox
    arrivals        = run.dev_settings.values.arrivals
    failed_arrivals = run.dev_settings.values.failed_arrivals
    importer        = run.dev_settings.values.importer
    records         = run.dev_settings.values.records
    vault           = run.dev_settings.values.vault
    watch           = run.dev_settings.values.watch
    fetch_image     = lookup(run.dev_settings.values, "fetch_image", null)
    importer_image  = lookup(run.dev_settings.values, "importer_image", null)
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

  variables {
    environment     = run.staging_settings.values.environment
    region          = run.staging_settings.values.region
    project         = run.staging_settings.values.project
    prefix          = run.staging_settings.values.prefix
    account_id      = run.staging_settings.values.account_id
    tags            = run.staging_settings.values.tags
    network         = run.staging_settings.values.network
    logs            = run.staging_settings.values.logs
    registry        = run.staging_settings.values.registry
    identity        = run.staging_settings.values.identity
    cluster         = run.staging_settings.values.cluster
    budget          = run.staging_settings.values.budget
    fetch           = run.staging_settings.values.fetch
    inbox           = run.staging_settings.values.inbox
    arrivals        = run.staging_settings.values.arrivals
    failed_arrivals = run.staging_settings.values.failed_arrivals
    importer        = run.staging_settings.values.importer
    records         = run.staging_settings.values.records
    vault           = run.staging_settings.values.vault
    watch           = run.staging_settings.values.watch
    fetch_image     = lookup(run.staging_settings.values, "fetch_image", null)
    importer_image  = lookup(run.staging_settings.values, "importer_image", null)
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
    environment     = run.prod_settings.values.environment
    region          = run.prod_settings.values.region
    project         = run.prod_settings.values.project
    prefix          = run.prod_settings.values.prefix
    account_id      = run.prod_settings.values.account_id
    tags            = run.prod_settings.values.tags
    network         = run.prod_settings.values.network
    logs            = run.prod_settings.values.logs
    registry        = run.prod_settings.values.registry
    identity        = run.prod_settings.values.identity
    cluster         = run.prod_settings.values.cluster
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
}
