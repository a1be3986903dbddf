# A bucket that is there already: looked up, never changed.

data "aws_s3_bucket" "this" {
  bucket = var.bucket
}
