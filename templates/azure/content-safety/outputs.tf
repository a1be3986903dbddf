output "id" {
  description = "The account, as the scope of a grant and the target of alarms."
  value       = azurerm_cognitive_account.this.id
}

output "image_endpoint" {
  description = "The address for images, which resolves to the private endpoint inside the network, or empty where none are judged."
  value       = var.images ? "https://${azurerm_cognitive_account.this.custom_subdomain_name}.cognitiveservices.azure.com/" : ""
}

output "private_ip_address" {
  description = "The address of the private endpoint, for network rules."
  value       = azurerm_private_endpoint.this.private_service_connection[0].private_ip_address
}

output "text_endpoint" {
  description = "The address for texts, which resolves to the private endpoint inside the network, or empty where none are judged."
  value       = var.text ? "https://${azurerm_cognitive_account.this.custom_subdomain_name}.cognitiveservices.azure.com/" : ""
}
