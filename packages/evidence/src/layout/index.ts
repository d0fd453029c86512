export { exchangeInstallPath } from './exchange-install-path.js';
export { type LayoutId, type LogicalPath, logicalPath } from './logical-path.js';
