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

output "schedule_group" {
  description = "Group of the schedule, as the scheduler's metrics name it."
  value       = aws_scheduler_schedule_group.this.name
}

output "security_group_id" {
  description = "Security group of the runs."
  value       = aws_security_group.this.id
}

output "silence" {
  description = "After how many days without a run an alarm rings, and what days without data count as. A job without an image or a schedule may have no runs, and an alarm looks back over seven days at most, which a job that runs every week needs."
  value = {
    days    = local.daily ? 2 : 7
    missing = local.scheduled == 1 && local.weekly ? "breaching" : "notBreaching"
  }
}

output "state_machine_arn" {
  description = "ARN of the state machine, which is made with the first image."
  value       = "arn:${var.partition}:states:${var.region}:${split(":", var.cluster_arn)[4]}:stateMachine:${var.name}"
}
