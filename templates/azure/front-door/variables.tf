variable "cache_ttl_seconds" {
  description = "How long a copy of a public file stays in the cache and with the browser unless the file says otherwise."
  type        = number
  nullable    = false

  validation {
    condition     = var.cache_ttl_seconds >= 0 && var.cache_ttl_seconds <= 31536000
    error_message = "A copy may live 0 seconds to a year."
  }
}

variable "dns_zone" {
  description = "The resource id of the Azure DNS zone, of this subscription, that gets the records of the domains in it; the other records are an output."
  type        = string
  default     = null

  validation {
    condition     = var.dns_zone == null || can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft[.]Network/dnsZones/[^/]+$", var.dns_zone))
    error_message = "dns_zone must be the resource id of a DNS zone."
  }

  validation {
    condition     = try(lower(element(split("/", var.dns_zone), 2)) == lower(var.subscription_id), var.dns_zone == null)
    error_message = "The DNS zone must be in the stack's subscription, because the provider makes its records there. Without dns_zone they are an output."
  }
}

variable "domain" {
  description = "The main host name that users call, or null for the endpoint's own."
  type        = string
  default     = null
}

variable "domain_aliases" {
  description = "Further host names that users call, each with a certificate."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "domain_ready" {
  description = "Whether the domains answer: the main one is the address that users are told, in the zone or not, and the endpoint's own name answers no more."
  type        = bool
  default     = false
  nullable    = false
}

variable "firewalls" {
  description = "The firewall policies in front of the profile, each with its tier."
  type        = map(object({ id = string, sku_name = string }))
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.firewalls) <= 1
    error_message = "A host name has one firewall policy at most."
  }

  validation {
    condition     = alltrue([for firewall in values(var.firewalls) : firewall.sku_name == var.sku_name])
    error_message = "A firewall policy must have the tier of the profile that it protects."
  }
}

variable "location" {
  description = "The region of the profile."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the profile."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the profile and its endpoint, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9-]{0,44}[a-zA-Z0-9]$", var.name))
    error_message = "The name must have 2 to 46 letters, digits and hyphens, and begin and end with a letter or digit."
  }
}

variable "resource_group_name" {
  description = "The resource group of the profile."
  type        = string
  nullable    = false
}

variable "routes" {
  description = "The origin behind each path, and how long it may take to answer. The most specific path wins, and a path ending in /* is for all below it; what no path matches is answered with 404."
  type        = map(object({ origin = string, timeout_seconds = optional(number) }))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for path in keys(var.routes) : can(regex("^/([^*]*/)?[*]?$|^/[^*]+$", path))])
    error_message = "Every path must begin with a slash and have no asterisk but at its end, after a slash."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : contains(concat(keys(var.service_origins), keys(var.store_origins)), route.origin)])
    error_message = "Every route must lead to one of the service_origins or store_origins."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : try(route.timeout_seconds >= 1 && route.timeout_seconds <= 240, route.timeout_seconds == null)])
    error_message = "Front Door waits 1 to 240 seconds for an answer."
  }
}

variable "service_origins" {
  description = "The services behind the profile: host and health path, and the Container Apps environment to reach through Private Link where it is private."
  type        = map(object({ environment_id = string, health_path = string, host = string, private = bool }))
  default     = {}
  nullable    = false

  validation {
    condition     = var.sku_name == "Premium_AzureFrontDoor" || !anytrue([for origin in values(var.service_origins) : origin.private])
    error_message = "Only Premium_AzureFrontDoor reaches private origins."
  }
}

variable "sku_name" {
  description = "The tier: Premium adds private links to origins and managed firewall rules. Changing it recreates the profile."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["Standard_AzureFrontDoor", "Premium_AzureFrontDoor"], var.sku_name)
    error_message = "The SKU must be Standard_AzureFrontDoor or Premium_AzureFrontDoor."
  }
}

variable "store_origins" {
  description = "The stores behind the profile: host, container and paths in the order in which they were added, and the account, which a Premium profile reaches through Private Link. A store that is not public wants signed links."
  type        = map(object({ account_id = string, container = string, host = string, paths = list(string), public = bool }))
  default     = {}
  nullable    = false
}

variable "subscription_id" {
  description = "The stack's subscription, in which a DNS zone must be."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "The tags of the profile."
  type        = map(string)
  default     = {}
  nullable    = false
}
