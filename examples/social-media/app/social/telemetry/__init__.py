"""What the machine says of itself: metrics, logs and traces, without anything personal."""
