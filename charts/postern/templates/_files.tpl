{{- /* The folders of Secrets that an application reads: a list of name, secret, items and the path below /etc/postern. */ -}}
{{- define "postern.files" -}}
{{- $values := .root.Values -}}
{{- $admin := eq .component "admin-api" -}}
{{- $files := list -}}
{{- if $values.postgresql.tls.existingSecret -}}
{{- $files = append $files (dict "name" "postgresql-ca" "secret" $values.postgresql.tls.existingSecret "items" (list (dict "key" $values.postgresql.tls.key "path" "ca.crt"))) -}}
{{- end -}}
{{- if ne .component "migration" -}}
{{- $keys := list -}}
{{- range $values.callerHash.keyIds -}}
{{- $keys = append $keys (dict "key" . "path" .) -}}
{{- end -}}
{{- $files = append $files (dict "name" "caller-hash" "secret" $values.callerHash.existingSecret "items" $keys) -}}
{{- if eq $values.secrets.store "sealed" -}}
{{- $files = append $files (dict "name" "sealed" "secret" $values.sealed.existingSecret "items" (list (dict "key" $values.sealed.key "path" "sealing.keys"))) -}}
{{- else -}}
{{- if $values.vault.ca.existingSecret -}}
{{- $files = append $files (dict "name" "vault-ca" "secret" $values.vault.ca.existingSecret "items" (list (dict "key" $values.vault.ca.key "path" "ca.crt"))) -}}
{{- end -}}
{{- if eq $values.vault.authentication "approle" -}}
{{- $files = append $files (dict "name" "approle" "secret" (ternary $values.vault.appRole.adminApiExistingSecret $values.vault.appRole.gatewayExistingSecret $admin) "items" (list (dict "key" "secret-id" "path" "secret-id"))) -}}
{{- end -}}
{{- end -}}
{{- if and $admin $values.adminApi.bootstrap.existingSecret -}}
{{- $files = append $files (dict "name" "bootstrap" "secret" $values.adminApi.bootstrap.existingSecret "items" (list (dict "key" $values.adminApi.bootstrap.key "path" "user.token"))) -}}
{{- end -}}
{{- if and (not $admin) $values.redis.url -}}
{{- if $values.redis.existingSecret -}}
{{- $files = append $files (dict "name" "redis" "secret" $values.redis.existingSecret "items" (list (dict "key" $values.redis.key "path" "password"))) -}}
{{- end -}}
{{- if $values.redis.ca.existingSecret -}}
{{- $files = append $files (dict "name" "redis-ca" "secret" $values.redis.ca.existingSecret "items" (list (dict "key" $values.redis.ca.key "path" "ca.crt"))) -}}
{{- end -}}
{{- end -}}
{{- if and (not $admin) $values.gateway.trace.endpoint -}}
{{- with $values.gateway.trace -}}
{{- if .headers.existingSecret -}}
{{- $files = append $files (dict "name" "trace" "secret" .headers.existingSecret "items" (list (dict "key" .headers.key "path" "headers"))) -}}
{{- end -}}
{{- if .ca.existingSecret -}}
{{- $files = append $files (dict "name" "trace-ca" "secret" .ca.existingSecret "items" (list (dict "key" .ca.key "path" "ca.crt"))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (not $admin) $values.gateway.upstreamCa.existingSecret -}}
{{- $files = append $files (dict "name" "upstream-ca" "secret" $values.gateway.upstreamCa.existingSecret "items" (list (dict "key" $values.gateway.upstreamCa.key "path" "ca.crt"))) -}}
{{- end -}}
{{- end -}}
{{- $files | toJson -}}
{{- end }}

{{- define "postern.vaultToken" -}}
{{- with .root.Values }}
{{- if and (ne $.component "migration") (eq .secrets.store "vault") (eq .vault.authentication "kubernetes") }}true{{ end }}
{{- end }}
{{- end }}

{{- define "postern.volumeMounts" -}}
# The only place that can be written.
- name: tmp
  mountPath: /tmp
{{- range include "postern.files" . | fromJsonArray }}
- name: {{ .name }}
  mountPath: /etc/postern/{{ .name }}
  readOnly: true
{{- end }}
{{- if include "postern.vaultToken" . }}
- name: vault-token
  mountPath: /var/run/secrets/postern-vault
  readOnly: true
{{- end }}
{{- end }}

{{- define "postern.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 128Mi
{{- range include "postern.files" . | fromJsonArray }}
- name: {{ .name }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
      {{- range .items }}
      - key: {{ .key | quote }}
        path: {{ .path | quote }}
      {{- end }}
{{- end }}
{{- if include "postern.vaultToken" . }}
{{- with .root.Values.vault.kubernetes }}
# Good for Vault alone. The service account's usual token, which the API server takes, is not there.
- name: vault-token
  projected:
    defaultMode: 0440
    sources:
      - serviceAccountToken:
          audience: {{ .audience | quote }}
          expirationSeconds: {{ .tokenSeconds }}
          path: token
{{- end }}
{{- end }}
{{- end }}
