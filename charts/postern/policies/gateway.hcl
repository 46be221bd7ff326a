# What a gateway may do in Vault: read secrets, and write those that change with their use (refresh tokens) in a
# subtree of their own. It can't change, list or destroy any other.
# For another mount than "secret" or another prefix than "postern", change the paths.

path "secret/data/postern/*" {
  capabilities = ["read"]
}

path "secret/data/postern-rotating/*" {
  capabilities = ["create", "update", "read"]
}

# Its own token.
path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}

# Where clients may refer to secrets that lie elsewhere in this Vault (docs/operations.md), take lines like these out of
# their comments, and name the paths. Dynamic secrets are read, too.
#
# path "secret/data/teams/*" {
#   capabilities = ["read"]
# }
#
# path "database/creds/*" {
#   capabilities = ["read"]
# }
#
# To renew the leases of dynamic secrets: Vault's default policy allows it already. Without it each is replaced by another.
#
# path "sys/leases/renew" {
#   capabilities = ["update"]
# }
#
# To end them when a gateway stops. Who has this may end every lease whose id it knows. Without it they end by themselves.
#
# path "sys/leases/revoke" {
#   capabilities = ["update"]
# }
