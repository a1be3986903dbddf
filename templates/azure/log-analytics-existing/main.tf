# A workspace that is there already, and its Application Insights. Components get the right to send telemetry in flows.tf.

data "azurerm_application_insights" "this" {
  name                = element(split("/", var.insights_id), 8)
  resource_group_name = element(split("/", var.insights_id), 4)
}
