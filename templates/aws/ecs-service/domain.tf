# The domain of the public load balancer: one certificate for all its names. In a zone of Route 53 its records are made here. Anywhere else
# the output dns_records has them, and the load balancer serves the domain once domain_ready says that they are set.

locals {
  # Every way in has the same settings: users themselves, or a firewall in front of them.
  domains      = distinct(flatten([for way in values(var.public) : way.domain == null ? [] : concat([way.domain], way.domain_aliases)]))
  domain_ready = anytrue([for way in values(var.public) : way.domain_ready])
  dns_zone     = one(distinct([for way in values(var.public) : way.dns_zone]))
  https        = length(local.domains) > 0 && (local.dns_zone != null || local.domain_ready)

  # One for each name. While it plans Terraform knows the names alone: a list of the whole set would not be known at all.
  validations = merge([for certificate in aws_acm_certificate.this : { for each in certificate.domain_validation_options : each.domain_name => each }]...)
}

resource "aws_acm_certificate" "this" {
  count = length(local.domains) > 0 ? 1 : 0

  domain_name               = local.domains[0]
  subject_alternative_names = local.domains # With the first name, as ACM has it: a list without names would not take the last one off.
  validation_method         = "DNS"

  tags = var.tags

  lifecycle {
    create_before_destroy = true # The load balancer serves with the old one until the new one is issued.
  }
}

resource "aws_route53_record" "validation" {
  for_each = { for name, each in local.validations : name => each if local.dns_zone != null }

  zone_id = local.dns_zone
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  ttl     = 300
  records = [each.value.resource_record_value]

  # Every certificate of a name in an account asks for one and the same record:
  # https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html, read 2026-11
  allow_overwrite = true
}

# Waits until AWS has found the records, where somebody says that they are there.
resource "aws_acm_certificate_validation" "this" {
  count = local.https ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = local.dns_zone == null ? null : [for record in aws_route53_record.validation : record.fqdn]

  timeouts {
    create = "30m" # It takes minutes; without the records it would take for ever.
  }
}

# A record that the zone has already is not overwritten: it leads users to something that runs.
resource "aws_route53_record" "traffic" {
  for_each = toset(local.dns_zone == null ? [] : local.domains)

  zone_id = local.dns_zone
  name    = each.value
  type    = "A"

  alias {
    name                   = aws_lb.public[0].dns_name
    zone_id                = aws_lb.public[0].zone_id
    evaluate_target_health = false
  }

  # Nobody is led to it before it answers.
  depends_on = [aws_lb_listener.public]
}
