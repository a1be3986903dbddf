# The repositories of a registry that is there already, of this account or of another one, by their names: nothing is looked up, because
# the policy of a repository needs to let others pull and nothing more.

locals {
  suffix = var.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"
}
