"""Cloud logins."""
