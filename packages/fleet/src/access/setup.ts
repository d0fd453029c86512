/** What a person does with a one-time link: gives name and password, proves that the one-time password works, is signed in. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SetupFinish, SetupInfo } from '../api/access.js';
import type { Transaction } from '../database/index.js';
import { badRequest, HttpError } from '../server/errors.js';
import type { FleetServices } from '../server/fleet-app.js';
import { audit } from './audit.js';
import { type Link, openLink } from './links.js';
import { hashPassword } from './passwords.js';
import { seal } from './seal.js';
import { createSession } from './sessions.js';
import { sha256 } from './tokens.js';
import { acceptedStep, offeredSecret, totpUri } from './totp.js';

export async function startSetup(services: FleetServices, token: string): Promise<z.infer<typeof SetupInfo>> {
  const link = await openLink(services.database, token, services.clock());
  if (link.scope.signIn !== undefined) return { purpose: 'sign-in' };
  const secret = offeredSecret(services.installationKey, link.tokenHash);
  const { email } = link.scope;
  return {
    purpose: link.purpose,
    ...(email === undefined ? {} : { email }),
    totp: { secret, uri: totpUri(email ?? 'administrator', secret) },
  };
}

/** @returns the token of a full session */
export async function finishSetup(services: FleetServices, given: z.infer<typeof SetupFinish>): Promise<string> {
  const { database, clock } = services;
  const now = clock();
  const link = await openLink(database, given.token, now);
  const { signIn } = link.scope;
  let session = '';
  if (signIn !== undefined) {
    await openLink(database, given.token, now, async (t) => {
      session = await createSession(t, { authority: link.authority, account: signIn }, 'full', now);
    });
    return session;
  }
  const { password, code } = given;
  const email = (link.scope.email ?? given.email)?.toLowerCase();
  if (email === undefined || password === undefined || code === undefined)
    throw badRequest('An e-mail address, a password and the one-time password are needed.');
  const secret = offeredSecret(services.installationKey, sha256(given.token));
  const step = await acceptedStep(secret, code, 0, now);
  if (step === undefined)
    throw new HttpError(400, 'wrong-code', 'The one-time password is not right; is the clock of the device?');
  const hash = await hashPassword(password);
  await openLink(database, given.token, now, async (t) => {
    const person = { email, name: given.name ?? '', hash, secret, step };
    session = await createAccount(t, services, link, person, now);
  });
  return session;
}

interface Person {
  readonly email: string;
  readonly name: string;
  readonly hash: string;
  readonly secret: string;
  readonly step: number;
}

async function createAccount(
  t: Transaction,
  services: FleetServices,
  link: Link,
  person: Person,
  now: number,
): Promise<string> {
  const id = randomUUID();
  const { role = 'reader', administrator = false } = link.scope;
  await t.row(
    z.object({ id: z.string() }),
    `insert into account (id, authority_id, organisation_id, email, name, role, administrator, password, totp, totp_step)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      id,
      link.authority,
      link.organisation_id,
      person.email,
      person.name,
      role,
      administrator,
      person.hash,
      seal(services.installationKey, id, person.secret),
      person.step,
    ],
  );
  const token = await createSession(t, { authority: link.authority, account: id }, 'full', now);
  await audit(
    t,
    { authority: link.authority, account: id },
    {
      actor: person.email,
      action: 'account.create',
      objectKind: 'account',
      objectId: id,
      organisation: link.organisation_id ?? undefined,
      detail: { role, administrator, by: link.purpose },
    },
  );
  return token;
}
