# Who administers the server: the identity of its setup job, and var.administrator where people are to log in, too. They come before the
# database, which would otherwise belong to Azure's own superuser.

locals {
  administrators = merge(
    { setup = { name = var.setup_identity.name, object_id = var.setup_identity.principal_id, principal_type = "ServicePrincipal" } },
    var.administrator == null ? {} : { person = var.administrator },
  )
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
  for_each = local.administrators

  server_name         = azurerm_postgresql_flexible_server.this.name
  resource_group_name = var.resource_group_name
  tenant_id           = var.tenant_id
  object_id           = each.value.object_id
  principal_name      = each.value.name
  principal_type      = each.value.principal_type
}
