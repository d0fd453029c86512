import { OrganisationFilter } from '@allclear/fleet/api';
import { tolerant } from '../../app/search.js';

/** What a filter form holds, as the address takes it. */
export const asFilter = tolerant(OrganisationFilter);
