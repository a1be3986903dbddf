# What is watched of each service, and how its metrics become filters.

locals {
  requests = { metric = "run.googleapis.com/request_count", failed = { response_code_class = "5xx" } }

  cloud_run = {
    errors = {
      title   = "too many requests fail", metric = local.requests.metric, labels = local.requests.failed, share = true
      aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", threshold = var.error_share, minutes = 5
    }
    cpu = {
      title   = "its instances are busy although it scales", metric = "run.googleapis.com/container/cpu/utilizations"
      aligner = "ALIGN_PERCENTILE_95", reducer = "REDUCE_MAX", threshold = var.saturation_share, minutes = 15
    }
    memory = {
      title   = "its instances run out of memory", metric = "run.googleapis.com/container/memory/utilizations"
      aligner = "ALIGN_PERCENTILE_95", reducer = "REDUCE_MAX", threshold = var.saturation_share, minutes = 15
    }
  }

  # By service: type and label of the monitored resource, and its alarms. With share the limit is a share
  # of all of the metric, whatever its labels.
  services = {
    cloud-run = {
      resource = "cloud_run_revision", label = "service_name", alarms = merge(local.cloud_run, {
        latency = {
          title   = "slow answers", metric = "run.googleapis.com/request_latencies"
          aligner = "ALIGN_PERCENTILE_95", reducer = "REDUCE_MAX", threshold = var.latency_ms, minutes = 5
        }
      })
    }

    cloud-run-job = {
      resource = "cloud_run_job", label = "job_name", alarms = {
        failures = {
          title   = "a run failed", metric = "run.googleapis.com/job/completed_execution_count", labels = { result = "failed" }
          aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", threshold = 0, minutes = 0
        }
      }
    }

    cloud-run-worker = { resource = "cloud_run_revision", label = "service_name", alarms = local.cloud_run }

    cloud-run-worker-pool = {
      resource = "cloud_run_worker_pool", label = "worker_pool_name", alarms = {
        cpu    = merge(local.cloud_run.cpu, { title = "its instances are busy, and their number is fixed" })
        memory = local.cloud_run.memory
      }
    }

    cloud-sql-postgresql = {
      resource = "cloudsql_database", label = "database_id", alarms = {
        cpu = {
          title   = "busy", metric = "cloudsql.googleapis.com/database/cpu/utilization"
          aligner = "ALIGN_MEAN", reducer = "REDUCE_MAX", threshold = var.saturation_share, minutes = 15
        }
        storage = {
          title   = "its disk is nearly full", metric = "cloudsql.googleapis.com/database/disk/utilization"
          aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", threshold = var.saturation_share, minutes = 10
        }
      }
    }

    load-balancer = {
      resource = "https_lb_rule", label = "url_map_name", alarms = {
        errors = {
          title   = "too many answers are server errors", metric = "loadbalancing.googleapis.com/https/request_count"
          labels  = { response_code_class = "500" }, share = true
          aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", threshold = var.error_share, minutes = 5
        }
        latency = {
          title   = "slow answers", metric = "loadbalancing.googleapis.com/https/total_latencies"
          aligner = "ALIGN_PERCENTILE_95", reducer = "REDUCE_MAX", threshold = var.latency_ms, minutes = 5
        }
      }
    }

    memorystore-valkey = {
      resource = "memorystore.googleapis.com/Instance", label = "instance_id", alarms = {
        memory = {
          title   = "nearly full", metric = "memorystore.googleapis.com/instance/memory/maximum_utilization"
          aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", threshold = var.saturation_share, minutes = 5
        }
      }
    }

    pubsub = {
      resource = "pubsub_subscription", label = "subscription_id", alarms = {
        age = {
          title   = "the oldest message waits too long", metric = "pubsub.googleapis.com/subscription/oldest_unacked_message_age"
          aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", threshold = var.queue_age_seconds, minutes = 5
        }
      }
    }

    pubsub-dead-letter = {
      resource = "pubsub_subscription", label = "subscription_id", alarms = {
        messages = {
          title   = "a message could not be handled", metric = "pubsub.googleapis.com/subscription/num_undelivered_messages"
          aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", threshold = 0, minutes = 0
        }
      }
    }
  }

  watched = merge([
    for component, watched in var.watched : {
      for name, alarm in try(local.services[watched.service].alarms, watched.alarms) : "${component}-${name}" => {
        title     = "${component}: ${alarm.title}"
        resource  = try(local.services[watched.service].resource, watched.resource)
        label     = try(local.services[watched.service].label, watched.label)
        value     = watched.name
        metric    = alarm.metric
        labels    = try(alarm.labels, {})
        share     = try(alarm.share, false)
        aligner   = alarm.aligner
        reducer   = alarm.reducer
        threshold = alarm.threshold
        minutes   = alarm.minutes
        window    = 300
      }
    }
  ]...)

  # Names as PromQL writes them: https://docs.cloud.google.com/monitoring/promql/promql-mapping, read 2026-12.
  silence = {
    for component, watched in var.watched : component => {
      title  = "${component}: no run has ended in ${watched.silence_hours} hours"
      metric = "run_googleapis_com:job_completed_execution_count{monitored_resource=\"cloud_run_job\",job_name=\"${watched.name}\"}"
      hours  = watched.silence_hours
    } if watched.silence_hours != null
  }

  uptime = {
    for component, check in google_monitoring_uptime_check_config.this : "${component}-uptime" => {
      title     = "${component}: no answer"
      resource  = "uptime_url"
      label     = "host"
      value     = var.uptime[component].host
      metric    = "monitoring.googleapis.com/uptime_check/check_passed"
      labels    = { check_id = check.uptime_check_id }
      share     = false
      aligner   = "ALIGN_NEXT_OLDER"
      reducer   = "REDUCE_COUNT_FALSE"
      threshold = 1
      minutes   = 5
      window    = 1200 # Longer than the longest pause between two probes.
    }
  }

  # Filters of what an alarm is about: the whole is all of the metric, of which labels leave a part. A number has no quotes.
  alarms = {
    for key, alarm in merge(local.watched, local.uptime) : key => merge(alarm, {
      whole = local.whole[key]
      part = join(" AND ", concat([local.whole[key]], [
        for label, value in alarm.labels : "metric.labels.${label} = ${can(tonumber(value)) ? value : "\"${value}\""}"
      ]))
    })
  }

  whole = {
    for key, alarm in merge(local.watched, local.uptime) : key => join(" AND ", [
      "resource.type = \"${alarm.resource}\"",
      "resource.labels.${alarm.label} = ${endswith(alarm.value, "*") ? "starts_with(\"${trimsuffix(alarm.value, "*")}\")" : "\"${alarm.value}\""}",
      "metric.type = \"${alarm.metric}\"",
    ])
  }
}
