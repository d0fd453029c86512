/** Routes of organisations, contacts and hosts. */
import { z } from 'zod';
import { Paging } from '../api/common.js';
import {
  CaseTimeline,
  Contact,
  ContactPage,
  Host,
  HostPage,
  HostQuery,
  NewContact,
  NewOrganisation,
  Organisation,
  OrganisationChange,
  OrganisationCount,
  OrganisationFilter,
  OrganisationPage,
  OrganisationQuery,
  RegisterImport,
} from '../api/registry.js';
import { streamOf, takeStreams } from '../server/body.js';
import type { FleetApp } from '../server/fleet-app.js';
import { addContact, listContacts } from './contacts.js';
import { createOrganisation } from './create.js';
import { getHost, listHosts } from './hosts.js';
import { importRegister } from './import.js';
import { changeOrganisation, countOrganisations, getOrganisation, listOrganisations } from './organisations.js';
import { organisationTimeline } from './timeline.js';

const Id = z.object({ id: z.uuid() });

export async function registerRegistry(app: FleetApp): Promise<void> {
  const { database, clock } = app.fleet;
  takeStreams(app);

  app.get(
    '/organisations',
    { schema: { querystring: OrganisationQuery, response: { 200: OrganisationPage } } },
    async (request) => listOrganisations(database, await app.contextOf(request, 'read'), request.query, clock()),
  );
  app.get(
    '/organisations/count',
    { schema: { querystring: OrganisationFilter, response: { 200: OrganisationCount } } },
    async (request) => countOrganisations(database, await app.contextOf(request, 'read'), request.query, clock()),
  );
  app.post(
    '/organisations',
    { schema: { body: NewOrganisation, response: { 201: Organisation } } },
    async (request, reply) => {
      const context = await app.contextOf(request, 'write');
      const id = await createOrganisation(database, context, request.body);
      void reply.code(201);
      return getOrganisation(database, context, id, clock());
    },
  );
  app.post('/organisations/import', { schema: { response: { 200: RegisterImport } } }, async (request) => {
    const context = await app.contextOf(request, 'analyst');
    return importRegister(database, context, streamOf(request.body), context.actor);
  });
  app.get('/organisations/:id', { schema: { params: Id, response: { 200: Organisation } } }, async (request) =>
    getOrganisation(database, await app.contextOf(request, 'read'), request.params.id, clock()),
  );
  app.patch(
    '/organisations/:id',
    { schema: { params: Id, body: OrganisationChange, response: { 200: Organisation } } },
    async (request) => {
      const context = await app.contextOf(request, 'analyst');
      return changeOrganisation(database, context, request.params.id, request.body, clock());
    },
  );
  app.get(
    '/organisations/:id/timeline',
    { schema: { params: Id, querystring: Paging, response: { 200: CaseTimeline } } },
    async (request) =>
      organisationTimeline(database, await app.contextOf(request, 'read'), request.params.id, request.query),
  );
  app.get('/organisations/:id/contacts', { schema: { params: Id, response: { 200: ContactPage } } }, async (request) =>
    listContacts(database, await app.contextOf(request, 'read'), request.params.id),
  );
  app.post(
    '/organisations/:id/contacts',
    { schema: { params: Id, body: NewContact, response: { 201: Contact } } },
    async (request, reply) => {
      const context = await app.contextOf(request, 'write');
      void reply.code(201);
      return addContact(database, context, request.params.id, request.body);
    },
  );
  app.get('/hosts', { schema: { querystring: HostQuery, response: { 200: HostPage } } }, async (request) =>
    listHosts(database, await app.contextOf(request, 'read'), request.query),
  );
  app.get('/hosts/:id', { schema: { params: Id, response: { 200: Host } } }, async (request) =>
    getHost(database, await app.contextOf(request, 'read'), request.params.id),
  );
}
