"""What queues call: pure handlers and the shells around them."""
