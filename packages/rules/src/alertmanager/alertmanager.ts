import {
  type GeneratedFile,
  header,
  type Notifications,
  type Project,
} from '../generate/project.js';
import { commented, toYaml } from '../generate/yaml.js';
import { notifyTemplate } from './notify-template.js';
import { startScript } from './start-script.js';

/**
 * `alertmanager/alertmanager.yml`, the texts of its messages, and `start.sh`, which brings its secrets to
 * where it reads them.
 */
export function alertmanagerFiles(project: Project): GeneratedFile[] {
  const secrets = secretsOf(project.notifications);
  return [
    {
      path: 'alertmanager/alertmanager.yml',
      content: toYaml(header(project, top(secrets)), configuration(project.notifications)),
    },
    { path: 'alertmanager/notify.tmpl', content: notifyTemplate(project) },
    {
      path: 'alertmanager/start.sh',
      content: startScript(project, secrets),
      executable: true,
    },
  ];
}

/** A secret: the variable that has it, or that with `_FILE` which names a file, and its own file. */
export interface Secret {
  readonly variable: string;
  /** Below the folder of the configuration. */
  readonly file: string;
  readonly meaning: string;
}

function secretsOf({ slack, email }: Notifications): Secret[] {
  return [
    ...(slack
      ? [{ variable: 'SLACK_API_URL', file: 'secrets/slack_api_url', meaning: "Slack's webhook" }]
      : []),
    ...(email
      ? [{ variable: 'SMTP_PASSWORD', file: 'secrets/smtp_password', meaning: 'the mail password' }]
      : []),
  ];
}

function top(secrets: readonly Secret[]): string {
  return [
    'Alertmanager: a page goes to Slack and by e-mail, a ticket to Slack.',
    '',
    'Start it with ./start.sh, which takes each secret from a file or a variable:',
    ...secrets.map(({ variable, meaning }) => `  ${variable}_FILE or ${variable}: ${meaning}`),
    'After a change: amtool check-config alertmanager.yml, then curl -X POST localhost:9093/-/reload',
    'The way back: the file of the last commit, and the same reload. A bad file is refused, and the old one holds.',
  ].join('\n');
}

function configuration({ slack, email }: Notifications): object {
  return {
    ...(slack || email
      ? { global: globals({ ...(slack && { slack }), ...(email && { email }) }) }
      : {}),
    templates: ['notify.tmpl'],
    route: {
      receiver: 'ticket',
      group_by: ['alertname', 'system', 'job', 'slo'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '1d',
      routes: [
        {
          matchers: ['severity="page"'],
          receiver: 'page',
          group_wait: '10s',
          repeat_interval: '1h',
        },
        { matchers: ['severity="ticket"'], receiver: 'ticket' },
      ],
    },
    inhibit_rules: [
      commented(
        {
          source_matchers: ['alertname="TargetDown"'],
          target_matchers: ['alertname!="TargetDown"', 'job!=""'],
          equal: ['system', 'job'],
        },
        'Of a target that is down nobody needs to hear that it is slow, too.',
      ),
      commented(
        {
          source_matchers: ['severity="page"', 'slo!=""'],
          target_matchers: ['severity="ticket"', 'slo!=""'],
          equal: ['system', 'slo'],
        },
        'Whoever was paged for an objective needs no ticket for it.',
      ),
    ],
    receivers: [
      {
        name: 'page',
        ...(slack ? { slack_configs: [slackConfig(slack.channel)] } : {}),
        ...(email ? { email_configs: [emailConfig(email.to)] } : {}),
      },
      { name: 'ticket', ...(slack ? { slack_configs: [slackConfig(slack.channel)] } : {}) },
    ],
  };
}

function globals({ slack, email }: Notifications): object {
  return {
    ...(slack ? { slack_api_url_file: 'secrets/slack_api_url' } : {}),
    ...(email
      ? {
          smtp_smarthost: email.smarthost,
          smtp_from: email.from,
          smtp_auth_username: email.username ?? email.from,
          smtp_auth_password_file: 'secrets/smtp_password',
          smtp_require_tls: true,
        }
      : {}),
  };
}

function slackConfig(channel: string): object {
  return {
    channel,
    send_resolved: true,
    title: '{{ template "obs.title" . }}',
    title_link: '{{ (index .Alerts 0).GeneratorURL }}',
    text: '{{ template "obs.text" . }}',
    color: '{{ template "obs.color" . }}',
  };
}

function emailConfig(to: string): object {
  return {
    to,
    send_resolved: true,
    headers: { Subject: '{{ template "obs.title" . }}' },
    html: '',
    text: '{{ template "obs.text" . }}',
  };
}
