{{- /* A setting's name as an environment variable. */ -}}
{{- define "postern.variable" -}}
{{- regexReplaceAll "\\[([0-9]+)\\]" . ".${1}" | replace "-" "" | replace "." "_" | upper -}}
{{- end }}

{{- /* A variable whose value lies in a Secret. Takes name, secret, key. */ -}}
{{- define "postern.fromSecret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key | quote }}
{{- end }}

{{- define "postern.databaseAddress" -}}
postgresql://{{ if contains ":" .host }}[{{ .host }}]{{ else }}{{ .host }}{{ end }}:{{ .port }}/{{ .database }}
{{- end }}

{{- /* JDBC and R2DBC write the same two parameters differently. */ -}}
{{- define "postern.r2dbcUrl" -}}
r2dbc:{{ include "postern.databaseAddress" . }}?sslMode={{ .tls.mode }}
{{- if .tls.existingSecret }}&sslRootCert=/etc/postern/postgresql-ca/ca.crt{{ end }}
{{- end }}

{{- define "postern.jdbcUrl" -}}
jdbc:{{ include "postern.databaseAddress" . }}?sslmode={{ .tls.mode }}
{{- if .tls.existingSecret }}&sslrootcert=/etc/postern/postgresql-ca/ca.crt{{ end }}
{{- end }}

{{- /* Mebibytes of a quantity such as 768Mi or 1Gi. */ -}}
{{- define "postern.mebibytes" -}}
{{- if hasSuffix "Gi" . }}{{ mul (trimSuffix "Gi" . | int) 1024 }}{{ else }}{{ trimSuffix "Mi" . | int }}{{ end -}}
{{- end }}

{{- /* Both applications: Takes root, component, values. */ -}}
{{- define "postern.bothSettings" -}}
{{- $values := .root.Values -}}
{{- $admin := eq .component "admin-api" -}}
{{- $login := ternary $values.postgresql.adminApi $values.postgresql.gateway $admin -}}
- name: SPRING_R2DBC_URL
  value: {{ include "postern.r2dbcUrl" $values.postgresql | quote }}
{{ include "postern.fromSecret" (dict "name" "SPRING_R2DBC_USERNAME" "secret" $login.existingSecret "key" "username") }}
{{ include "postern.fromSecret" (dict "name" "SPRING_R2DBC_PASSWORD" "secret" $login.existingSecret "key" "password") }}
{{- range $index, $id := $values.callerHash.keyIds }}
- name: POSTERN_CALLERHASH_KEYS_{{ $index }}_ID
  value: {{ $id | quote }}
- name: POSTERN_CALLERHASH_KEYS_{{ $index }}_KEYFILE
  value: /etc/postern/caller-hash/{{ $id }}
{{- end }}
- name: POSTERN_SECRETS_STORE
  value: {{ $values.secrets.store }}
{{- if eq $values.secrets.store "sealed" }}
- name: POSTERN_SEALED_KEYSFILE
  value: /etc/postern/sealed/sealing.keys
{{- else }}
{{- include "postern.vaultSettings" . }}
{{- end }}
{{- with $values.outbound.allow }}
- name: POSTERN_OUTBOUND_ALLOW
  value: {{ join "," . | quote }}
{{- end }}
{{- with $values.logFormat }}
- name: LOGGING_STRUCTURED_FORMAT_CONSOLE
  value: {{ . }}
{{- end }}
{{- end }}

{{- define "postern.vaultSettings" -}}
{{- $admin := eq .component "admin-api" -}}
{{- with .root.Values.vault }}
- name: POSTERN_VAULT_URI
  value: {{ .uri | quote }}
{{- if .namespace }}
- name: POSTERN_VAULT_NAMESPACE
  value: {{ .namespace | quote }}
{{- end }}
- name: POSTERN_VAULT_MOUNT
  value: {{ .mount | quote }}
- name: POSTERN_VAULT_PREFIX
  value: {{ .prefix | quote }}
{{- if .ca.existingSecret }}
- name: POSTERN_VAULT_CAFILE
  value: /etc/postern/vault-ca/ca.crt
{{- end }}
{{- if .references }}
- name: POSTERN_VAULT_REFERENCES_ALLOWED
  value: {{ join "," .references | quote }}
{{- end }}
- name: POSTERN_VAULT_AUTHENTICATION
  value: {{ .authentication }}
{{- if eq .authentication "kubernetes" }}
- name: POSTERN_VAULT_KUBERNETES_PATH
  value: {{ .kubernetes.path | quote }}
- name: POSTERN_VAULT_KUBERNETES_ROLE
  value: {{ ternary .kubernetes.adminApiRole .kubernetes.gatewayRole $admin | quote }}
- name: POSTERN_VAULT_KUBERNETES_TOKENFILE
  value: /var/run/secrets/postern-vault/token
{{- else }}
- name: POSTERN_VAULT_APPROLE_PATH
  value: {{ .appRole.path | quote }}
{{ include "postern.fromSecret" (dict "name" "POSTERN_VAULT_APPROLE_ROLEID" "secret" (ternary .appRole.adminApiExistingSecret .appRole.gatewayExistingSecret $admin) "key" "role-id") }}
- name: POSTERN_VAULT_APPROLE_SECRETIDFILE
  value: /etc/postern/approle/secret-id
{{- end }}
{{- end }}
{{- end }}

{{- define "postern.adminApiSettings" -}}
- name: JAVA_TOOL_OPTIONS
  value: {{ trim (printf "-XX:MaxRAMPercentage=%v -XX:+ExitOnOutOfMemoryError %s" .values.heapPercent .values.javaOptions) | quote }}
# The migration's Job has done it, as the schema's owner.
- name: SPRING_FLYWAY_ENABLED
  value: "false"
- name: POSTERN_ADMIN_SHUTDOWN_DRAIN
  value: {{ .values.stopDrainSeconds }}s
- name: SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE
  value: {{ .values.stopTimeoutSeconds }}s
- name: POSTERN_GATEWAY_PUBLICURL
  value: {{ include "postern.publicUrl" .root | quote }}
- name: POSTERN_GATEWAY_MANAGEMENTURL
  value: http://{{ include "postern.fullname" .root }}-gateway-management.{{ .root.Release.Namespace }}:9080
{{- if .values.bootstrap.existingSecret }}
- name: POSTERN_ADMIN_BOOTSTRAP_USERTOKENFILE
  value: /etc/postern/bootstrap/user.token
{{- end }}
{{- with .values.oidc }}
{{- if .issuer }}
- name: POSTERN_ADMIN_OIDC_ISSUER
  value: {{ .issuer | quote }}
- name: POSTERN_ADMIN_OIDC_JWKSETURI
  value: {{ .jwkSetUri | quote }}
- name: POSTERN_ADMIN_OIDC_AUDIENCE
  value: {{ .audience | quote }}
{{- end }}
{{- end }}
{{- with .values.consent.callbackUrl }}
- name: POSTERN_ADMIN_CONSENT_CALLBACKURL
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "postern.gatewaySettings" -}}
{{- $limit := include "postern.mebibytes" .values.resources.limits.memory | int -}}
- name: JAVA_TOOL_OPTIONS
  value: {{ trim (printf "-XX:MaxRAMPercentage=%v -XX:MaxDirectMemorySize=%vm -XX:+ExitOnOutOfMemoryError %s" .values.heapPercent (div (mul $limit .values.buffersPercent) 100) .values.javaOptions) | quote }}
