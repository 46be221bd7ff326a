{{- /* Rules of egress that several policies have. Each takes what its name says, and yields list items. */ -}}
{{- define "postern.egressDns" -}}
- ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
  {{- with .Values.networkPolicy.dnsTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- /* Takes port, to. */ -}}
{{- define "postern.egressTcp" -}}
- ports:
    - protocol: TCP
      port: {{ .port }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "postern.egressStores" -}}
{{ include "postern.egressTcp" (dict "port" .Values.postgresql.port "to" .Values.networkPolicy.postgresqlTo) }}
{{- if eq .Values.secrets.store "vault" }}
{{ include "postern.egressTcp" (dict "port" (include "postern.portOf" .Values.vault.uri) "to" .Values.networkPolicy.vaultTo) }}
{{- end }}
{{- end }}

{{- /* The world, but for private ranges. */ -}}
{{- define "postern.egressWorld" -}}
- to:
    {{- range $world := list "0.0.0.0/0" "::/0" }}
    {{- $except := list }}
    {{- range $.Values.networkPolicy.privateRanges }}
    {{- if eq (contains ":" .) (contains ":" $world) }}
    {{- $except = append $except . }}
    {{- end }}
    {{- end }}
    - ipBlock:
        cidr: {{ $world | quote }}
        {{- with $except }}
        except:
          {{- toYaml . | nindent 10 }}
        {{- end }}
    {{- end }}
{{- end }}

{{- /* The private addresses that may be called all the same. Takes the list of CIDR[:PORT[-PORT]]. */ -}}
{{- define "postern.egressAllowed" -}}
{{- range . }}
{{- $ports := regexFind ":[0-9]+(-[0-9]+)?$" (regexReplaceAll "^.*/" . "") | trimPrefix ":" }}
- to:
    - ipBlock:
        cidr: {{ regexReplaceAll "(/[0-9]+).*$" . "${1}" | quote }}
  {{- if $ports }}
  ports:
    - protocol: TCP
      port: {{ regexFind "^[0-9]+" $ports }}
      {{- if contains "-" $ports }}
      endPort: {{ regexFind "[0-9]+$" $ports }}
      {{- end }}
  {{- end }}
{{- end }}
{{- end }}
