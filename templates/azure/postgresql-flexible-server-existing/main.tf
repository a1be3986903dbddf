# A server that is there already, with a private endpoint in the network and logins by Entra ID. Nothing is looked up: what its
# callers need is not in the provider's data source.
