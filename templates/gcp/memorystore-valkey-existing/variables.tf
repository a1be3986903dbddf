variable "instance_id" {
  description = "Id of the instance: projects/PROJECT/locations/REGION/instances/NAME."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/locations/[^/]+/instances/[^/]+$", var.instance_id))
    error_message = "instance_id must be projects/PROJECT/locations/REGION/instances/NAME."
  }
}
