# What the admin API may do in Vault: write secrets, list them, destroy them. It can't read a value back.
# For another mount than "secret" or another prefix than "postern", change the paths.

path "secret/data/postern/*" {
  capabilities = ["create", "update"]
}

# Numbers and times of versions, without values. To delete it destroys all versions.
path "secret/metadata/postern/*" {
  capabilities = ["create", "update", "read", "list", "delete"]
}

path "secret/metadata/postern" {
  capabilities = ["list"]
}

path "secret/destroy/postern/*" {
  capabilities = ["update"]
}

# What gateways write: it can only be destroyed.
path "secret/metadata/postern-rotating/*" {
  capabilities = ["delete"]
}

# Its own token.
path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
