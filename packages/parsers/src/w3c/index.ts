export {
  HTTPERR_FIELD_SETS,
  HTTPERR_SOURCE,
  IIS_DEFAULT_FIELDS,
  IIS_SOURCE,
  IIS7_DEFAULT_FIELDS,
} from './layout.js';
export { W3cParser } from './parser.js';
