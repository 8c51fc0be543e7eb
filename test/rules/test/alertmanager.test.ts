import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertmanager as findAlertmanager, waitFor } from '@obs-test/backends';
import { describeWithBackend } from '@obs-test/backends/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployed, ruleFiles } from '../src/deploy.ts';
import { runTool } from '../src/promtool.ts';
import { type MailServer, type Slack, startMailServer, startSlack } from '../src/sinks.ts';
import {
  type SentAlert,
  type StartedAlertmanager,
  startFromDeploy,
} from '../src/started-alertmanager.ts';

const config = deployed('alertmanager/alertmanager.yml');

/** An alert as Prometheus would send it: labels and annotations of the rule of `deploy/`. */
function alertOf(
  system: string,
  name: string,
  labels: Readonly<Record<string, string>>,
): SentAlert {
  const file = ruleFiles().find((one) => one.system === system)!;
  const rule = file.rules.find((one) => {
    return (
      one.alert === name && (labels['slo'] === undefined || one.labels?.['slo'] === labels['slo'])
    );
  })!;
  return {
    labels: { alertname: name, ...rule.labels, ...labels },
    annotations: rule.annotations ?? {},
  };
}

describeWithBackend('Alertmanager', findAlertmanager, (backend) => {
  it('takes the configuration', async () => {
    const { code, output } = await runTool(backend().amtoolPath, ['check-config', config]);
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });

  it.each([
    ['severity=page system=jeeves alertname=JeevesLlmCostHigh', 'page'],
    ['severity=ticket system=jeeves alertname=MetricsAbsent', 'ticket'],
    ['severity=page slo=jeeves-pipelines alertname=SloBurnsFast', 'page'],
    // What nobody has thought of is not lost.
    ['alertname=Other', 'ticket'],
  ])('routes %s to %s', async (labels, receiver) => {
    const args = ['config', 'routes', 'test', `--config.file=${config}`, ...labels.split(' ')];
    const { output } = await runTool(backend().amtoolPath, args);
    expect(output.trim()).toBe(receiver);
  });

  describe('that was started with start.sh', () => {
    let slack: Slack;
    let mail: MailServer;
    let started: StartedAlertmanager;
    const folder = mkdtempSync(join(tmpdir(), 'obs-secrets-'));

    beforeAll(async () => {
      slack = await startSlack();
      mail = await startMailServer('correct horse');
      writeFileSync(join(folder, 'slack'), `${slack.url}/services/T0/B0/secret\n`);
      writeFileSync(join(folder, 'empty'), '\n');
      started = await startFromDeploy(backend().path, mail.address, {
        SLACK_API_URL_FILE: join(folder, 'slack'),
        SLACK_API_URL: 'http://127.0.0.1:9/not-this-one',
        SMTP_PASSWORD_FILE: join(folder, 'empty'),
        SMTP_PASSWORD: 'correct horse',
      });
    });
    afterAll(async () => {
      await started?.stop();
      await slack?.stop();
      await mail?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const titled = (title: string) => slack.messages.filter((message) => message.title === title);
    const mailed = (subject: string) =>
      mail.mails.filter(({ source }) => source.includes(`Subject: ${subject}`));

    it('sends a page to Slack and by e-mail, and its end to both', async () => {
      const page = alertOf('jeeves', 'JeevesLlmCostHigh', {});
      const title = 'PAGE: JeevesLlmCostHigh (jeeves)';
      await started.send([page]);
      const [message] = await waitFor(() => titled(title).length > 0 && titled(title), {
        what: 'the page in Slack',
      });
      expect(message).toMatchObject({
        path: '/services/T0/B0/secret',
        channel: '#alerts',
        color: 'danger',
        title_link: 'http://prometheus.example/graph',
      });
      expect(message!.text).toContain(page.annotations['summary']);
      expect(message!.text).toContain(page.annotations['description']);
      expect(message!.text).toContain('/docs/runbooks/llm-cost-high.md');
      const [letter] = await waitFor(() => mailed(title).length > 0 && mailed(title), {
        what: 'the page by e-mail',
      });
      expect(letter).toMatchObject({
        from: 'alertmanager@example.com',
        to: ['on-call@example.com'],
        user: 'alertmanager@example.com',
        password: 'correct horse',
        isEncrypted: true,
      });
      expect(letter!.source).toContain('docs/runbooks/llm-cost-high.md');

      const resolved = 'Resolved: JeevesLlmCostHigh (jeeves)';
      await started.send([{ ...page, endsAt: new Date(Date.now() - 1000).toISOString() }]);
      await waitFor(() => titled(resolved).length > 0 && mailed(resolved).length > 0, {
        what: 'the end in Slack and by e-mail',
      });
      expect(titled(resolved)[0]).toMatchObject({ color: 'good' });
    });

    it('sends a ticket to Slack, and not by e-mail', async () => {
      await started.send([alertOf('aoss', 'MetricsAbsent', { job: 'aoss-backend' })]);
      const title = 'TICKET: MetricsAbsent (aoss)';
      await waitFor(() => titled(title).length > 0, { what: 'the ticket in Slack' });
      expect(titled(title)[0]).toMatchObject({ color: 'warning' });
      // A page that is sent later has arrived by e-mail: the ticket would have, too.
      await started.send([alertOf('executives', 'HealthCheckFailing', { job: 'governance' })]);
      const page = 'PAGE: HealthCheckFailing (executives)';
      await waitFor(() => mailed(page).length > 0, { what: 'the page by e-mail' });
      expect(mailed(title)).toEqual([]);
    });

    it('says of a target that is down nothing else, and of other targets everything', async () => {
      const errors = (job: string) => alertOf('executives', 'HttpErrorRatioHigh', { job });
      await started.send([
        alertOf('executives', 'TargetDown', { job: 'executives', instance: 'i' }),
        errors('executives'),
        errors('voila-duplex'),
      ]);
      const title = 'PAGE: HttpErrorRatioHigh (executives)';
      await waitFor(
        () => titled('PAGE: TargetDown (executives)').length > 0 && titled(title).length > 0,
        { what: 'both pages in Slack' },
      );
      // One group a job: that of the target that is down has sent nothing.
      expect(titled(title)).toHaveLength(1);
    });

    it('sends no ticket for an objective that it has paged for', async () => {
      const slo = 'jeeves-pipelines';
      await started.send([
        alertOf('jeeves', 'SloBurnsFast', { slo }),
        alertOf('jeeves', 'SloBurnsSlowly', { slo }),
        alertOf('aoss', 'SloBurnsSlowly', { slo: 'aoss-executions' }),
      ]);
      await waitFor(
        () =>
          titled('PAGE: SloBurnsFast (jeeves)').length > 0 &&
          titled('TICKET: SloBurnsSlowly (aoss)').length > 0,
        { what: 'the page, and the ticket of another objective' },
      );
      expect(titled('TICKET: SloBurnsSlowly (jeeves)')).toEqual([]);
    });
  });
});

/** Shells that the script must run on: Alertmanager's image has busybox. */
const shells = [['sh'], ['dash'], ['busybox', 'sh'], ['bash', '--posix']].filter(
  ([program = '', ...args]) => spawnSync(program, [...args, '-c', ':']).status === 0,
);

describe.each(shells.map((shell) => ({ shell, name: shell.join(' ') })))(
  'start.sh on $name',
  ({ shell }) => {
    const folder = mkdtempSync(join(tmpdir(), 'obs-start-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(deployed('alertmanager'), join(folder, 'etc'), { recursive: true });
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\necho "$@"\n');
    chmodSync(program, 0o755);
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    let runs = 0;

    function start(env: Readonly<Record<string, string>>) {
      runs++;
      const run = join(folder, `run ${runs}`);
      const [command = '', ...args] = shell;
      const { status, stdout, stderr } = spawnSync(
        command,
        [...args, join(folder, 'etc/start.sh'), '--log.level=debug'],
        {
          env: {
            PATH: process.env['PATH'],
            ALERTMANAGER: program,
            ALERTMANAGER_RUN_DIR: run,
            SMTP_PASSWORD: 'a',
            ...env,
          },
          encoding: 'utf8',
        },
      );
      const secret = () => readFileSync(join(run, 'secrets/slack_api_url'), 'utf8');
      return { status, stdout, stderr, run, secret };
    }

    it.each([
      ['a variable', () => ({ SLACK_API_URL: 'https://v' }), 'https://v'],
      ['a file', () => ({ SLACK_API_URL_FILE: file('f', 'https://f\n') }), 'https://f'],
      [
        'the file where there is a variable, too',
        () => ({ SLACK_API_URL_FILE: file('f', 'https://f'), SLACK_API_URL: 'https://v' }),
        'https://f',
      ],
      [
        'the variable when the file is empty',
        () => ({ SLACK_API_URL_FILE: file('e', ''), SLACK_API_URL: 'https://v' }),
        'https://v',
      ],
      [
        'the variable when the file has white space only',
        () => ({ SLACK_API_URL_FILE: file('w', ' \n\t\n'), SLACK_API_URL: 'https://v' }),
        'https://v',
      ],
      [
        'what means something to a shell',
        () => ({ SLACK_API_URL: `a'b"c $(touch x) \`id\` \\n %s *` }),
        `a'b"c $(touch x) \`id\` \\n %s *`,
      ],
    ])('takes %s', (_what, env, wanted) => {
      const { status, stdout, stderr, run, secret } = start(env());
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(secret()).toBe(wanted);
      expect(stdout).toBe(`--config.file=${run}/alertmanager.yml --log.level=debug\n`);
      expect(readFileSync(join(run, 'alertmanager.yml'), 'utf8')).toBe(
        readFileSync(config, 'utf8'),
      );
    });

    it('lets nobody else read them', () => {
      const { run } = start({ SLACK_API_URL: 'https://v' });
      expect(statSync(join(run, 'secrets/slack_api_url')).mode & 0o077).toBe(0);
      expect(statSync(join(run, 'secrets')).mode & 0o077).toBe(0);
    });

    it('says that it cannot read a file, and takes the variable', () => {
      const { stderr, secret } = start({
        SLACK_API_URL_FILE: '/nowhere',
        SLACK_API_URL: 'https://v',
      });
      expect(stderr).toContain('cannot read /nowhere of SLACK_API_URL_FILE');
      expect(secret()).toBe('https://v');
    });

    it('says what is missing, and does not start', () => {
      const { status, stdout, stderr } = start({});
      expect(status).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(
        'there is no SLACK_API_URL. Set SLACK_API_URL, or put it into a file',
      );
    });
  },
);

it('start.sh is executable in the repository', () => {
  const mode = execFileSync('git', ['ls-files', '-s', 'alertmanager/start.sh'], {
    cwd: deployed(''),
  });
  expect(mode.toString()).toMatch(/^100755 /);
});
