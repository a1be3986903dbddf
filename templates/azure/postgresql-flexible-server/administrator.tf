# Who may create logins in the server: var.administrator, a group or a person of the reader's directory.
resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
  server_name         = azurerm_postgresql_flexible_server.this.name
  resource_group_name = var.resource_group_name
  tenant_id           = var.administrator.tenant_id
  object_id           = var.administrator.object_id
  principal_name      = var.administrator.name
  principal_type      = var.administrator.principal_type
}
