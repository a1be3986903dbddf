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
