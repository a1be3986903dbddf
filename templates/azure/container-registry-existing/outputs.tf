output "id" {
  description = "The registry, as the scope of a grant."
  value       = var.id
}

output "login_server" {
  description = "The host that images are pushed to and pulled from."
  value       = "${lower(local.name)}.azurecr.io"
}
