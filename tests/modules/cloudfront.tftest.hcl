# The states of a domain: none, records still to be set, records set, and a zone of Route 53.

mock_provider "aws" {
  override_during = plan

  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000"

      domain_validation_options = [
        {
          domain_name           = "shop.example.com"
          resource_record_name  = "_a.shop.example.com."
          resource_record_type  = "CNAME"
          resource_record_value = "_b.acm-validations.aws."
        },
        {
          domain_name           = "www.example.com"
          resource_record_name  = "_c.www.example.com."
          resource_record_type  = "CNAME"
          resource_record_value = "_d.acm-validations.aws."
        },
      ]
    }
  }

  mock_resource "aws_acm_certificate_validation" {
    defaults = { certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0000-4000-8000-000000000000" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      domain_name    = "d111111abcdef8.cloudfront.net"
      hosted_zone_id = "Z2FDTNDATAQYW2"
    }
  }

  mock_resource "aws_cloudfront_function" {}

  mock_resource "aws_cloudfront_vpc_origin" {}

  mock_resource "aws_route53_record" {}
}

variables {
  cache_ttl_seconds = 60
  domain            = "shop.example.com"
  domain_aliases    = ["www.example.com"]
  name              = "demo-edge"
  price_class       = "PriceClass_100"
  routes            = { "/*" = { origin = "web" } }

  service_origins = {
    web = {
      load_balancer_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188"
      domain_name       = "internal-web-1.us-east-1.elb.amazonaws.com"
    }
  }
}

run "no_domain" {
  command = plan

  variables {
    domain         = null
    domain_aliases = []
    dns_zone       = "Z0123456789ABCDEFGHIJ" # An environment without a domain has the zone of the spec all the same.
  }

  assert {
    condition     = length(aws_acm_certificate.this) == 0 && length(aws_route53_record.traffic) == 0 && length(output.dns_records) == 0
    error_message = "Without a domain there is no certificate and no record."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).cloudfront_default_certificate && output.url == "https://d111111abcdef8.cloudfront.net"
    error_message = "Without a domain it answers on CloudFront's name."
  }
}

run "records_to_set" {
  command = plan

  assert {
    condition     = aws_acm_certificate.this[0].domain_name == "shop.example.com" && aws_acm_certificate.this[0].subject_alternative_names == toset(["shop.example.com", "www.example.com"])
    error_message = "One certificate is for all names."
  }

  assert {
    condition     = length(aws_acm_certificate_validation.this) == 0 && length(aws_route53_record.validation) == 0 && length(aws_route53_record.traffic) == 0
    error_message = "Nothing waits for records that somebody else sets."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.this.aliases) == 0 && one(aws_cloudfront_distribution.this.viewer_certificate).cloudfront_default_certificate
    error_message = "CloudFront takes no name without its certificate."
  }

  assert {
    condition     = output.url == "https://d111111abcdef8.cloudfront.net"
    error_message = "The address is the one that answers."
  }

  assert {
    condition = toset(output.dns_records) == toset([
      { name = "_a.shop.example.com.", type = "CNAME", value = "_b.acm-validations.aws.", purpose = "validation" },
      { name = "_c.www.example.com.", type = "CNAME", value = "_d.acm-validations.aws.", purpose = "validation" },
      { name = "shop.example.com", type = "CNAME", value = "d111111abcdef8.cloudfront.net", purpose = "traffic" },
      { name = "www.example.com", type = "CNAME", value = "d111111abcdef8.cloudfront.net", purpose = "traffic" },
    ])
    error_message = "The output has every record to set, and what it is for."
  }
}

run "records_set" {
  command = plan

  variables {
    domain_ready = true
  }

  assert {
    condition     = aws_cloudfront_distribution.this.aliases == toset(["shop.example.com", "www.example.com"]) && output.url == "https://shop.example.com"
    error_message = "Every name is served, and the first is the address."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).acm_certificate_arn == aws_acm_certificate_validation.this[0].certificate_arn && one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021"
    error_message = "The domain is served with its certificate, once that is issued."
  }

  assert {
    condition     = aws_acm_certificate_validation.this[0].validation_record_fqdns == null && length(aws_route53_record.traffic) == 0 && length(output.dns_records) == 4
    error_message = "The records stay those of somebody else's zone."
  }
}

run "a_zone" {
  command = plan

  variables {
    dns_zone = "Z0123456789ABCDEFGHIJ"
  }

  assert {
    condition     = { for name, record in aws_route53_record.validation : name => [record.zone_id, record.name, record.type, one(record.records)] } == { "shop.example.com" = ["Z0123456789ABCDEFGHIJ", "_a.shop.example.com.", "CNAME", "_b.acm-validations.aws."], "www.example.com" = ["Z0123456789ABCDEFGHIJ", "_c.www.example.com.", "CNAME", "_d.acm-validations.aws."] }
    error_message = "The zone has each name's validation record."
  }

  assert {
    condition     = sort([for record in aws_route53_record.traffic : "${record.name} ${record.type} ${one(record.alias).name} ${one(record.alias).zone_id}"]) == sort(flatten([for name in ["shop.example.com", "www.example.com"] : [for type in ["A", "AAAA"] : "${name} ${type} d111111abcdef8.cloudfront.net Z2FDTNDATAQYW2"]]))
    error_message = "Every name leads to the distribution, by IPv4 and IPv6."
  }

  assert {
    condition     = length(aws_acm_certificate_validation.this[0].validation_record_fqdns) == 2 && aws_cloudfront_distribution.this.aliases == toset(["shop.example.com", "www.example.com"])
    error_message = "One apply makes the records, waits for the certificate and serves the names."
  }

  assert {
    condition     = length(output.dns_records) == 0 && output.url == "https://shop.example.com"
    error_message = "No record is left to set."
  }
}
