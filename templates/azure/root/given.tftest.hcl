# What no tfvars file of cloudgen's has; a stack without a database takes none.
variables {
  database_administrator = {
    name           = "database-administrators"
    object_id      = "88888888-8888-8888-8888-888888888888"
    principal_type = "Group"
  }
}
