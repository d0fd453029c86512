/** One SMTP connection. What it says about a failed message is careful: refused, never begun, or not known. */
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

export interface Mail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Two-letter code, for Content-Language. */
  readonly language: string;
}

/**
 * - `sent`: the server took it.
 * - `later`: certainly not taken, and worth another try (no connection, 4xx).
 * - `refused`: certainly not taken, for good (5xx).
 * - `unknown`: the content had been given when the connection broke. It may have been taken.
 */
export type Outcome =
  | { readonly kind: 'sent'; readonly response: string }
  | { readonly kind: 'later' | 'refused' | 'unknown'; readonly problem: string };

export interface Mailer {
  send(mail: Mail): Promise<Outcome>;
  close(): void;
}

const CONNECT_MS = 20_000;
const IDLE_MS = 60_000;
/** Servers limit the messages of one connection; a fresh one costs little. */
const MESSAGES_PER_CONNECTION = 100;

/** @param address `smtp://user:password@host:25` or `smtps://…`; `?starttls=required` refuses to go on without TLS */
export function openMailer(address: string): Mailer {
  const url = new URL(address);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw new Error('the SMTP address starts with smtp:// or smtps://');
  let open: { connection: SMTPConnection; used: number } | undefined;
  const drop = (): void => {
    open?.connection.close();
    open = undefined;
  };
  return {
    close: () => {
      open?.connection.quit();
      open = undefined;
    },
    send: async (mail) => {
      const content = await compose(mail);
      if (open && (open.used >= MESSAGES_PER_CONNECTION || open.connection.destroyed)) drop();
      if (!open) {
        try {
          open = { connection: await connect(url), used: 0 };
        } catch (error) {
          return { kind: 'later', problem: `no connection to the mail server: ${said(error)}` };
        }
      }
      const { connection } = open;
      open.used += 1;
      const outcome = await give(connection, mail, content);
      if (outcome.kind !== 'sent') drop();
      return outcome;
    },
  };
}

function compose(mail: Mail): Promise<Buffer> {
  return new MailComposer({
    messageId: mail.messageId,
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    textEncoding: 'quoted-printable',
    headers: { 'Content-Language': mail.language, 'Auto-Submitted': 'auto-generated', ...mail.headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

function connect(url: URL): Promise<SMTPConnection> {
  const secure = url.protocol === 'smtps:';
  const connection = new SMTPConnection({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 25) : Number(url.port),
    secure,
    requireTLS: url.searchParams.get('starttls') === 'required',
    opportunisticTLS: url.searchParams.get('starttls') !== 'required',
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: IDLE_MS,
  });
  return new Promise((resolve, reject) => {
    // Stays: an error while idle must not end the process; the next message opens a new connection.
    connection.on('error', reject);
    connection.connect((error) => {
      if (error) return reject(error);
      if (url.username === '') return resolve(connection);
      const credentials = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
      connection.login(credentials, (failure) => (failure ? reject(failure) : resolve(connection)));
    });
  });
}

function give(connection: SMTPConnection, mail: Mail, content: Buffer): Promise<Outcome> {
  let begun = false;
  const source = Readable.from(
    (function* () {
      begun = true;
      yield content;
    })(),
  );
  return new Promise((resolve) => {
    const failed = (error: SMTPConnection.SMTPError): void => {
      const problem = said(error);
      if (error.responseCode !== undefined) resolve({ kind: error.responseCode >= 500 ? 'refused' : 'later', problem });
      else resolve({ kind: begun ? 'unknown' : 'later', problem });
    };
    connection.once('error', failed);
    connection.send(
      { from: addressOf(mail.from), to: mail.to, dsn: { ret: 'HDRS', notify: ['FAILURE'] } },
      source,
      (error, info) => {
        connection.removeListener('error', failed);
        if (error) failed(error);
        else resolve({ kind: 'sent', response: info.response });
      },
    );
  });
}

function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from;
}

function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 300);
}
