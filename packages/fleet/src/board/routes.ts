/** Routes of the board and the trend. */
import { Board, BoardQuery, Trend, TrendQuery } from '../api/board.js';
import type { FleetApp } from '../server/fleet-app.js';
import { boardOf } from './board.js';
import { trendOf } from './trend.js';

export async function registerBoard(app: FleetApp): Promise<void> {
  const { database, clock } = app.fleet;
  app.get('/board', { schema: { querystring: BoardQuery, response: { 200: Board } } }, async (request) =>
    boardOf(database, await app.contextOf(request, 'read'), request.query, clock()),
  );
  app.get('/trend', { schema: { querystring: TrendQuery, response: { 200: Trend } } }, async (request) =>
    trendOf(database, await app.contextOf(request, 'read'), request.query),
  );
}
