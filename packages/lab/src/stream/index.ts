export { httpProxyLog, iisLog, ordinaryDays, type StreamOptions } from './logs.js';
