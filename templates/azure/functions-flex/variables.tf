variable "client_id" {
  description = "The client id of that identity, by which the Azure SDKs choose it."
  type        = string
  nullable    = false
}

variable "compute_subnet_ids" {
  description = "The network's compute subnets by name; the app takes the one called functions."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.compute_subnet_ids), "functions")
    error_message = "The network must have a subnet called functions."
  }
}

variable "concurrency" {
  description = "The messages that one instance handles at a time."
  type        = number
  nullable    = false

  validation {
    condition     = var.concurrency >= 1
    error_message = "An instance must take at least 1 message."
  }
}

variable "connection_string" {
  description = "Where the function app sends its telemetry. It lets nobody in: senders log in with their identity."
  type        = string
  nullable    = false
}

variable "endpoints_subnet_id" {
  description = "The subnet of the private endpoint."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "The environment variables that the flows of the function app give it. They are plain text: no secrets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "The name of an environment variable must have letters, digits and underscores, and not begin with a digit."
  }
}

variable "identity_id" {
  description = "The user-assigned identity that the function app runs as."
  type        = string
  nullable    = false
}

variable "instance_memory_mb" {
  description = "The memory of one instance, from which its processors follow."
  type        = number
  nullable    = false

  validation {
    condition     = contains([512, 2048, 4096], var.instance_memory_mb)
    error_message = "An instance has 512, 2048 or 4096 MiB."
  }
}

variable "location" {
  description = "The region of the function app."
  type        = string
  nullable    = false
}

variable "logs_workspace_id" {
  description = "The Log Analytics workspace that takes the logs of the function app."
  type        = string
  nullable    = false
}

variable "max_instances" {
  description = "The instances at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_instances >= 1 && var.max_instances <= 1000
    error_message = "There may be 1 to 1000 instances."
  }
}

variable "name" {
  description = "The name of the function app, unique in all of Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,58}[a-zA-Z0-9])$", var.name))
    error_message = "The name must have 2 to 60 letters, digits and hyphens, and begin and end with a letter or digit."
  }
}

variable "private_dns_zone_ids" {
  description = "The ids of the network's private DNS zones, by zone."
  type        = map(string)
  nullable    = false
}

variable "queues" {
  description = "The queues that trigger the functions, by component: the host of their namespace."
  type        = map(object({ host = string }))
  default     = {}
  nullable    = false
}

variable "resource_group_name" {
  description = "The resource group of the function app."
  type        = string
  nullable    = false
}

variable "runtime_name" {
  description = "The language of the functions."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dotnet-isolated", "java", "node", "powershell", "python"], var.runtime_name)
    error_message = "The runtime must be dotnet-isolated, java, node, powershell or python."
  }
}

variable "runtime_version" {
  description = "The version of the language."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "The tags of the function app."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "timeout_seconds" {
  description = "The time in which a message must be handled."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 3600
    error_message = "A message may take 1 to 3600 seconds."
  }
}
