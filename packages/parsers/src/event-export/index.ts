export { EventExportReader, type ExportSummary } from './reader.js';
export { type ExportForm, sniffEventExport } from './sniff.js';
