# Moto lists no tags of a scaling target, so the provider takes a new one for broken, and it forgets a service's capacity providers.

resource "aws_appautoscaling_target" "this" {
  count = 0
}

resource "aws_appautoscaling_policy" "cpu" {
  count = 0

  service_namespace  = "ecs"
  resource_id        = "none"
  scalable_dimension = "none"
}

resource "aws_ecs_service" "this" {
  lifecycle {
    ignore_changes = [desired_count, capacity_provider_strategy]
  }
}
