{{- define "postern.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "postern.fullname" -}}
{{- $name := include "postern.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- /* What selects the pods of a component: it can't be changed while they run. Takes root, component. */ -}}
{{- define "postern.selector" -}}
app.kubernetes.io/name: {{ include "postern.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "postern.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "postern.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: postern
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* Name, namespace and labels of an object of a component. Takes root, component; suffix, annotations, labels where there are any. */ -}}
{{- define "postern.metadata" -}}
name: {{ include "postern.fullname" .root }}-{{ .component }}{{ .suffix }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "postern.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Takes root, image. */ -}}
{{- define "postern.image" -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end -}}
{{- .image.repository -}}
{{- if .image.digest -}}
@{{ .image.digest }}
{{- else -}}
:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- /* What apps call. */ -}}
{{- define "postern.publicUrl" -}}
{{- $gateway := .Values.gateway -}}
{{- if $gateway.publicUrl -}}
{{- $gateway.publicUrl -}}
{{- else if $gateway.ingress.enabled -}}
{{- ternary "https" "http" (ne $gateway.ingress.tls.existingSecret "") }}://{{ $gateway.ingress.host -}}
{{- else if and $gateway.httpRoute.enabled $gateway.httpRoute.hostnames -}}
https://{{ first $gateway.httpRoute.hostnames -}}
{{- else -}}
http://{{ include "postern.fullname" . }}-gateway.{{ .Release.Namespace }}:{{ $gateway.service.port -}}
{{- end -}}
{{- end }}

{{- /* The port of a URL. */ -}}
{{- define "postern.portOf" -}}
{{- $port := regexFind ":[0-9]+$" (urlParse .).host -}}
{{- if $port -}}
{{- trimPrefix ":" $port -}}
{{- else -}}
{{- get (dict "https" "443" "http" "80" "redis" "6379" "rediss" "6379") (urlParse .).scheme -}}
{{- end -}}
{{- end }}
