# A log bucket that is there already, in this project: never changed. Only the way to it is this stack's: a sink with what its resources log,
# and an exclusion that keeps that out of the project's _Default bucket.

locals {
  bucket_id = "projects/${var.project_id}/locations/${var.location}/buckets/${var.bucket}"

  # One clause for each type of resource, with the names of all resources of that type.
  types = { for source in values(var.sources) : "resource.type=\"${source.type}\" AND resource.labels.${source.label}" => source.name... }

  filter = join("\nOR ", [
    for type in sort(keys(local.types)) : "(${type}=(${join(" OR ", [for name in sort(distinct(local.types[type])) : "\"${name}\""])}))"
  ])
}

# Within a project the sink needs no permission to write.
resource "google_logging_project_sink" "this" {
  count = length(var.sources) > 0 ? 1 : 0

  project                = var.project_id
  name                   = var.prefix
  destination            = "logging.googleapis.com/${local.bucket_id}"
  filter                 = local.filter
  unique_writer_identity = true
}

# Exclusions belong to the project's _Default sink, one for each stack: https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/projects.exclusions
# It comes after the sink and goes before it, so that nothing is lost in between.
resource "google_logging_project_exclusion" "this" {
  count = length(var.sources) > 0 ? 1 : 0

  project     = var.project_id
  name        = var.prefix
  description = "Kept in the log bucket ${var.bucket}"
  filter      = local.filter

  depends_on = [google_logging_project_sink.this]
}
