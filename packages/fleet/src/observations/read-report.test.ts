import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CSV_LIMITS, CsvReader } from './csv.js';
import { type NewObservation, observationKey } from './observation.js';
import { newResult, type ReportInput, type ReportResult, readReport } from './read-report.js';
import { addressOf, hostNameOf, timeOf } from './values.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const options = { source: 'test' };

async function read(
  content: Uint8Array | readonly Uint8Array[],
  input: Partial<ReportInput> = {},
): Promise<{ observations: NewObservation[]; result: ReportResult }> {
  const result = newResult();
  const observations: NewObservation[] = [];
  const chunks = content instanceof Uint8Array ? [content] : [...content];
  for await (const batch of readReport(chunks, { options, ...input }, result)) observations.push(...batch);
  return { observations, result };
}

const EXCHANGE = `timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,sector,version,servername,url
2021-03-12 04:05:06,critical,192.0.2.1,tcp,443,MAIL.Town.Example,"exchange;cve-2021-26855;cve-2021-27065;webshell",64500,nl,government,15.1.2106.2,MAIL,/aspnet_client/a.aspx
2021-03-12 04:05:07,critical,192.0.2.2,tcp,443,,exchange,64500,NL,,,,
`;

describe('readReport', () => {
  it('reads scan_exchange by the names of its columns: open and with a shell are two observations', async () => {
    const { observations, result } = await read(bytes(EXCHANGE));
    expect(result).toMatchObject({ rows: 2, refused: 0, type: 'scan_exchange' });
    expect(observations.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      'web-shell 192.0.2.1',
      'vulnerable 192.0.2.1',
      'exposed 192.0.2.2',
    ]);
    expect(observations[0]).toMatchObject({
      hostname: 'mail.town.example',
      url: '/aspnet_client/a.aspx',
      country: 'NL',
      at: '2021-03-12T04:05:06.000Z',
      port: 443,
    });
    expect(observations[1]).toMatchObject({ vulnerability: 'CVE-2021-26855,CVE-2021-27065' });
  });

  it('takes columns in any order and knows rows again', async () => {
    const [header = '', ...rows] = EXCHANGE.trim().split('\n');
    // Columns turned around; the quoted cell has no separator in it.
    const turned = [header, ...rows].map((row) => row.replaceAll('"', '').split(',').reverse().join(',')).join('\r\n');
    const keys = async (text: string): Promise<string[]> =>
      (await read(bytes(text))).observations.map(observationKey).sort();
    expect(await keys(turned)).toEqual(await keys(EXCHANGE));
  });

  it('reads compromised_website by file name and by columns', async () => {
    const text =
      'timestamp,ip,port,hostname,tag,url,http_host,category\n2021-03-12 00:00:00,2001:DB8::1,443,,exchange;webshell,/owa/auth/x.aspx,mail.town.example,webshell\n';
    const { observations } = await read(bytes(text));
    expect(observations[0]).toMatchObject({ kind: 'web-shell', address: '2001:db8::1', hostname: 'mail.town.example' });
    const named = await read(bytes(text), { name: '2021-03-12-compromised_website6-town.csv' });
    expect(named.result.type).toBe('compromised_website6');
  });

  it('keeps detector, version and method of own scans, in CSV and JSON lines', async () => {
    const csv =
      'timestamp,source,detector,method,ip,hostname,geo,vulnerable\n2021-03-16 00:00:00,national-scan,exchange-check 2.0,v2,192.0.2.1,,NL,1\n2021-03-16,national-scan,exchange-check 2.0,v2,192.0.2.2,,NL,0\n';
    const { observations } = await read(bytes(csv));
    expect(observations.map(({ kind }) => kind)).toEqual(['vulnerable', 'patched']);
    expect(observations[0]).toMatchObject({
      source: 'national-scan',
      detector: 'exchange-check',
      detectorVersion: '2.0',
      method: 'v2',
    });
    const json =
      '{"ip":"192.0.2.1","time":"2021-03-16T00:00:00Z","detector":"exchange-check 2.0","vulnerable":true,"note":"a, \\"b\\""}\nnot json\n[1]\n';
    const lines = await read(bytes(json));
    expect(lines.observations[0]).toMatchObject({ kind: 'vulnerable', detectorVersion: '2.0' });
    expect(lines.result).toMatchObject({ rows: 3, refused: 2 });
  });

  it('takes plain lists of addresses, with what is known of the whole list', async () => {
    const { observations, result } = await read(
      bytes('# victims\n192.0.2.7\n192.0.2.8,mail.town.example\nnot an address\n'),
      {
        options: { source: 'police', kind: 'compromised', at: '2021-03-10T00:00:00.000Z' },
      },
    );
    expect(observations.map(({ address, kind }) => [address, kind])).toEqual([
      ['192.0.2.7', 'compromised'],
      ['192.0.2.8', 'compromised'],
    ]);
    expect(result.problems).toEqual([{ line: 4, problem: 'no address' }]);
  });

  it('holds formulas as what they are, text, and follows no names into objects', async () => {
    const text = 'timestamp,ip,tag,__proto__,constructor\n2021-03-12 00:00:00,192.0.2.1,"=cmd|\' /c calc\'!A0",x,y\n';
    const { observations } = await read(bytes(text));
    expect(observations[0]?.raw.tag).toBe("=cmd|' /c calc'!A0");
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('leaves out rows that are too long and goes on after them', async () => {
    const long = `2021-03-12 00:00:00,192.0.2.1,"${'x'.repeat(CSV_LIMITS.row + 10)}"`;
    const { observations, result } = await read(bytes(`timestamp,ip,tag\n${long}\n2021-03-12 00:00:00,192.0.2.9,t\n`));
    expect(observations.map(({ address }) => address)).toEqual(['192.0.2.9']);
    expect(result.refused).toBe(1);
  });

  it('reads UTF-16, and cuts cells and columns', async () => {
    const text = '\ufefftimestamp;ip;tag\r\n2021-03-12 00:00:00;192.0.2.1;webshell\r\n';
    const { observations } = await read(new Uint8Array(Buffer.from(text, 'utf16le')));
    expect(observations[0]?.kind).toBe('web-shell');
    const reader = new CsvReader();
    const [row] = [
      ...reader.push(bytes(`${'a,'.repeat(CSV_LIMITS.columns + 50)}${'y'.repeat(CSV_LIMITS.cell + 5)}\n`)),
      ...reader.finish(),
    ];
    expect(row?.cells).toHaveLength(CSV_LIMITS.columns);
    const other = new CsvReader();
    const [long] = [...other.push(bytes(`${'y'.repeat(CSV_LIMITS.cell + 5)}\n`)), ...other.finish()];
    expect(long?.cells[0]).toHaveLength(CSV_LIMITS.cell);
  });

  it('gives the same whatever the pieces it comes in, and takes any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.string({ maxLength: 200 }).map((text) => bytes(EXCHANGE + text)),
        ),
        fc.integer({ min: 1, max: 17 }),
        async (content, size) => {
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < content.length; at += size) chunks.push(content.subarray(at, at + size));
          // What begins as JSON is told by its first piece.
          if (content.includes(0x7b)) return;
          const whole = await read(content);
          const parts = await read(chunks);
          expect(parts.observations).toEqual(whole.observations);
          expect(parts.result.rows).toBe(whole.result.rows);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('values', () => {
  it('have one form', () => {
    expect(addressOf(' ::FFFF:192.0.2.1 ')).toBe('192.0.2.1');
    expect(addressOf('[2001:DB8::1]')).toBe('2001:db8::1');
    for (const bad of ['', '192.0.2.256', '192.0.2.1/24', 'fe80::1%eth0', '0x7f.1', undefined])
      expect(addressOf(bad)).toBeUndefined();
    expect(hostNameOf('Mail.Town.Example.')).toBe('mail.town.example');
    for (const bad of ['localhost', 'a b.example', '192.0.2.1', '-a.example', `${'a.'.repeat(200)}example`])
      expect(hostNameOf(bad)).toBeUndefined();
    expect(timeOf('2021-03-12 04:05:06')).toBe('2021-03-12T04:05:06.000Z');
    expect(timeOf('2021-03-12T04:05:06+0100')).toBe('2021-03-12T03:05:06.000Z');
    for (const bad of ['12/03/2021', '2021-13-01', 'now', '9999-01-01', undefined]) expect(timeOf(bad)).toBeUndefined();
  });
});
