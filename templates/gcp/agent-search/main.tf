# Agent Search (Discovery Engine): a store of structured documents, whose schema it learns from them, and an app that searches it.
# Ids, content type and industry cannot be changed, and the id of a deleted store stays taken for a while: raise var.revision then.

resource "google_discovery_engine_data_store" "this" {
  project                     = var.project_id
  location                    = var.location
  data_store_id               = "${var.name}-v${var.revision}"
  display_name                = "${var.name}-v${var.revision}"
  industry_vertical           = "GENERIC"
  content_config              = "NO_CONTENT"
  solution_types              = ["SOLUTION_TYPE_SEARCH"]
  create_advanced_site_search = false
  deletion_policy             = var.deletion_protection ? "PREVENT" : "DELETE"

  lifecycle {
    create_before_destroy = true # The app goes over to the new store first.
  }
}

resource "google_discovery_engine_search_engine" "this" {
  project           = var.project_id
  location          = var.location
  collection_id     = "default_collection"
  engine_id         = "${var.name}-v${var.revision}"
  display_name      = var.name
  industry_vertical = "GENERIC"
  data_store_ids    = [google_discovery_engine_data_store.this.data_store_id]
  deletion_policy   = var.deletion_protection ? "PREVENT" : "DELETE"

  search_engine_config {
    search_tier = var.tier
  }
}

# The service has no policy on stores: both are granted on the project.
resource "google_project_iam_custom_role" "searcher" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_searcher"
  title       = "${var.name}: search"
  description = "Search, without reading the store's documents by themselves."
  permissions = ["discoveryengine.servingConfigs.search"]
}

resource "google_project_iam_custom_role" "indexer" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_indexer"
  title       = "${var.name}: index"
  description = "Put documents in and take them out."
  permissions = [
    "discoveryengine.documents.create",
    "discoveryengine.documents.delete",
    "discoveryengine.documents.get",
    "discoveryengine.documents.import",
    "discoveryengine.documents.update",
    "discoveryengine.operations.get",
  ]
}
