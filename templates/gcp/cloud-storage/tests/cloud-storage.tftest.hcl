mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id      = "example-project"
  name            = "example-prod-files"
  region          = "us-central1"
  noncurrent_days = 30
  cool_after_days = 60
  force_destroy   = false
}

run "cloud_storage_prod" {
  command = plan

  module {
    source = "./modules/cloud-storage"
  }

  assert {
    condition     = google_storage_bucket.this.public_access_prevention == "enforced"
    error_message = "Nobody may make the bucket or an object public."
  }

  assert {
    condition     = google_storage_bucket.this.uniform_bucket_level_access
    error_message = "Access lists must be off: IAM alone says who gets in."
  }

  assert {
    condition     = one(google_storage_bucket.this.versioning[*].enabled)
    error_message = "Replaced and deleted objects must be kept as versions."
  }

  assert {
    condition = [for rule in google_storage_bucket.this.lifecycle_rule : one(rule.condition) if one(rule.action[*].type) == "Delete"][*].days_since_noncurrent_time == [30] && alltrue([
      for rule in google_storage_bucket.this.lifecycle_rule : one(rule.condition[*].with_state) == "ARCHIVED" if one(rule.action[*].type) == "Delete"
    ])
    error_message = "Old versions must stay for noncurrent_days, and current objects for good."
  }

  assert {
    condition     = !google_storage_bucket.this.force_destroy
    error_message = "Without force_destroy a bucket with objects must refuse to be destroyed."
  }
}
