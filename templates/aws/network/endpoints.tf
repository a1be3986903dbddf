# The way to S3 that spares the NAT gateway and costs nothing.

resource "aws_vpc_endpoint" "s3" {
  vpc_id = aws_vpc.this.id
  # The gateway for S3 has this name in every partition.
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = merge(var.tags, { Name = "${var.prefix}-s3" })
}
