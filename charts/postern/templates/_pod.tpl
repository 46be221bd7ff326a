{{- /* What every pod has, the tests' and the migration's too: Pod Security "restricted" allows it. */ -}}
{{- define "postern.podSecurity" -}}
automountServiceAccountToken: false
# Else a Service named postern-gateway would set variables that read as settings, POSTERN_GATEWAY_….
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  # So that it can read the files of Secrets.
  fsGroup: 65532
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "postern.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: ["ALL"]
{{- end }}

{{- define "postern.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "postern.scheduling" -}}
{{- with .values.topologySpread }}
topologySpreadConstraints:
  {{- range . }}
  - labelSelector:
      matchLabels:
        {{- include "postern.selector" $ | nindent 8 }}
    {{- /* The pods of an update are spread among themselves. */}}
    matchLabelKeys: ["pod-template-hash"]
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- /* Started: the process answers at all. Live: it does; nothing else is asked, least of all PostgreSQL or Vault, since a new
     process would not find them either. Ready: a gateway has read its plans, an admin API reaches PostgreSQL. */ -}}
{{- define "postern.probes" -}}
startupProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  periodSeconds: 2
  timeoutSeconds: 2
  # Three minutes: a cold JVM on a busy node.
  failureThreshold: 90
livenessProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /actuator/health/readiness
    port: management
  periodSeconds: 3
  timeoutSeconds: 3
  failureThreshold: 2
{{- end }}
