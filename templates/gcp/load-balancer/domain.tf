# The domain: a certificate for each of its names and, with a zone, the records that prove and lead them.
#
# DNS authorization obtains a certificate before any user is led here. Google validates in the background, so that no apply waits for
# it. Each name has a certificate by itself: one for all of them would be replaced for each name that is added, and until Google has
# validated the new name none would be served.

locals {
  domains = var.domain == null ? toset([]) : toset(concat([var.domain], var.domain_aliases))

  # A trial without records keeps answering on its address until they are set. Production never serves plain HTTP.
  served = var.domain != null && (var.environment == "prod" || var.dns_zone != null || var.domain_ready)

  # What proves a name to Google, and what leads its users here.
  records = merge(
    {
      for domain, authorization in google_certificate_manager_dns_authorization.this : "validation of ${domain}" => {
        name    = authorization.dns_resource_record[0].name
        type    = authorization.dns_resource_record[0].type
        value   = authorization.dns_resource_record[0].data
        purpose = "validation"
      }
    },
    {
      for domain in local.domains : "traffic of ${domain}" => {
        name    = "${domain}."
        type    = "A"
        value   = google_compute_global_address.this.address
        purpose = "traffic"
      }
    },
  )
}

# A record by itself for each project, so that neither the certificate of another project nor one at the present host is disturbed.
resource "google_certificate_manager_dns_authorization" "this" {
  for_each = local.domains

  project = var.project_id
  name    = "${var.name}-${substr(sha256(each.key), 0, 8)}"
  domain  = each.key
  type    = "PER_PROJECT_RECORD"

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_certificate_manager_certificate" "this" {
  for_each = local.domains

  project = var.project_id
  name    = "${var.name}-${substr(sha256(each.key), 0, 8)}"

  managed {
    domains            = [each.key]
    dns_authorizations = [google_certificate_manager_dns_authorization.this[each.key].id]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_certificate_manager_certificate_map" "this" {
  count = var.domain == null ? 0 : 1

  project = var.project_id
  name    = var.name

  lifecycle {
    create_before_destroy = true
  }
}

# There is no primary entry: whoever calls another name, or the bare address, gets no certificate.
resource "google_certificate_manager_certificate_map_entry" "this" {
  for_each = local.domains

  project      = var.project_id
  name         = "${var.name}-${substr(sha256(each.key), 0, 8)}"
  map          = google_certificate_manager_certificate_map.this[0].name
  hostname     = each.key
  certificates = [google_certificate_manager_certificate.this[each.key].id]
}

# A record that the zone has already under the same name and type is taken over.
resource "google_dns_record_set" "validation" {
  for_each = var.dns_zone == null ? toset([]) : local.domains

  project      = var.project_id
  managed_zone = var.dns_zone
  name         = local.records["validation of ${each.key}"].name
  type         = local.records["validation of ${each.key}"].type
  ttl          = 300
  rrdatas      = [local.records["validation of ${each.key}"].value]
}

resource "google_dns_record_set" "traffic" {
  for_each = var.dns_zone == null ? toset([]) : local.domains

  project      = var.project_id
  managed_zone = var.dns_zone
  name         = local.records["traffic of ${each.key}"].name
  type         = local.records["traffic of ${each.key}"].type
  ttl          = 300
  rrdatas      = [local.records["traffic of ${each.key}"].value]

  # Users are led here when everything that answers them is there.
  depends_on = [google_certificate_manager_certificate_map_entry.this, google_compute_global_forwarding_rule.https]
}
