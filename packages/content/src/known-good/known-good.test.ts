import { expect, it } from 'vitest';
import { loadKnownGood } from './index.js';

const known = loadKnownGood();

it('knows what belongs into owa\\auth and ecp\\auth: the page is called TimeoutLogout, whatever advisories say', () => {
  expect(known.namesIn('FrontEnd\\HttpProxy\\owa\\auth')).toEqual(
    expect.arrayContaining([
      'errorfe.aspx',
      'expiredpassword.aspx',
      'frowny.aspx',
      'logoff.aspx',
      'logon.aspx',
      'signout.aspx',
    ]),
  );
  expect(known.namesIn('frontend/httpproxy/ecp/auth')).toEqual(['timeoutlogout.aspx']);
});

it('holds nothing for aspnet_client', () => {
  expect(known.namesIn('aspnet_client')).toEqual([]);
});

it('covers builds to March 2021 only', () => {
  expect(known.coversBuild('15.1.2176.9')).toBe(true);
  expect(known.coversBuild('15.01.2176.009')).toBe(true);
  expect(known.coversBuild('15.1.2507.77')).toBe(false);
  expect(known.newestCovered('15.1.2507.77')).toBe('15.1.2242.4');
});

it('finds paths without regard to case and slashes', () => {
  expect(known.pathHashes('\\frontend/HTTPPROXY/owa/AUTH/Logon.aspx')?.length).toBeGreaterThan(0);
  expect(known.pathHashes('FrontEnd\\HttpProxy\\owa\\auth\\evil.aspx')).toBeUndefined();
});
