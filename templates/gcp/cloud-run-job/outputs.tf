output "name" {
  description = "Name of the job."
  value       = google_cloud_run_v2_job.this.name
}

output "run" {
  description = "What run.sh starts the job with."
  value       = { name = google_cloud_run_v2_job.this.name, project = var.project_id, region = var.region }
}

output "scheduled" {
  description = "Whether a schedule starts the job."
  value       = var.schedule != null
}

output "silence_hours" {
  description = "After how many hours without the end of a run an alarm rings: more than twice an hourly or daily schedule, a day more than a weekly one. Null without a schedule, and for one that leaves weeks out."
  value       = var.schedule == null || !local.weekly ? null : local.hourly ? 3 : local.daily ? 49 : 192
}
