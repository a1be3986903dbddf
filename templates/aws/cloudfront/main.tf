# The distribution: each service and each store is an origin; what no other path matches goes to the service at /*.

locals {
  # Policies that AWS keeps; their ids are the same in every account.
  caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  forward_all      = "216adef6-5c7f-47e4-b989-5492eafa07d3"
  security_headers = "67f7725c-6f97-4210-82d7-5512b31e9d03"

  paths = merge(
    { for component, origin in var.service_origins : component => origin.path },
    { for component, origin in var.store_origins : component => origin.path },
  )

  # The origin of everything that no path matches.
  default = try([for component, path in local.paths : component if path == "/*"][0], keys(local.paths)[0])

  # CloudFront takes the first path that matches, so the longer one has to come first.
  others = [
    for key in reverse(sort([for component, path in local.paths : format("%04d %s", length(path), component) if component != local.default])) :
    split(" ", key)[1]
  ]
}

resource "aws_cloudfront_origin_access_control" "store" {
  count = length(var.store_origins) == 0 ? 0 : 1

  name                              = var.name
  description                       = "Signs the requests to the buckets"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# CloudFront's own way into the private subnets: the load balancers need no public address.
resource "aws_cloudfront_vpc_origin" "service" {
  for_each = var.service_origins

  vpc_origin_endpoint_config {
    name                   = "${var.name}-${each.key}"
    arn                    = each.value.load_balancer_arn
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "http-only"

    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }

  tags = var.tags
}

resource "aws_cloudfront_cache_policy" "store" {
  count = length(var.store_origins) == 0 ? 0 : 1

  name        = var.name
  comment     = "Files of the stores"
  min_ttl     = 0
  default_ttl = var.cache_ttl_seconds
  max_ttl     = 31536000

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "none"
    }

    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  # checkov:skip=CKV_AWS_68: Attached where a flow leads through a firewall.
  # checkov:skip=CKV_AWS_86: The firewall logs every request.
  # checkov:skip=CKV_AWS_305: The root path belongs to the service.
  # checkov:skip=CKV_AWS_310: There is one region, and so one origin of each kind.
  # checkov:skip=CKV_AWS_374: The system is for users of every country.
  # checkov:skip=CKV2_AWS_32: Attached by the id of AWS's own policy, which the check does not know.
  # checkov:skip=CKV2_AWS_47: The firewall is a module of its own, and has AWSManagedRulesKnownBadInputsRuleSet.
  comment         = var.name
  enabled         = true
  aliases         = var.domain == null ? [] : [var.domain]
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = var.price_class
  web_acl_id      = one(values(var.firewalls))

  dynamic "origin" {
    for_each = var.service_origins

    content {
      origin_id   = origin.key
      domain_name = origin.value.domain_name

      vpc_origin_config {
        vpc_origin_id       = aws_cloudfront_vpc_origin.service[origin.key].id
        origin_read_timeout = origin.value.timeout_seconds
      }
    }
  }

  dynamic "origin" {
    for_each = var.store_origins

    content {
      origin_id                = origin.key
      domain_name              = origin.value.domain_name
      origin_access_control_id = aws_cloudfront_origin_access_control.store[0].id
    }
  }

  default_cache_behavior {
    target_origin_id           = local.default
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = contains(keys(var.service_origins), local.default) ? ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] : ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = contains(keys(var.service_origins), local.default) ? local.caching_disabled : aws_cloudfront_cache_policy.store[0].id
    origin_request_policy_id   = contains(keys(var.service_origins), local.default) ? local.forward_all : null
    response_headers_policy_id = local.security_headers
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.others

    content {
      path_pattern               = local.paths[ordered_cache_behavior.value]
      target_origin_id           = ordered_cache_behavior.value
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = contains(keys(var.service_origins), ordered_cache_behavior.value) ? ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] : ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = contains(keys(var.service_origins), ordered_cache_behavior.value) ? local.caching_disabled : aws_cloudfront_cache_policy.store[0].id
      origin_request_policy_id   = contains(keys(var.service_origins), ordered_cache_behavior.value) ? local.forward_all : null
      response_headers_policy_id = local.security_headers
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  # The certificate of *.cloudfront.net comes with TLSv1 as its only setting.
  viewer_certificate {
    cloudfront_default_certificate = var.domain == null
    acm_certificate_arn            = var.domain == null ? null : aws_acm_certificate_validation.this[0].certificate_arn
    minimum_protocol_version       = var.domain == null ? "TLSv1" : "TLSv1.2_2021"
    ssl_support_method             = var.domain == null ? null : "sni-only"
  }

  tags = var.tags
}

# The certificate of the own domain. AWS issues it when the records of the output stand in the domain's zone.

resource "aws_acm_certificate" "this" {
  count = var.domain == null ? 0 : 1

  domain_name       = var.domain
  validation_method = "DNS"

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "this" {
  count = var.domain == null ? 0 : 1

  certificate_arn = aws_acm_certificate.this[0].arn
}
