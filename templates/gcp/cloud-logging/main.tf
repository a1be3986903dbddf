# A log bucket for this stack. What its resources log goes here and not into the project's _Default bucket, so that the stacks of one
# project keep their logs apart, each as long as it wants. Audit logs stay in the project's _Required bucket.

locals {
  # One clause for each type of resource, with the names of all resources of that type.
  types = { for source in values(var.sources) : "resource.type=\"${source.type}\" AND resource.labels.${source.label}" => source.name... }

  filter = join("\nOR ", [
    for type in sort(keys(local.types)) : "(${type}=(${join(" OR ", [for name in sort(distinct(local.types[type])) : "\"${name}\""])}))"
  ])
}

# Abandoned on destroy: Google keeps the name of a deleted bucket for 7 days, and logs may be evidence. The next apply takes it over.
# https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/projects.locations.buckets/delete, read 2026-12
resource "google_logging_project_bucket_config" "this" {
  project         = var.project_id
  location        = var.region
  bucket_id       = var.name
  description     = "Logs of the stack ${var.name}"
  retention_days  = var.retention_days
  deletion_policy = "ABANDON"
}

# Within a project the sink needs no permission to write.
resource "google_logging_project_sink" "this" {
  count = length(var.sources) > 0 ? 1 : 0

  project                = var.project_id
  name                   = var.name
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.this.id}"
  filter                 = local.filter
  unique_writer_identity = true
}

# Exclusions belong to the project's _Default sink, one for each stack: https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/projects.exclusions
# It comes after the sink and goes before it, so that nothing is lost in between.
resource "google_logging_project_exclusion" "this" {
  count = length(var.sources) > 0 ? 1 : 0

  project     = var.project_id
  name        = var.name
  description = "Kept in the log bucket ${var.name}"
  filter      = local.filter

  depends_on = [google_logging_project_sink.this]
}
