# Written by cloudgen from cloudgen.yaml: `cloudgen generate --provider azure` writes it again and keeps edits.

terraform {
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 5.2"
    }
  }

  # terraform init -backend-config=environments/<environment>.azurerm.tfbackend -backend-config="storage_account_name=<account>"
  backend "azurerm" {}
}
