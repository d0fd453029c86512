import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressIndex, networksOfRange, parseAddress, parseNetwork } from './address-index.js';
import { parseRdap } from './rdap.js';
import { RegisterIndex } from './register-index.js';
import { MAX_SECURITY_TXT, parseSecurityTxt } from './security-txt.js';
import { certList, providerList, whoIs } from './who-is.js';

const NOW = Date.UTC(2021, 2, 10);

describe('AddressIndex', () => {
  it('finds the narrowest network, of either family', () => {
    const index = new AddressIndex<string>();
    for (const network of ['192.0.2.0/24', '192.0.2.64/26', '2001:db8::/32', '2001:db8:1::/48', '0.0.0.0/0'])
      expect(index.add(network, network)).toBe(true);
    for (const bad of ['192.0.2.0/33', 'x', '192.0.2.0/24/1', '2001:db8::/129', '192.0.2.0/-1'])
      expect(index.add(bad, bad)).toBe(false);
    expect(index.narrowest('192.0.2.70')).toEqual(['192.0.2.64/26']);
    expect(index.narrowest('192.0.2.1')).toEqual(['192.0.2.0/24']);
    expect(index.narrowest('203.0.113.1')).toEqual(['0.0.0.0/0']);
    expect(index.narrowest('2001:db8:1::5')).toEqual(['2001:db8:1::/48']);
    expect(index.narrowest('2001:db9::5')).toEqual([]);
    expect(index.narrowest('nonsense')).toEqual([]);
  });
  it('cuts ranges into networks that hold exactly the range', () => {
    expect(networksOfRange('192.0.2.0', '192.0.2.255')).toEqual(['192.0.2.0/24']);
    expect(networksOfRange('192.0.2.1', '192.0.2.6')).toEqual([
      '192.0.2.1/32',
      '192.0.2.2/31',
      '192.0.2.4/31',
      '192.0.2.6/32',
    ]);
    expect(networksOfRange('192.0.2.6', '192.0.2.1')).toEqual([]);
    expect(networksOfRange('0.0.0.0', '255.255.255.255')).toEqual(['0.0.0.0/0']);
    fc.assert(
      fc.property(fc.ipV4(), fc.nat({ max: 5000 }), (first, more) => {
        const from = parseAddress(first)?.value ?? 0n;
        const to = from + BigInt(more) > 0xffffffffn ? 0xffffffffn : from + BigInt(more);
        const last = [24n, 16n, 8n, 0n].map((shift) => String((to >> shift) & 255n)).join('.');
        const sizes = networksOfRange(first, last).map(
          (network) => 1n << BigInt(32 - (parseNetwork(network)?.length ?? 0)),
        );
        expect(sizes.reduce((sum, size) => sum + size, 0n)).toBe(to - from + 1n);
      }),
    );
  });
  it('reads every address of the platform, and takes any text', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const parsed = parseAddress(address);
        expect(parsed?.bits).toBe(128);
        expect(parsed?.value).toBeLessThan(1n << 128n);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseNetwork(text)));
  });
});

describe('RegisterIndex', () => {
  it('compares whole labels of names', () => {
    const register = new RegisterIndex();
    register.addDomain('town.example', { organisation: 'town', source: 'register' });
    expect(register.find(undefined, 'a.b.town.example')?.reason).toBe('domain town.example (register)');
    expect(register.find(undefined, 'nottown.example')).toBeUndefined();
    // A domain below, of somebody else, is theirs.
    register.addDomain('school.town.example', { organisation: 'school', source: 'register' });
    expect(register.find(undefined, 'mail.school.town.example')?.organisation).toBe('school');
  });
});

