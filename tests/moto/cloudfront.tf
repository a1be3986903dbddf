# Moto has no calls for VPC origins, cache policies and functions.

resource "aws_cloudfront_vpc_origin" "service" {
  for_each = {}
}

resource "aws_cloudfront_cache_policy" "store" {
  count = 0
}

resource "aws_cloudfront_function" "not_found" {
  count = 0

  code = "none"
}

resource "aws_cloudfront_distribution" "this" {
  dynamic "origin" {
    for_each = local.service_routes

    content {
      origin_id   = origin.key
      domain_name = var.service_origins[origin.value[0].origin].domain_name

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "http-only"
        origin_read_timeout    = origin.value[0].timeout_seconds
        origin_ssl_protocols   = ["TLSv1.2"]
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
    allowed_methods            = local.all_methods
    cached_methods             = local.read_methods
    compress                   = true
    cache_policy_id            = local.caching_disabled
    origin_request_policy_id   = local.forward_all
    response_headers_policy_id = local.security_headers
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
      cache_policy_id            = local.caching_disabled
      response_headers_policy_id = local.security_headers
    }
  }
}
