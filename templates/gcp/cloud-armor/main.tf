# Policies against attacks and floods. They outlive the last backend that refers to them, because Google refuses to delete one in use.

locals {
  # Preconfigured rule sets in the order in which they are tried.
  attacks = ["sqli-v33-stable", "xss-v33-stable", "lfi-v33-stable", "rce-v33-stable", "scannerdetection-v33-stable"]
}

# For backend services. The lowest number is tried first and the first match decides, so the throttle comes last:
# a request within its limit is allowed there and then.
resource "google_compute_security_policy" "backend" {
  #checkov:skip=CKV_GCP_73:Rule 900 is what it asks for; checkov overlooks it beside dynamic rules.
  project     = var.project_id
  name        = "${var.name}-backend"
  description = "Attacks and floods against the services behind the load balancer."
  type        = "CLOUD_ARMOR"

  adaptive_protection_config {
    layer_7_ddos_defense_config {
      enable = true
    }
  }

  advanced_options_config {
    json_parsing = "STANDARD"
    log_level    = "NORMAL"
  }

  dynamic "rule" {
    for_each = length(var.blocked_ranges) == 0 ? [] : [var.blocked_ranges]

    content {
      action      = "deny(403)"
      priority    = 100
      description = "Blocked addresses"

      match {
        versioned_expr = "SRC_IPS_V1"

        config {
          src_ip_ranges = rule.value
        }
      }
    }
  }

  # Log4j and the like: never a false alarm, so never in preview.
  rule {
    action      = "deny(403)"
    priority    = 900
    description = "cve-canary"

    match {
      expr {
        expression = "evaluatePreconfiguredWaf('cve-canary')"
      }
    }
  }

  dynamic "rule" {
    for_each = local.attacks

    content {
      action      = "deny(403)"
      priority    = 1000 + rule.key * 10
      description = rule.value
      preview     = !var.block

      match {
        expr {
          expression = "evaluatePreconfiguredWaf('${rule.value}', {'sensitivity': 1})"
        }
      }
    }
  }

  rule {
    action      = "throttle"
    priority    = 2000
    description = "Requests per minute and address"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }

    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"

      rate_limit_threshold {
        count        = var.requests_per_minute
        interval_sec = 60
      }
    }
  }

  rule {
    action      = "allow"
    priority    = 2147483647
    description = "Everything else"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

# For backend buckets, which take no policy of the other type. It is applied before the cache answers.
resource "google_compute_security_policy" "edge" {
  #checkov:skip=CKV_GCP_73:A policy of this type matches addresses and regions, not the content of requests.
  project     = var.project_id
  name        = "${var.name}-edge"
  description = "Addresses that get nothing from the cache either."
  type        = "CLOUD_ARMOR_EDGE"

  dynamic "rule" {
    for_each = length(var.blocked_ranges) == 0 ? [] : [var.blocked_ranges]

    content {
      action      = "deny(403)"
      priority    = 100
      description = "Blocked addresses"

      match {
        versioned_expr = "SRC_IPS_V1"

        config {
          src_ip_ranges = rule.value
        }
      }
    }
  }

  rule {
    action      = "allow"
    priority    = 2147483647
    description = "Everything else"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}
