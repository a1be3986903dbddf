# Moto has no calls for VPC origins and cache policies: the distribution gets plain origins and AWS's own policies instead.

resource "aws_cloudfront_vpc_origin" "service" {
  for_each = {}
}

resource "aws_cloudfront_cache_policy" "store" {
  count = 0
}

resource "aws_cloudfront_distribution" "this" {
  dynamic "origin" {
    for_each = merge(var.service_origins, var.store_origins)

    content {
      origin_id   = origin.key
      domain_name = origin.value.domain_name

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }
  }

  default_cache_behavior {
    target_origin_id       = local.default
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = local.caching_disabled
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.others

    content {
      path_pattern           = ordered_cache_behavior.value
      target_origin_id       = ordered_cache_behavior.key
      viewer_protocol_policy = "redirect-to-https"
      allowed_methods        = ["GET", "HEAD"]
      cached_methods         = ["GET", "HEAD"]
      cache_policy_id        = local.caching_disabled
    }
  }
}
