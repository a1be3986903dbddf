output "database" {
  description = "Name of the database."
  value       = google_spanner_database.this.name
}

output "name" {
  description = "Name of the instance."
  value       = google_spanner_instance.this.name
}

output "reader_role_id" {
  description = "Role that reads rows."
  value       = google_project_iam_custom_role.reader.id
}

output "writer_role_id" {
  description = "Role that reads and writes rows."
  value       = google_project_iam_custom_role.writer.id
}
