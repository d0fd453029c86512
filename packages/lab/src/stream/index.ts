export { httpProxyLog, iisLog, type StreamOptions } from './logs.js';
