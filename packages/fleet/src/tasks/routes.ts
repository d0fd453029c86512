/** Routes of tasks and approvals. */
import { z } from 'zod';
import { NewTask, Task, TaskDone, TaskPage, TaskQuery, TaskVerification } from '../api/tasks.js';
import type { FleetApp } from '../server/fleet-app.js';
import { decideTask, finishTask, listTasks, proposeTask, taskOf, verifyTask } from './tasks.js';

const Id = z.object({ id: z.uuid() });
/** Bytes: a journal of thousands of files. */
const MOST_BODY = 20_000_000;

export async function registerTasks(app: FleetApp): Promise<void> {
  const { database, clock } = app.fleet;
  app.get('/tasks', { schema: { querystring: TaskQuery, response: { 200: TaskPage } } }, async (request) =>
    listTasks(database, await app.contextOf(request, 'read'), request.query),
  );
  app.get('/tasks/:id', { schema: { params: Id, response: { 200: Task } } }, async (request) =>
    taskOf(database, await app.contextOf(request, 'read'), request.params.id),
  );
  app.post('/tasks', { schema: { body: NewTask, response: { 201: Task } } }, async (request, reply) => {
    const who = await app.contextOf(request, 'write');
    const id = await database.withTenant(who, (t) => proposeTask(t, who, request.body));
    void reply.code(201);
    return taskOf(database, who, id);
  });
  for (const [path, as] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)
    app.post(`/tasks/:id/${path}`, { schema: { params: Id, response: { 200: Task } } }, async (request) => {
      const who = await app.contextOf(request, 'write');
      await database.withTenant(who, (t) => decideTask(t, who, request.params.id, as, new Date(clock())));
      return taskOf(database, who, request.params.id);
    });
  app.post(
    '/tasks/:id/done',
    { schema: { params: Id, body: TaskDone, response: { 200: Task } }, bodyLimit: MOST_BODY },
    async (request) => {
      const who = await app.contextOf(request, 'write');
      await database.withTenant(who, (t) => finishTask(t, who, request.params.id, request.body, new Date(clock())));
      return taskOf(database, who, request.params.id);
    },
  );
  app.post(
    '/tasks/:id/verify',
    { schema: { params: Id, body: TaskVerification, response: { 200: Task } } },
    async (request) => {
      const who = await app.contextOf(request, 'write');
      await database.withTenant(who, (t) => verifyTask(t, who, request.params.id, request.body.assessment));
      return taskOf(database, who, request.params.id);
    },
  );
}
