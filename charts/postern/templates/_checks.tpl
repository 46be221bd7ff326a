{{- /* What a schema can't say, or says in words that help nobody. Every message names the value. */ -}}
{{- define "postern.checks" -}}
{{- with .Values -}}
{{- if not .postgresql.host -}}
{{- fail "postgresql.host is required: the host name of PostgreSQL" -}}
{{- end -}}
{{- if and (hasPrefix "verify-" .postgresql.tls.mode) (not .postgresql.tls.existingSecret) -}}
{{- fail (printf "postgresql.tls.existingSecret is required with postgresql.tls.mode=%s: the Secret with the authorities' certificates" .postgresql.tls.mode) -}}
{{- end -}}
{{- if and (eq .secrets.store "vault") (not .vault.uri) -}}
{{- fail "vault.uri is required with secrets.store=vault: where Vault is; or set secrets.store=sealed" -}}
{{- end -}}
{{- if and .redis.username (not .redis.existingSecret) -}}
{{- fail "redis.existingSecret is required with redis.username: the Secret with its password" -}}
{{- end -}}
{{- with .adminApi.oidc -}}
{{- if and (or .issuer .jwkSetUri .audience) (not (and .issuer .jwkSetUri .audience)) -}}
{{- fail "adminApi.oidc.issuer, adminApi.oidc.jwkSetUri and adminApi.oidc.audience go together: set all three, or none" -}}
{{- end -}}
{{- end -}}
{{- if and .test.path (not .test.existingSecret) -}}
{{- fail "test.existingSecret is required with test.path: the Secret with the caller's credential" -}}
{{- end -}}
{{- range $name, $component := dict "adminApi" .adminApi "gateway" .gateway -}}
{{- if and $component.ingress.enabled (not $component.ingress.host) -}}
{{- fail (printf "%s.ingress.host is required with %s.ingress.enabled" $name $name) -}}
{{- end -}}
{{- if and $component.httpRoute.enabled (not $component.httpRoute.parentRefs) -}}
{{- fail (printf "%s.httpRoute.parentRefs is required with %s.httpRoute.enabled: the Gateways it hangs on" $name $name) -}}
{{- end -}}
{{- if gt (int $component.autoscaling.minReplicas) (int $component.autoscaling.maxReplicas) -}}
{{- fail (printf "%s.autoscaling.maxReplicas is less than %s.autoscaling.minReplicas" $name $name) -}}
{{- end -}}
{{- range $setting, $value := $component.settings -}}
{{- if regexMatch "(^|[.-])(password|passphrase|secret|secret-id|token|user-token|key|keys)(\\[[0-9]+\\])?$" $setting -}}
{{- fail (printf "%s.settings: %s is a secret, and values hold none: name a Secret in %s.secretSettings" $name $setting $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if gt (add .gateway.heapPercent .gateway.buffersPercent) 85 -}}
{{- fail "gateway.heapPercent and gateway.buffersPercent leave less than 15 percent of the memory limit for threads, code and classes" -}}
{{- end -}}
{{- end -}}
{{- end }}
