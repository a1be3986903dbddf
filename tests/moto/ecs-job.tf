# The provider has AWS check a state machine's definition, already in the plan, and moto has no such call.

resource "aws_sfn_state_machine" "this" {
  count = 0
}

resource "aws_scheduler_schedule" "this" {
  target {
    arn      = "arn:${var.partition}:states:${var.region}:123456789012:stateMachine:${var.name}"
    role_arn = var.scheduler_role_arn
  }
}
