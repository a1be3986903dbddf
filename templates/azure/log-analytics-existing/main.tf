# A workspace that is there already, and its Application Insights. Components get the right to send telemetry in flows.tf.
# Switch off its local authentication: then the connection string, which is in the state as in that of a made one, only names the resource.

data "azurerm_application_insights" "this" {
  name                = element(split("/", var.insights_id), 8)
  resource_group_name = element(split("/", var.insights_id), 4)
}
