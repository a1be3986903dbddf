# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

# The login is the Azure CLI's, or the pipeline's with ARM_USE_OIDC.
provider "azurerm" {
  # Without one here, ARM_SUBSCRIPTION_ID names the subscription.
  subscription_id = var.subscription_id

  # The provider registers nothing on its own: a fresh subscription needs each of these.
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
      # Application Insights would add an alert rule and an action group that Terraform does not know.
      disable_generated_rule = true
    }
  }
}
