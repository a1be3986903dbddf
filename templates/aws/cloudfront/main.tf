# The distribution: each service and each store is an origin, each route a behavior. What no route takes is answered with 404.

locals {
  # Policies that AWS keeps; their ids are the same in every account.
  caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  forward_all      = "33f36d7e-f396-46d9-90e0-52428a34d9dc" # With CloudFront-Forwarded-Proto: the load balancer says http to the tasks.
  security_headers = "67f7725c-6f97-4210-82d7-5512b31e9d03"

  all_methods  = tolist(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])
  read_methods = tolist(["GET", "HEAD"])

  # The timeout belongs to the origin, so a service has one origin for each timeout of its routes.
  service_routes = {
    for path, route in var.routes : "${route.origin}-${route.timeout_seconds}s" => route...
    if contains(keys(var.service_origins), route.origin)
  }

  behaviors = {
    for path, route in var.routes : path => contains(keys(var.service_origins), route.origin) ? {
      allowed_methods          = local.all_methods
      cache_policy_id          = local.caching_disabled
      origin_id                = "${route.origin}-${route.timeout_seconds}s"
      origin_request_policy_id = local.forward_all
      } : {
      allowed_methods          = local.read_methods
      cache_policy_id          = one(aws_cloudfront_cache_policy.store[*].id)
      origin_id                = route.origin
      origin_request_policy_id = null
    }
  }

  # CloudFront takes the first pattern that matches: the longest literal part comes first, and before its wildcard the exact path.
  ordered_paths = [
    for key in reverse(sort([
      for path in keys(var.routes) : format("%04d %d %s", length(trimsuffix(path, "*")), endswith(path, "*") ? 0 : 1, path) if path != "/*"
    ])) : split(" ", key)[2]
  ]

  # Without a route for /*, a function answers 404; CloudFront asks for an origin all the same, which is never called.
  answers_all = contains(keys(var.routes), "/*")
  default     = local.behaviors[local.answers_all ? "/*" : keys(var.routes)[0]]
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

# Answers what no route takes.
resource "aws_cloudfront_function" "not_found" {
  count = local.answers_all ? 0 : 1

  name    = "${var.name}-not-found"
  comment = "Answers 404 to what no route takes"
  runtime = "cloudfront-js-2.0"
  publish = true

  code = <<-EOT
    function handler(event) {
      return { statusCode: 404, statusDescription: "Not Found" };
    }
  EOT
}

resource "aws_cloudfront_distribution" "this" {
  # checkov:skip=CKV_AWS_68: Attached where a flow leads through a firewall.
  # checkov:skip=CKV_AWS_86: The firewall logs every request.
  # checkov:skip=CKV_AWS_174: A served domain has TLS 1.2 and later; CloudFront sets the policy of its own certificate itself.
  # checkov:skip=CKV_AWS_305: The root path belongs to the route of /*, or is answered with 404.
  # checkov:skip=CKV_AWS_310: There is one region, and so one origin of each kind.
  # checkov:skip=CKV_AWS_374: The system is for users of every country.
  # checkov:skip=CKV2_AWS_32: Attached by the id of AWS's own policy, which the check does not know.
  # checkov:skip=CKV2_AWS_47: The firewall is a module of its own, and has AWSManagedRulesKnownBadInputsRuleSet.
  comment         = var.name
  enabled         = true
  aliases         = local.serves_domain ? local.domains : []
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = var.price_class
  web_acl_id      = one(values(var.firewalls))

  dynamic "origin" {
    for_each = local.service_routes

    content {
      origin_id   = origin.key
      domain_name = var.service_origins[origin.value[0].origin].domain_name

      vpc_origin_config {
        vpc_origin_id       = aws_cloudfront_vpc_origin.service[origin.value[0].origin].id
        origin_read_timeout = origin.value[0].timeout_seconds
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
    target_origin_id           = local.default.origin_id
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = local.answers_all ? local.default.allowed_methods : local.all_methods
    cached_methods             = local.read_methods
    compress                   = true
    cache_policy_id            = local.answers_all ? local.default.cache_policy_id : local.caching_disabled
    origin_request_policy_id   = local.answers_all ? local.default.origin_request_policy_id : null
    response_headers_policy_id = local.security_headers

    dynamic "function_association" {
      for_each = aws_cloudfront_function.not_found

      content {
        event_type   = "viewer-request"
        function_arn = function_association.value.arn
      }
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.ordered_paths

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = local.behaviors[ordered_cache_behavior.value].origin_id
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = local.behaviors[ordered_cache_behavior.value].allowed_methods
      cached_methods             = local.read_methods
      compress                   = true
      cache_policy_id            = local.behaviors[ordered_cache_behavior.value].cache_policy_id
      origin_request_policy_id   = local.behaviors[ordered_cache_behavior.value].origin_request_policy_id
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
    cloudfront_default_certificate = !local.serves_domain
    acm_certificate_arn            = local.serves_domain ? aws_acm_certificate_validation.this[0].certificate_arn : null
    minimum_protocol_version       = local.serves_domain ? "TLSv1.2_2021" : "TLSv1"
    ssl_support_method             = local.serves_domain ? "sni-only" : null
  }

  tags = var.tags
}
