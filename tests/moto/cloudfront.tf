# Moto has no calls for VPC origins and cache policies.

resource "aws_cloudfront_vpc_origin" "service" {
  for_each = {}
}

resource "aws_cloudfront_cache_policy" "store" {
  count = 0
}

resource "aws_cloudfront_distribution" "this" {
  dynamic "origin" {
    for_each = var.service_origins

    content {
      origin_id   = origin.key
      domain_name = origin.value.domain_name

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "http-only"
        origin_read_timeout    = origin.value.timeout_seconds
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
    target_origin_id           = local.default
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.caching_disabled
    origin_request_policy_id   = local.forward_all
    response_headers_policy_id = local.security_headers
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.others

    content {
      path_pattern               = local.paths[ordered_cache_behavior.value]
      target_origin_id           = ordered_cache_behavior.value
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = local.caching_disabled
      response_headers_policy_id = local.security_headers
    }
  }
}
