mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id          = "example-project"
  name                = "example-prod-search"
  location            = "global"
  tier                = "SEARCH_TIER_STANDARD"
  deletion_protection = true
}

run "agent_search_prod" {
  command = plan

  module {
    source = "./modules/agent-search"
  }

  assert {
    condition     = google_project_iam_custom_role.searcher.permissions == toset(["discoveryengine.servingConfigs.search"])
    error_message = "Who searches must be able to search, and nothing else."
  }

  assert {
    condition = google_project_iam_custom_role.indexer.permissions == toset([
      "discoveryengine.documents.create",
      "discoveryengine.documents.delete",
      "discoveryengine.documents.get",
      "discoveryengine.documents.import",
      "discoveryengine.documents.update",
      "discoveryengine.operations.get",
    ])
    error_message = "Who writes must be able to put documents in and take them out, and nothing else."
  }

  assert {
    condition     = google_discovery_engine_data_store.this.deletion_policy == "PREVENT" && google_discovery_engine_search_engine.this.deletion_policy == "PREVENT"
    error_message = "The store must refuse to be destroyed."
  }
}
