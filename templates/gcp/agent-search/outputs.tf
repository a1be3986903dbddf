output "branch" {
  description = "Where documents are put: projects/PROJECT/locations/.../branches/default_branch."
  value       = "${google_discovery_engine_data_store.this.name}/branches/default_branch"
}

output "endpoint" {
  description = "Host of the API: locations other than global have one of their own."
  value       = var.location == "global" ? "discoveryengine.googleapis.com" : "${var.location}-discoveryengine.googleapis.com"
}

output "indexer_role_id" {
  description = "Role that puts documents in and takes them out."
  value       = google_project_iam_custom_role.indexer.id
}

output "searcher_role_id" {
  description = "Role that searches."
  value       = google_project_iam_custom_role.searcher.id
}

output "serving_config" {
  description = "What a search is sent to: projects/PROJECT/locations/.../servingConfigs/default_search."
  value       = "${google_discovery_engine_search_engine.this.name}/servingConfigs/default_search"
}
