output "name" {
  description = "Name of the job."
  value       = var.name
}

output "run" {
  description = "What run.sh starts the job with; its state machine is null while there is no image."
  value = {
    log_group         = aws_cloudwatch_log_group.this.name
    region            = var.region
    state_machine_arn = one(aws_sfn_state_machine.this[*].arn)
  }
}

output "security_group_id" {
  description = "Security group of the runs."
  value       = aws_security_group.this.id
}
