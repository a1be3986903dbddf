output "modules" {
  description = "Each module's arguments as main.tf has them, by label and name, without line breaks."
  value       = { for label, arguments in local.arguments : label => { for argument in arguments : argument[0] => argument[1] } }
}
