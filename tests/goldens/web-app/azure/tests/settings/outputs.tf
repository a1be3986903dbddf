output "values" {
  description = "The file's values by name."
  value       = local.values
}
