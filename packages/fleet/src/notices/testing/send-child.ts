/** The sending process that the crash test kills: argv[2] is JSON. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Database } from '../../database/index.js';
import { noticeSecrets } from '../secrets.js';
import { sendBatch } from '../send.js';
import { openMailer } from '../smtp.js';

const { database, smtp, authority, batch } = z
  .object({ database: z.string(), smtp: z.string(), authority: z.string(), batch: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

process.stdout.write('ready\n');
const result = await sendBatch(authority, batch, {
  database: new Database(database, { connections: 4 }),
  mailer: openMailer(smtp),
  secrets: noticeSecrets(new Uint8Array(32)),
  publicUrl: 'https://cert.example',
  sender: 'notices@cert.example',
  clock: Date.now,
  wait,
  longest: 600_000,
});
process.stdout.write(`${result.state}\n`);
process.exit(0);
