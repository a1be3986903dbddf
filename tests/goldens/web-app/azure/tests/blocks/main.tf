# Reads the module blocks of main.tf: a test sees what a module gives, not what it gets.

locals {
  text   = replace(file("main.tf"), "/(?m)^ *#.*$/", "")
  blocks = { for block in regexall("(?ms)^module \"(\\w+)\" \\{\\n(.*?)^\\}", local.text) : block[0] => block[1] }

  # An argument begins in the third column, and what goes on over several lines further in.
  pieces = { for label, body in local.blocks : label => split("\u0001", replace(body, "/(?m)^  (\\w+) +=/", "\u0001$1 =")) }

  arguments = {
    for label, pieces in local.pieces : label => [
      for piece in slice(pieces, 1, length(pieces)) : regex("^(\\w+) = (.*)$", trimspace(replace(piece, "/\\s+/", " ")))
    ]
  }
}
