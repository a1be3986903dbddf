# An instance that is there already, with IAM logins and a private address that the stack's network reaches. Only its certificates are looked up.

data "google_sql_ca_certs" "this" {
  project  = var.project_id
  instance = var.name
}
