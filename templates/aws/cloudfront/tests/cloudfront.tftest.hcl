mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name              = "example-prod-edge"
  cache_ttl_seconds = 86400
  price_class       = "PriceClass_All"
  domain            = "app.example.com"
  domain_ready      = true
  firewalls         = { shield = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shield/0f0e0d0c-0000-4000-8000-000000000000" }
  store_origins     = { assets = { domain_name = "assets.s3.us-east-1.amazonaws.com" } }

  service_origins = {
    web = {
      load_balancer_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188"
      domain_name       = "internal-web-1234567890.us-east-1.elb.amazonaws.com"
    }
  }

  routes = {
    "/*"        = { origin = "web" }
    "/static/*" = { origin = "assets" }
  }
}

run "cloudfront_prod" {
  command = plan

  module {
    source = "./modules/cloudfront"
  }

  assert {
    condition = alltrue([
      for behavior in concat(aws_cloudfront_distribution.this.default_cache_behavior, aws_cloudfront_distribution.this.ordered_cache_behavior) :
      contains(["redirect-to-https", "https-only"], behavior.viewer_protocol_policy)
    ])
    error_message = "Users must be served by HTTPS alone."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate[*].minimum_protocol_version) == "TLSv1.2_2021"
    error_message = "With a domain TLS must be 1.2 or later."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == var.firewalls["shield"]
    error_message = "The firewall must look at every request."
  }

  assert {
    condition = alltrue([
      for behavior in concat(aws_cloudfront_distribution.this.default_cache_behavior, aws_cloudfront_distribution.this.ordered_cache_behavior) :
      behavior.response_headers_policy_id == "67f7725c-6f97-4210-82d7-5512b31e9d03"
    ])
    error_message = "Every answer must carry the security headers that AWS manages."
  }

  assert {
    condition     = [for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : sort(behavior.allowed_methods) if behavior.target_origin_id == "assets"] == [tolist(["GET", "HEAD"])]
    error_message = "A store must be read and not written through the CDN."
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.store[0].signing_behavior == "always" && aws_cloudfront_origin_access_control.store[0].signing_protocol == "sigv4"
    error_message = "Requests to a store must be signed: it answers nobody else."
  }

  assert {
    condition     = alltrue([for origin in aws_cloudfront_distribution.this.origin : length(origin.vpc_origin_config) == 1 || origin.origin_access_control_id != ""])
    error_message = "A service must be reached inside the network, a store with signed requests."
  }
}

run "cloudfront_waits_for_records" {
  command = plan

  module {
    source = "./modules/cloudfront"
  }

  variables {
    domain_ready = false
  }

  assert {
    condition     = length(aws_cloudfront_distribution.this.aliases) == 0 && length(aws_acm_certificate_validation.this) == 0 && output.url == "https://${aws_cloudfront_distribution.this.domain_name}"
    error_message = "Until its records are set the domain must not be served, nor waited for."
  }
}
