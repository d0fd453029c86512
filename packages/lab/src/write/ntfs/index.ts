export { longTable } from './long-table.js';
export { type NtfsFile, NtfsVolume } from './volume.js';
