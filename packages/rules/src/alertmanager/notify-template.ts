import { header, type Project } from '../generate/project.js';

/** The texts of messages, for Slack and e-mail alike. */
export function notifyTemplate(project: Project): string {
  return `{{/*
${header(project, 'The texts of the messages of Alertmanager.')}
*/}}
{{ define "obs.title" -}}
{{ if eq .Status "resolved" }}Resolved{{ else }}{{ .CommonLabels.severity | toUpper }}{{ end }}: {{ .CommonLabels.alertname }} ({{ .CommonLabels.system }})
{{- end }}

{{ define "obs.text" -}}
{{ range .Alerts -}}
{{ .Annotations.summary }}
{{ if eq .Status "firing" }}{{ .Annotations.description }}
Runbook: {{ .Annotations.runbook_url }}
{{ end }}
{{ end }}
{{- end }}

{{ define "obs.color" -}}
{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "page" }}danger{{ else }}warning{{ end }}
{{- end }}
`;
}
