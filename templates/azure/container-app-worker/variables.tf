variable "client_id" {
  description = "The client id of that identity, by which the Azure SDKs choose it."
  type        = string
  nullable    = false
}

variable "command" {
  description = "The command that replaces the image's own."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "concurrency" {
  description = "The messages that one replica handles at a time: so many waiting messages start one more."
  type        = number
  nullable    = false

  validation {
    condition     = var.concurrency >= 1
    error_message = "A replica must take at least 1 message."
  }
}

variable "connection_string" {
  description = "Where the worker sends its telemetry. It lets nobody in: senders log in with their identity."
  type        = string
  nullable    = false
}

variable "cpu" {
  description = "The vCPUs of one replica."
  type        = number
  nullable    = false

  validation {
    condition     = contains([for quarter in range(1, 17) : quarter / 4], var.cpu)
    error_message = "The Consumption profile takes 0.25 to 4 vCPUs in steps of 0.25."
  }
}

variable "environment" {
  description = "The environment variables that the flows of the worker give it. They are plain text: no secrets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "The name of an environment variable must have letters, digits and underscores, and not begin with a digit."
  }
}

variable "environment_id" {
  description = "The Container Apps environment that runs the worker."
  type        = string
  nullable    = false
}

variable "identity_id" {
  description = "The user-assigned identity that the worker runs as."
  type        = string
  nullable    = false
}

variable "image" {
  description = "The image with its tag or digest; a name without a registry's host is looked for in the stack's registry. While it is null, a public placeholder runs."
  type        = string
  default     = null

  validation {
    condition     = var.image == null || can(regex("^[^[:space:]@]+(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})$", var.image))
    error_message = "image must end in a tag or in a digest, such as app:1.4.2 or app@sha256:..."
  }

  validation {
    condition     = var.image == null || !endswith(coalesce(var.image, "-"), ":latest")
    error_message = "image must not have the tag latest: its name stays the same with each push, so Terraform would deploy nothing."
  }
}

variable "max_replicas" {
  description = "The replicas at most."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_replicas >= max(1, var.min_replicas) && var.max_replicas <= 1000
    error_message = "The maximum must lie between the minimum and 1000."
  }
}

variable "memory" {
  description = "The memory of one replica: the Consumption profile gives 2 GiB with each vCPU."
  type        = string
  nullable    = false

  validation {
    condition     = var.memory == "${var.cpu * 2}Gi"
    error_message = "The memory must be twice the vCPUs in GiB, such as 1Gi with 0.5 vCPU."
  }
}

variable "min_replicas" {
  description = "The replicas that always run; 0 costs nothing while there is nothing to do."
  type        = number
  nullable    = false

  validation {
    condition     = var.min_replicas >= 0 && var.min_replicas <= 1000
    error_message = "The minimum must lie between 0 and 1000."
  }
}

variable "name" {
  description = "The name of the worker and its container."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 32
    error_message = "The name must have 2 to 32 lower-case letters, digits and single hyphens, begin with a letter and end with a letter or digit."
  }
}

variable "queues" {
  description = "The queues whose length sets the number of replicas: the queue's name, its namespace's without the domain, and the identity that may read the length."
  type        = map(object({ name = string, namespace = string, scaler_id = string }))
  default     = {}
  nullable    = false
}

variable "registry_server" {
  description = "The registry that the identity may pull from."
  type        = string
  nullable    = false
}

variable "resource_group_name" {
  description = "The resource group of the worker."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "The tags of the worker."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "timeout_seconds" {
  description = "The time in which a message must be handled, which a replica gets to finish when it is stopped."
  type        = number
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 600
    error_message = "A replica gets 1 to 600 seconds."
  }
}