describe('parseSecurityTxt', () => {
  it('reads contacts in their order, and the language', () => {
    const text =
      '# c\r\nContact: mailto:Security@Town.example\r\nContact: https://town.example/report\r\nExpires: 2022-01-01T00:00:00Z\r\nPreferred-Languages: nl, en\r\n';
    expect(parseSecurityTxt(text, NOW)).toMatchObject({
      contacts: [
        { channel: 'email', address: 'security@town.example' },
        { channel: 'web', address: 'https://town.example/report' },
      ],
      languages: ['nl', 'en'],
      expires: '2022-01-01T00:00:00.000Z',
      problems: [],
    });
  });
  it('says what is wrong, and reads only what was signed', () => {
    expect(parseSecurityTxt('Contact: javascript:alert(1)\nExpires: 2020-01-01T00:00:00Z\n', NOW).problems).toEqual([
      'a contact is no address',
      'no contact',
      'expired',
    ]);
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: mailto:a@town.example\nExpires: 2022-01-01T00:00:00Z\n-----BEGIN PGP SIGNATURE-----\nContact: mailto:evil@other.example\n`;
    expect(parseSecurityTxt(signed, NOW).contacts.map(({ address }) => address)).toEqual(['a@town.example']);
  });
  it('takes any text, and no more than so much of it', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        (text) => void parseSecurityTxt(`Contact:${text}\n-----BEGIN PGP SIGNED MESSAGE-----\n${text}`, NOW),
      ),
    );
    expect(parseSecurityTxt(`${'#'.repeat(MAX_SECURITY_TXT)}\nContact: mailto:a@town.example`, NOW).contacts).toEqual(
      [],
    );
  });
});

describe('parseRdap', () => {
  const entity = (roles: string[], email: string, more: object = {}): object => ({
    objectClassName: 'entity',
    roles,
    vcardArray: [
      'vcard',
      [
        ['version', {}, 'text', '4.0'],
        ['fn', {}, 'text', 'Some Name'],
        ['email', {}, 'text', email],
      ],
    ],
    ...more,
  });
  it('reads networks and contacts of all depths', () => {
    const record = parseRdap({
      objectClassName: 'ip network',
      handle: 'NET-1',
      startAddress: '192.0.2.0',
      endAddress: '192.0.2.127',
      country: 'nl',
      entities: [entity(['registrant'], 'it@town.example', { entities: [entity(['abuse'], 'ABUSE@isp.example')] })],
    });
    expect(record).toMatchObject({ holder: 'Some Name', country: 'NL', networks: ['192.0.2.0/25'] });
    expect(record?.contacts.map(({ role, email }) => `${role} ${email}`)).toEqual([
      'management it@town.example',
      'abuse abuse@isp.example',
    ]);
  });
  it('takes anything', () => {
    expect(parseRdap({ objectClassName: 'domain', ldhName: 'TOWN.example.' })?.domains).toEqual(['town.example']);
    let deep: object = entity(['abuse'], 'a@b.example');
    for (let n = 0; n < 500; n++) deep = entity(['abuse'], 'a@b.example', { entities: [deep] });
    expect(parseRdap({ objectClassName: 'domain', entities: [deep] })?.contacts).toHaveLength(1);
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) =>
          void parseRdap({ objectClassName: 'ip network', entities: value, startAddress: value, cidr0_cidrs: value }),
      ),
    );
  });
});

describe('whoIs', () => {
  const { index: providers, refused } = providerList([
    { network: '198.51.100.0/24', asn: 'AS64500', name: 'Some ISP', country: 'nl', abuse: 'abuse@isp.example' },
    { network: 'nonsense', name: 'x' },
  ]);
  const { certs } = certList([
    { country: 'NL', name: 'National CERT', email: 'cert@cert.example' },
    { country: 'x', email: 'y' },
  ]);
  it('goes from the nearest to the provider, and says why', () => {
    expect(refused).toBe(1);
    expect(whoIs({ address: '198.51.100.7' }, undefined, { providers, certs })).toEqual([
      {
        level: 'national-cert',
        name: 'National CERT',
        email: 'cert@cert.example',
        reason: 'country of the network is NL',
      },
      { level: 'provider', name: 'Some ISP', email: 'abuse@isp.example', reason: 'network 198.51.100.0/24 of AS64500' },
    ]);
    const own = { organisation: 'o', name: 'Town', reason: 'domain town.example (register)' };
    expect(whoIs({ address: '203.0.113.1' }, own, { providers, certs })).toEqual([
      { level: 'organisation', name: 'Town', organisation: 'o', reason: 'domain town.example (register)' },
    ]);
  });
});
