output "name" {
  description = "Name of the job."
  value       = var.name
}

output "schedule_group" {
  description = "Group of the schedule, as the scheduler's metrics name it."
  value       = aws_scheduler_schedule_group.this.name
}

output "security_group_id" {
  description = "Security group of the runs."
  value       = aws_security_group.this.id
}

output "silence" {
  description = "After how many days without a run an alarm rings, and what it makes of days without data. A job without an image has no runs, and an alarm doesn't look back further than the seven days that a job may need that runs every week."
  value = {
    days    = local.daily ? 2 : 7
    missing = local.enabled == 1 && local.weekly ? "breaching" : "notBreaching"
  }
}

output "state_machine_arn" {
  description = "ARN of the state machine, which is made with the first image."
  value       = "arn:${var.partition}:states:${var.region}:${split(":", var.cluster_arn)[4]}:stateMachine:${var.name}"
}
