/** A mail server that keeps what it took, for tests. */
import { type AddressInfo, createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Taken {
  readonly messageId: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export interface Sink {
  readonly url: string;
  readonly taken: readonly Taken[];
  close(): Promise<void>;
}

export interface SinkOptions {
  /** ms between taking a message and saying so. */
  readonly delay?: () => number;
  /** Answers an error (`responseCode`) at RCPT. */
  readonly refuse?: (address: string) => number | undefined;
}

export async function startSink(options: SinkOptions = {}): Promise<Sink> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (address, _session, done) => {
      const code = options.refuse?.(address.address);
      done(code === undefined ? null : Object.assign(new Error('refused by the test'), { responseCode: code }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A client that dies in the middle gave no whole message: `end` never comes.
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const to = session.envelope.rcptTo.map((r) => r.address);
        taken.push({ messageId: /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? '', to, raw });
        setTimeout(done, options.delay?.() ?? 0);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A mail server that takes the whole content and then breaks the connection without a word. */
export async function startBreakingServer(): Promise<{
  readonly url: string;
  taken(): number;
  close(): Promise<void>;
}> {
  let taken = 0;
  const server = createServer((socket) => {
    let data = false;
    let text = '';
    socket.on('error', () => undefined);
    socket.write('220 test ESMTP\r\n');
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (data && text.endsWith('\r\n.\r\n')) {
        taken += 1;
        return socket.destroy();
      }
      if (data || !text.endsWith('\r\n')) return;
      const command = text.slice(0, 4).toUpperCase();
      text = '';
      data = command === 'DATA';
      socket.write(data ? '354 go on\r\n' : '250 yes\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken: () => taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The text of a quoted-printable message, lines ended by \n. */
export function textOf(raw: string): string {
  const body = raw
    .slice(raw.indexOf('\r\n\r\n') + 4)
    .replace(/=\r\n/g, '')
    .replaceAll('\r\n', '\n');
  const bytes = body.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
