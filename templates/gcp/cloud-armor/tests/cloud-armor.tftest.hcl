mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project_id          = "example-project"
  name                = "example-prod-shield"
  requests_per_minute = 600
  block               = true
  blocked_ranges      = ["203.0.113.0/24"]
}

run "cloud_armor_prod" {
  command = plan

  module {
    source = "./modules/cloud-armor"
  }

  assert {
    condition = toset([for rule in google_compute_security_policy.backend.rule : rule.description if rule.action == "deny(403)" && rule.preview != true]) == toset([
      "Blocked addresses",
      "cve-canary",
      "lfi-v33-stable",
      "rce-v33-stable",
      "scannerdetection-v33-stable",
      "sqli-v33-stable",
      "xss-v33-stable",
    ])
    error_message = "Every rule against attacks must refuse, not only report."
  }

  assert {
    condition     = flatten([for rule in google_compute_security_policy.backend.rule : rule.rate_limit_options[*].rate_limit_threshold[0].count if rule.action == "throttle"]) == [600]
    error_message = "An address must be refused above requests_per_minute."
  }

  assert {
    condition     = flatten([for rule in google_compute_security_policy.backend.rule : rule.rate_limit_options[*].exceed_action if rule.action == "throttle"]) == ["deny(429)"]
    error_message = "A request above the limit must be refused."
  }

  assert {
    condition = alltrue([
      for policy in [google_compute_security_policy.backend, google_compute_security_policy.edge] :
      toset(flatten([for rule in policy.rule : rule.match[*].config[*].src_ip_ranges if rule.description == "Blocked addresses" && rule.action == "deny(403)"])) == toset(["203.0.113.0/24"])
    ])
    error_message = "blocked_ranges must be refused, by services and by stores."
  }
}
