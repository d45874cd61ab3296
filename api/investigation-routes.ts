import type { Client } from '@temporalio/client';
import type { Express } from 'express';
import type { Secret } from '../config/secret';
import type { InvestigationLinks } from './investigation-links';
import { viewInvestigation } from './investigation-view';
import { Problem } from './problem';
import { recentInvestigations } from './recent-investigations';
import { requireBearerKey } from './require-bearer-key';

const DEFAULT_ROWS = 50;
const MAX_ROWS = 200;
const PUBLIC_ID = /^[0-9a-f]{24}$/;

export interface InvestigationDependencies {
  readonly client: Client;
  readonly bearerKey: Secret;
  readonly links: InvestigationLinks;
}

/** `GET /investigations` and `GET /investigations/{id}`, for who has the bearer key. */
export function addInvestigationRoutes(app: Express, { client, bearerKey, links }: InvestigationDependencies): void {
  const bearer = requireBearerKey(bearerKey);

  app.get('/investigations', bearer, async (request, response) => {
    response.json({ investigations: await recentInvestigations(client, rowsOf(request.query.limit), links) });
  });

  app.get('/investigations/:id', bearer, async (request, response) => {
    const { id } = request.params;
    const answer =
      typeof id === 'string' && PUBLIC_ID.test(id) ? await viewInvestigation(client, id, links) : undefined;
    if (answer === undefined) {
      const detail = 'There is no such investigation, or Temporal no longer keeps it. Its report in Confluence stays.';
      throw new Problem('not_found', { detail });
    }
    response.json(answer);
  });
}

function rowsOf(limit: unknown): number {
  const rows =
    limit === undefined ? DEFAULT_ROWS : typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (rows >= 1 && rows <= MAX_ROWS) return rows;
  throw new Problem('invalid_request', { detail: `limit must be a number from 1 to ${MAX_ROWS}.` });
}
