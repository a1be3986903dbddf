# A network that is there already: its subnets are looked up, nothing in it is made or changed.

data "aws_subnet" "data" {
  for_each = toset(var.data_subnet_ids)

  id     = each.value
  vpc_id = var.vpc_id
}

data "aws_subnet" "private" {
  for_each = toset(var.private_subnet_ids)

  id     = each.value
  vpc_id = var.vpc_id
}

data "aws_subnet" "public" {
  for_each = toset(var.public_subnet_ids)

  id     = each.value
  vpc_id = var.vpc_id
}
