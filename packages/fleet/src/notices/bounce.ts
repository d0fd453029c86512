/** Reports of failed delivery (RFC 3464, in multipart/report of RFC 6522): which of our messages, to whom, for good or for now. */

export interface Bounce {
  /** Message-IDs in what was returned of the message: ours is among them. */
  readonly messageIds: readonly string[];
  readonly recipients: readonly {
    readonly address: string;
    /** failed, delayed, delivered, relayed, expanded. */
    readonly action: string;
    /** RFC 3463, `5.1.1`. */
    readonly status: string;
    readonly diagnostic: string;
  }[];
}

const MAX_BYTES = 1_000_000;
const MAX_PARTS = 50;
const MAX_RECIPIENTS = 100;
const MAX_DEPTH = 4;

/** Total: whatever the text, an answer; undefined when it is no report of delivery. */
export function parseBounce(raw: string): Bounce | undefined {
  const parts: { type: string; body: string }[] = [];
  collect(raw.slice(0, MAX_BYTES).replace(/\r\n?/g, '\n'), parts, 0);
  const status = parts.find((p) => p.type === 'message/delivery-status');
  if (!status) return undefined;
  const recipients = status.body
    .split(/\n[ \t]*\n/)
    .map((block) => headersOf(block))
    .filter((h) => h.has('final-recipient') || h.has('original-recipient'))
    .slice(0, MAX_RECIPIENTS)
    .map((h) => ({
      address: addressOf(h.get('original-recipient') ?? h.get('final-recipient') ?? ''),
      action: (h.get('action') ?? '').toLowerCase().slice(0, 20),
      status: /^\s*([245]\.\d{1,3}\.\d{1,3})/.exec(h.get('status') ?? '')?.[1] ?? '',
      diagnostic: (h.get('diagnostic-code') ?? '').replace(/^[^;]*;\s*/, '').slice(0, 300),
    }));
  const returned = parts.filter(
    (p) => p.type === 'message/rfc822' || p.type === 'text/rfc822-headers' || p.type === 'message/global',
  );
  const messageIds = returned.flatMap((p) => {
    const id = /^<[^<>\s]{1,250}>/.exec(headersOf(p.body.replace(/^\n+/, '')).get('message-id') ?? '');
    return id ? [id[0]] : [];
  });
  return { messageIds: [...new Set(messageIds)], recipients };
}

function collect(message: string, parts: { type: string; body: string }[], depth: number): void {
  if (depth > MAX_DEPTH || parts.length >= MAX_PARTS) return;
  const end = message.indexOf('\n\n');
  const head = headersOf(end < 0 ? message : message.slice(0, end));
  const body = end < 0 ? '' : message.slice(end + 2);
  const [type = 'text/plain'] = (head.get('content-type') ?? 'text/plain').toLowerCase().split(';');
  const boundary = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(head.get('content-type') ?? '');
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!type.trim().startsWith('multipart/') || mark === undefined) {
    parts.push({ type: type.trim(), body });
    return;
  }
  for (const piece of `\n${body}`.split(`\n--${mark}`).slice(1, MAX_PARTS)) {
    if (piece.startsWith('--')) break;
    collect(piece.replace(/^[^\n]*\n/, ''), parts, depth + 1);
  }
}

/** Names lower-case; folded lines joined; the first of equal names holds. */
function headersOf(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  const end = text.indexOf('\n\n');
  for (const line of (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** `rfc822;it@town.example` */
function addressOf(value: string): string {
  return value
    .replace(/^[^;]*;/, '')
    .replace(/[<>\s]/g, '')
    .toLowerCase()
    .slice(0, 254);
}
