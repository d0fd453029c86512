/** Statistics of every line of web and Exchange logs: time, pages, clients, builds, servers. */
export { type CollectorStart, StatisticsCollector } from './collector.js';
export { countLines } from './count-lines.js';
export {
  MAX_BUILDS,
  MAX_CLIENT_COUNT,
  MAX_CLIENT_PAGES,
  MAX_CLIENTS,
  MAX_FULL_COUNTS,
  MAX_OTHER_COUNT,
  MAX_PAGE_CLIENTS,
  MAX_PAGES,
  MAX_SAMPLES,
  MAX_SERVERS,
  mergeStatistics,
} from './merge.js';
export {
  type BuildStatistics,
  type ClientStatistics,
  EMPTY_STATISTICS,
  type LogStatistics,
  type PageClient,
  type PageSample,
  type PageStatistics,
} from './statistics.js';
