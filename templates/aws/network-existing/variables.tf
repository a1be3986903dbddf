variable "data_subnet_ids" {
  description = "Subnets for data stores, in two zones or more; they need no way out."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.data_subnet_ids) >= 2
    error_message = "data_subnet_ids must have two subnets or more."
  }
}

variable "private_subnet_ids" {
  description = "Subnets for what runs code, in two zones or more, with a way out through NAT."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.private_subnet_ids) >= 2
    error_message = "private_subnet_ids must have two subnets or more."
  }
}

variable "public_subnet_ids" {
  description = "Subnets with a route to the internet, for load balancers that users call."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "vpc_id" {
  description = "Id of the network."
  type        = string
  nullable    = false
}
