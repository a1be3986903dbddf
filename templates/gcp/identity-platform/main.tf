# The project's one pool of users. Terraform adopts it where it exists (initializeAuth is refused for a project that has
# one: import it) and only forgets it on destroy. Roles are custom claims of a user.
#
# What the provider reads back and keeps in state: the web API key (marked sensitive, and no secret: browsers show it),
# and sign_in.hash_config.signer_key, which is one and is not marked. It comes only to an identity with the permission
# firebaseauth.configs.getHashConfig: apply with one that lacks it.
resource "google_identity_platform_config" "this" {
  project                    = var.project_id
  authorized_domains         = sort(distinct(flatten([for url in var.callback_urls : regexall("^https?://([a-z0-9.-]+)", url)])))
  autodelete_anonymous_users = true

  sign_in {
    allow_duplicate_emails = false

    email {
      enabled           = true
      password_required = true
    }

    phone_number {
      enabled = false
    }

    anonymous {
      enabled = false
    }
  }

  mfa {
    state = var.mfa

    provider_configs {
      state = var.mfa

      totp_provider_config {
        adjacent_intervals = 1
      }
    }
  }

  client {
    permissions {
      disabled_user_signup   = !var.sign_up
      disabled_user_deletion = true # Erasure is the application's: it has data of its own to delete.
    }
  }

  monitoring {
    request_logging {
      enabled = true
    }
  }
}

# Set claims, disable and erase users: nothing of the pool's configuration, and not its password hashes.
resource "google_project_iam_custom_role" "admin" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_user_admin"
  title       = "${var.name}: users of the application"
  description = "Read and change users and their claims."
  permissions = ["firebaseauth.users.delete", "firebaseauth.users.get", "firebaseauth.users.update"]
}

resource "google_project_iam_custom_role" "reader" {
  project     = var.project_id
  role_id     = "${replace(var.name, "-", "_")}_user_reader"
  title       = "${var.name}: look at users of the application"
  description = "Read users and their claims."
  permissions = ["firebaseauth.users.get"]
}
