# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# The login is the Azure CLI's, or the pipeline's with ARM_USE_OIDC.
provider "azurerm" {
  # Without one here, ARM_SUBSCRIPTION_ID names the subscription.
  subscription_id = var.subscription_id

  # The provider registers nothing on its own: a fresh subscription needs each of these, spelled as the API does.
  resource_providers_to_register = [
    "Microsoft.AlertsManagement",
    "Microsoft.App",
    "Microsoft.Consumption",
    "Microsoft.ContainerRegistry",
    "Microsoft.ContainerService",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.EventGrid",
    "microsoft.insights",
    "Microsoft.KeyVault",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.ServiceBus",
    "Microsoft.Storage",
  ]

  # The storage accounts take no shared key.
  storage_use_azuread = true

  features {
    application_insights {
      # Azure adds an alert rule to Application Insights: this disables it, and deletes it with Application Insights.
      disable_generated_rule = true
    }

    key_vault {
      # A deleted vault can be restored for its recovery_days; creating one of the same name restores it.
      purge_soft_delete_on_destroy    = false
      recover_soft_deleted_key_vaults = true
    }
  }
}
