variable "insights_id" {
  description = "The resource id of the Application Insights that keeps its data in the workspace."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[mM]icrosoft[.][iI]nsights/components/[^/]+$", var.insights_id))
    error_message = "The id must be /subscriptions/.../resourceGroups/.../providers/Microsoft.Insights/components/<name>."
  }
}

variable "workspace_id" {
  description = "The resource id of the Log Analytics workspace."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]OperationalInsights/workspaces/[^/]+$", var.workspace_id))
    error_message = "The id must be /subscriptions/.../resourceGroups/.../providers/Microsoft.OperationalInsights/workspaces/<name>."
  }
}
