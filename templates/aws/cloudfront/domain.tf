# The domain: one certificate for all its names. In a zone of Route 53 its records are made here. Anywhere else the output dns_records has
# them, and the distribution answers on its own name alone until domain_ready says that they are set.

locals {
  domains       = var.domain == null ? [] : distinct(concat([var.domain], var.domain_aliases))
  serves_domain = var.domain != null && (var.dns_zone != null || var.domain_ready)

  # One for each name. While it plans Terraform knows the names alone: a list of the whole set would not be known at all.
  validations = merge([for certificate in aws_acm_certificate.this : { for each in certificate.domain_validation_options : each.domain_name => each }]...)
}

resource "aws_acm_certificate" "this" {
  count = var.domain == null ? 0 : 1

  domain_name               = var.domain
  subject_alternative_names = local.domains # With the first name, as ACM has it: a list without names would not take the last one off.
  validation_method         = "DNS"

  tags = var.tags

  lifecycle {
    create_before_destroy = true # The distribution serves with the old one until the new one is issued.
  }
}

resource "aws_route53_record" "validation" {
  for_each = { for name, each in local.validations : name => each if var.dns_zone != null }

  zone_id = var.dns_zone
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
  count = local.serves_domain ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = var.dns_zone == null ? null : [for record in aws_route53_record.validation : record.fqdn]

  timeouts {
    create = "30m" # It takes minutes; without the records it would take for ever.
  }
}

# A record that the zone has already is not overwritten: it leads users to something that runs.
resource "aws_route53_record" "traffic" {
  for_each = {
    for record in setproduct(local.domains, ["A", "AAAA"]) : join(" ", record) => { name = record[0], type = record[1] } if var.dns_zone != null
  }

  zone_id = var.dns_zone
  name    = each.value.name
  type    = each.value.type

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}
