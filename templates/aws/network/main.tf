# Three rows of subnets: public for NAT and for load balancers that users call, private for what runs code, data without any way out.

data "aws_availability_zones" "this" {
  # checkov:skip=CKV_AWS_394: Sorted by name and cut to a fixed number: a new zone changes nothing.
  state            = "available"
  exclude_zone_ids = local.zones_without_vpc_origins

  # Local zones are opt-in and offer few services.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.names) >= var.availability_zones
      error_message = "The account can use ${length(self.names)} zones of this region (${join(", ", self.names)}), and availability_zones asks for ${var.availability_zones}: set it to 2, or choose another region."
    }
  }
}

locals {
  # CloudFront's VPC origins don't reach load balancers in these zones, with or without a CDN today: one may be added later, and subnets
  # don't move. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html, read 2026-11
  zones_without_vpc_origins = ["apne1-az3", "apne2-az1", "cac1-az3", "use1-az3", "usw1-az2"]

  zones = slice(data.aws_availability_zones.this.names, 0, var.availability_zones)
  nats  = slice(local.zones, 0, var.nat_gateways)
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr_block
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = merge(var.tags, { Name = var.prefix })
}

# Without rules: nothing may rely on the default group.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = var.tags
}

resource "aws_subnet" "public" {
  for_each = { for index, zone in local.zones : zone => index }

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr_block, 4, each.value)

  tags = merge(var.tags, { Name = "${var.prefix}-public-${each.key}" })
}

resource "aws_subnet" "private" {
  for_each = { for index, zone in local.zones : zone => index + 4 }

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr_block, 4, each.value)

  tags = merge(var.tags, { Name = "${var.prefix}-private-${each.key}" })
}

resource "aws_subnet" "data" {
  for_each = { for index, zone in local.zones : zone => index + 8 }

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr_block, 4, each.value)

  tags = merge(var.tags, { Name = "${var.prefix}-data-${each.key}" })
}

# The way out. CloudFront's VPC origin needs the internet gateway too, although no request passes through it.

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = var.prefix })
}

resource "aws_eip" "nat" {
  for_each = toset(local.nats)

  domain = "vpc"

  tags = merge(var.tags, { Name = "${var.prefix}-nat-${each.key}" })

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nats)

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = merge(var.tags, { Name = "${var.prefix}-${each.key}" })
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.prefix}-public" })
}

resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  for_each = toset(local.zones)

  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.prefix}-private-${each.key}" })
}

# A zone without its own NAT gateway uses the first one.
resource "aws_route" "private" {
  for_each = aws_route_table.private

  route_table_id         = each.value.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[contains(local.nats, each.key) ? each.key : local.nats[0]].id
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}

# Local routes only.
resource "aws_route_table" "data" {
  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.prefix}-data" })
}

resource "aws_route_table_association" "data" {
  for_each = aws_subnet.data

  subnet_id      = each.value.id
  route_table_id = aws_route_table.data.id
}

# Flow logs

resource "aws_cloudwatch_log_group" "flows" {
  # checkov:skip=CKV_AWS_158: AWS's own key encrypts it; a customer key costs money and adds a kms grant to every flow.
  name              = "/${var.prefix}/network"
  retention_in_days = var.log_retention_days

  tags = var.tags
}

resource "aws_flow_log" "this" {
  vpc_id          = aws_vpc.this.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flows.arn
  iam_role_arn    = var.flow_log_role_arn

  tags = merge(var.tags, { Name = var.prefix })
}
