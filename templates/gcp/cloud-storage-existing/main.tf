# A bucket that is there already: looked up, never changed. What components may do is granted by members, which leave those of others.

data "google_storage_bucket" "this" {
  name = var.bucket

  lifecycle {
    postcondition {
      condition     = self.uniform_bucket_level_access
      error_message = "The bucket must have uniform bucket-level access: conditions and managed folders need it."
    }
  }
}
