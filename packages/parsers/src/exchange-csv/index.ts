export { eventDataElements, parseEventData, parseGenericInfo } from './event-data.js';
export { ExchangeCsvParser } from './parser.js';
export { type ExchangeService, exchangeService, exchangeSource } from './services.js';
