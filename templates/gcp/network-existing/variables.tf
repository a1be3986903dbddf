variable "caches" {
  description = "Memorystore instances that get endpoints in this network, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "databases" {
  description = "Cloud SQL instances that get addresses by private services access, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "internal_services" {
  description = "Cloud Run services that components call from inside the network, by component."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "nat" {
  description = "Whether the network has NAT, so that all outgoing traffic of components may pass it."
  type        = bool
  nullable    = false
}

variable "network_id" {
  description = "Id of the network: projects/PROJECT/global/networks/NAME."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/global/networks/[^/]+$", var.network_id))
    error_message = "network_id must be projects/PROJECT/global/networks/NAME."
  }
}

variable "subnetwork_id" {
  description = "Id of the subnet for Cloud Run instances: projects/PROJECT/regions/REGION/subnetworks/NAME."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/regions/[^/]+/subnetworks/[^/]+$", var.subnetwork_id))
    error_message = "subnetwork_id must be projects/PROJECT/regions/REGION/subnetworks/NAME."
  }
}
