export { exchangeInstallPath } from './exchange-install-path.js';
export { LAYOUTS, type LayoutId, type LogicalPath, logicalPath } from './logical-path.js';
