# What a gateway may do in Vault: read secrets. It can't write, list or destroy them.
# For another mount than "secret" or another prefix than "postern", change the paths.

path "secret/data/postern/*" {
  capabilities = ["read"]
}

# Its own token.
path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
