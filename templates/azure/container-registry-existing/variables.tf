variable "id" {
  description = "The resource id of the registry."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]ContainerRegistry/registries/[a-zA-Z0-9]{5,50}$", var.id))
    error_message = "The id must be /subscriptions/.../resourceGroups/.../providers/Microsoft.ContainerRegistry/registries/<name>."
  }
}