- name: POSTERN_GATEWAY_SHUTDOWN_DRAIN
  value: {{ .values.stopDrainSeconds }}s
- name: POSTERN_GATEWAY_SHUTDOWN_TIMEOUT
  value: {{ .values.stopTimeoutSeconds }}s
{{- $url := include "postern.publicUrl" .root }}
{{- /* Not one that was guessed without TLS: whoever follows a link to it shows the app's key in clear. */}}
{{- if or .values.publicUrl (hasPrefix "https://" $url) }}
- name: POSTERN_GATEWAY_PUBLICURL
  value: {{ $url | quote }}
{{- end }}
{{- with .values.regions }}
- name: POSTERN_GATEWAY_REGION
  value: {{ join "," . | quote }}
{{- end }}
{{- with .root.Values.redis }}
{{- if .url }}
- name: POSTERN_GATEWAY_LIMIT_REDIS_URL
  value: {{ .url | quote }}
{{- if .username }}
- name: POSTERN_GATEWAY_LIMIT_REDIS_USERNAME
  value: {{ .username | quote }}
{{- end }}
{{- if .existingSecret }}
- name: POSTERN_GATEWAY_LIMIT_REDIS_PASSWORDFILE
  value: /etc/postern/redis/password
{{- end }}
{{- if .ca.existingSecret }}
- name: POSTERN_GATEWAY_LIMIT_REDIS_CAFILE
  value: /etc/postern/redis-ca/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- with .values.trace }}
{{- if .endpoint }}
- name: POSTERN_GATEWAY_TRACE_ENDPOINT
  value: {{ .endpoint | quote }}
- name: POSTERN_GATEWAY_TRACE_SAMPLE
  value: {{ .sample | toJson | quote }}
- name: POSTERN_GATEWAY_TRACE_FOLLOWCALLER
  value: {{ .followCaller | quote }}
{{- if .headers.existingSecret }}
- name: POSTERN_GATEWAY_TRACE_HEADERSFILE
  value: /etc/postern/trace/headers
{{- end }}
{{- if .ca.existingSecret }}
- name: POSTERN_GATEWAY_TRACE_CAFILE
  value: /etc/postern/trace-ca/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- if .values.upstreamCa.existingSecret }}
- name: POSTERN_GATEWAY_UPSTREAM_CAFILE
  value: /etc/postern/upstream-ca/ca.crt
{{- end }}
{{- end }}

{{- /* All variables of an application. Takes root, component, values. */ -}}
{{- define "postern.settings" -}}
{{- $name := ternary "adminApi" "gateway" (eq .component "admin-api") -}}
{{- $own := printf "%s\n%s" (include "postern.bothSettings" .) (include (printf "postern.%sSettings" $name) .) -}}
{{ $own }}
{{- range $setting, $value := .values.settings }}
{{- $variable := include "postern.variable" $setting }}
{{- if contains (printf "name: %s\n" $variable) $own }}
{{- fail (printf "%s.settings: %s is set by another value" $name $setting) }}
{{- end }}
- name: {{ $variable }}
  {{- /* A large number of values.yaml has become a floating-point one. */}}
  value: {{ if kindIs "float64" $value }}{{ $value | toJson | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
{{- range $setting, $from := .values.secretSettings }}
{{- $variable := include "postern.variable" $setting }}
{{- if or (contains (printf "name: %s\n" $variable) $own) (hasKey $.values.settings $setting) }}
{{- fail (printf "%s.secretSettings: %s is set by another value" $name $setting) }}
{{- end }}
{{ include "postern.fromSecret" (dict "name" $variable "secret" $from.existingSecret "key" $from.key) }}
{{- end }}
{{- end }}
