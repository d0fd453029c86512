import { loadKnownGood } from '@allclear/content';
import { describe, expect, test } from 'vitest';
import { areaOf, belongsToExchange } from './page-activity.js';

const known = loadKnownGood();

describe('pages that belong to Exchange', () => {
  test.each([
    '/owa/auth/logon.aspx',
    '/OWA/AUTH/LOGON.ASPX',
    '/owa/auth/errorFE.aspx',
    '/ecp/auth/TimeoutLogout.aspx',
    '/owa/15.1.2176.2/logon.aspx'.replace('logon', 'auth/logon'),
    '/ews/exchange.asmx',
    '/ecp/DDI/DDIService.svc',
    '/autodiscover/autodiscover.svc',
  ])('%s', (page) => expect(belongsToExchange(page, known)).toBe(true));

  test.each([
    '/owa/auth/OutlookEN.aspx',
    '/owa/auth/logon.aspx.aspx',
    '/ecp/auth/TimeoutLogoff.aspx',
    '/owa/auth/TimeoutLogout.aspx',
    '/aspnet_client/logon.aspx',
    '/aspnet_client/ews/exchange.asmx',
    '/x/ecp/DDI/DDIService.svc',
    '/owa/auth/../auth/x.aspx',
  ])('not %s', (page) => expect(belongsToExchange(page, known)).toBe(false));
});

test.each([
  ['/aspnet_client/system_web/x.aspx', 'aspnet_client'],
  ['/OWA/Auth/x.aspx', 'owa-auth'],
  ['/ecp/auth/x.aspx', 'ecp-auth'],
  ['/owa/x.aspx', 'owa'],
  ['/oab/x.aspx', 'oab'],
  ['/shop/owa/auth/x.aspx', 'other'],
])('%s lies in %s', (page, area) => expect(areaOf(page)).toBe(area));
