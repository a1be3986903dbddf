output "egress" {
  description = "Which traffic of a workload enters the network: all of it, or only that to private addresses."
  value       = var.nat ? "ALL_TRAFFIC" : "PRIVATE_RANGES_ONLY"
}

output "id" {
  description = "Id of the network."
  value       = data.google_compute_network.this.id
}

output "managed_services_network_id" {
  description = "Id of the network, through which Cloud SQL and Memorystore can be reached."
  value       = data.google_compute_network.this.id
}

output "project_id" {
  description = "Project that holds the network, and the rules of flows."
  value       = local.network.project
}

output "run_ranges" {
  description = "Addresses of Cloud Run services from inside the network: private.googleapis.com, the same in every network."
  value       = ["199.36.153.8/30"]
}

output "workloads_subnetwork_id" {
  description = "Id of the subnet for Cloud Run instances."
  value       = data.google_compute_subnetwork.workloads.id
}

output "workloads_subnetwork_name" {
  description = "Name of the subnet for Cloud Run instances."
  value       = data.google_compute_subnetwork.workloads.name
}
