# Moto lists no tags of a scaling target, so the provider takes a new one for broken.

resource "aws_appautoscaling_target" "this" {
  count = 0
}

resource "aws_appautoscaling_policy" "cpu" {
  count = 0

  service_namespace  = "ecs"
  resource_id        = "none"
  scalable_dimension = "none"
}
