import type { Scenario } from '../scenario/index.js';
import { townhall } from '../server/index.js';
import { at } from '../write/index.js';
import { ALL_BACKGROUND } from './background.js';

const from = at('2021-01-02T00:00:00Z');

/**
 * The same kind of server where nothing came of it: scanned and probed by the same internet, never entered, patched on the
 * morning after disclosure. Its logs reach back before the first known attack of the wave (2021-01-03), because the
 * administrators had raised retention: so an all-clear is possible.
 */
export const townhallClean: Scenario = {
  id: 'townhall-clean',
  seed: 'townhall-clean-1',
  server: townhall({
    seed: 'townhall-clean-1',
    patchedAt: '2021-03-03T05:12:00Z',
    outageMinutes: 34,
    requestsPerWorkday: 310,
    probeMinutes: 20,
    rollHours: 24,
  }),
  period: { from, to: at('2021-03-16T00:00:00Z') },
  retention: { iis: from, exchange: from },
  background: ALL_BACKGROUND,
  intrusion: [],
  undetectable: [],
  coverage: [
    { source: 'iis', from: '2021-01-02', to: '2021-03-15' },
    { source: 'httpproxy', from: '2021-01-02', to: '2021-03-15' },
  ],
};
