output "database_users" {
  description = "Each account as Cloud SQL for PostgreSQL calls it, by component."
  value       = { for component, account in google_service_account.this : component => trimsuffix(account.email, ".gserviceaccount.com") }
}

output "emails" {
  description = "Address of each account, by component."
  value       = { for component, account in google_service_account.this : component => account.email }
}

output "ids" {
  description = "Id of each account, by component: projects/PROJECT/serviceAccounts/EMAIL."
  value       = { for component, account in google_service_account.this : component => account.name }
}

output "members" {
  description = "Each account as a member of a policy, by component."
  value       = { for component, account in google_service_account.this : component => account.member }
}
