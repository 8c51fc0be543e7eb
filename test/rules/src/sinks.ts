import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** What Slack would have got. */
export interface SlackMessage {
  readonly path: string;
  readonly channel: string;
  readonly title: string;
  readonly text: string;
  readonly color: string;
}

export interface Slack {
  readonly url: string;
  readonly messages: readonly SlackMessage[];
  stop(): Promise<void>;
}

/** Listens on loopback for what Alertmanager posts to a webhook of Slack. */
export async function startSlack(): Promise<Slack> {
  const messages: SlackMessage[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    const [attachment] = body.attachments;
    messages.push({ path: request.url ?? '', channel: body.channel, ...attachment });
    response.end('ok');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string;
  readonly password: string;
  readonly isEncrypted: boolean;
  /** Headers and body, quoted-printable decoded. */
  readonly source: string;
}

export interface MailServer {
  readonly address: string;
  readonly mails: readonly Mail[];
  stop(): Promise<void>;
}

/** A real SMTP server on loopback that takes mails of one user, over STARTTLS only. */
export async function startMailServer(password: string): Promise<MailServer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    // Its own certificate, which nobody signed.
    secure: false,
    authOptional: false,
    onAuth({ username, password: given }, _session, done) {
      if (given === password) done(null, { user: `${username}:${given}` });
      else done(new Error('wrong password'));
    },
    async onData(stream, session, done) {
      const source = decoded(await text(stream));
      const [user = '', given = ''] = String(session.user).split(':');
      const { mailFrom, rcptTo } = session.envelope;
      mails.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        user,
        password: given,
        isEncrypted: session.secure,
        source,
      });
      done();
    },
  });
  server.on('error', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    mails,
    stop: () => new Promise((done) => void server.close(() => done())),
  };
}

/** Quoted-printable of ASCII, which is all that our alerts have. Source: RFC 2045, 6.7. */
function decoded(source: string): string {
  return source
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
}
