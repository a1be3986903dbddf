output "guardrail_arn" {
  description = "ARN of the guardrail, or null where no texts are judged."
  value       = one(aws_bedrock_guardrail.this[*].guardrail_arn)
}

output "image_region" {
  description = "Region in which images are judged, or empty where they are not."
  value       = var.images ? var.region : ""
}

output "policy" {
  description = "Id and version of the guardrail, as id:version, or empty where no texts are judged."
  value       = var.text ? "${aws_bedrock_guardrail.this[0].guardrail_id}:${aws_bedrock_guardrail_version.this[0].version}" : ""
}

output "text_region" {
  description = "Region in which texts are judged, or empty where they are not."
  value       = var.text ? var.region : ""
}
