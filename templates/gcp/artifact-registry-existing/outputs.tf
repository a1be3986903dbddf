output "image_urls" {
  description = "Address of each component's image without a tag."
  value       = { for component, _ in var.repositories : component => "${local.url}/${component}" }
}

output "url" {
  description = "Address to push images to and pull them from."
  value       = local.url
}
