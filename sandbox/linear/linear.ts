import { executeSync, Kind, parse, validate, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { json, type Answer, type Exchange, type Operation, type Provider } from '../http/exchange';
import { LINEAR_RATE_LIMITED } from '../http/provider-faults';
import { isJson, type Json } from '../json';
import { badDocument, entityNotFound, isConflict, keySentAsBearer, notAuthenticated } from './errors';
import type { Mutations } from './mutations';
import { SCHEMA } from './schema';
import type { ListArguments, Views } from './views';

export interface LinearOptions {
  /** Status of a conflict; the real one was seen with both. */
  readonly conflictStatus: 200 | 400;
  /** Requests an hour before `RATELIMITED`; undefined: the headers count, nobody is refused. */
  readonly requestsPerHour: number | undefined;
}

const HOUR_MS = 3_600_000;
const PUBLISHED_REQUESTS_PER_HOUR = 2_500;

/** The simulated Linear: a real GraphQL endpoint over the part of the schema that tickets need. */
export class Linear implements Provider {
  private hour = { startedAt: -Infinity, requests: 0 };

  constructor(
    private readonly views: Views,
    private readonly mutations: Mutations,
    private readonly options: LinearOptions,
  ) {}

  reset(): void {
    this.hour = { startedAt: -Infinity, requests: 0 };
  }

  callerOf(exchange: Exchange): string {
    return this.isKnown(exchange) ? this.views.store.workspace.viewerId : '?';
  }

  operationOf(exchange: Exchange): Operation | undefined {
    const request = requestOf(exchange);
    const operation = request === undefined ? undefined : operationIn(request.document, request.operationName);
    const field = operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD);
    return field === undefined ? undefined : { field: field.name.value, name: operation?.name?.value ?? '' };
  }

  answer(exchange: Exchange): Answer {
    if (exchange.path !== '/graphql') return json(404, { error: 'Not found' });
    if (exchange.method !== 'POST') return badDocument([{ message: 'GraphQL requests are sent by POST.' }]);
    if (/^Bearer\s/i.test(exchange.headers.authorization ?? '')) return keySentAsBearer();
    if (!this.isKnown(exchange)) return notAuthenticated();
    const { headers, exceeded } = this.count(exchange.at);
    const answer = exceeded ? json(400, LINEAR_RATE_LIMITED) : this.execute(exchange);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }

  private execute(exchange: Exchange): Answer {
    const request = requestOf(exchange);
    if (request === undefined) return badDocument([{ message: 'Syntax Error or no JSON with a query' }]);
    const problems = validate(SCHEMA, request.document);
    if (problems.length > 0) return badDocument(problems);
    const { data, errors } = executeSync({
      schema: SCHEMA,
      document: request.document,
      rootValue: this.root(),
      variableValues: request.variables,
      operationName: request.operationName,
    });
    if (errors === undefined) return json(200, { data });
    if (data === undefined) return badDocument(errors); // variables that do not fit: nothing was executed
    const conflicts = errors.some(({ message }) => isConflict(message));
    return json(conflicts ? this.options.conflictStatus : 200, { data, errors });
  }

  private root() {
    const { views, mutations } = this;
    const { store } = views;
    return {
      viewer: () => {
        const viewer = store.user(store.workspace.viewerId);
        if (viewer === undefined) throw entityNotFound('User');
        return views.user(viewer);
      },
      organization: views.organization,
      teams: (args: ListArguments) => views.teams(args),
      team: ({ id }: { id: string }) => {
        const team = store.workspace.teams.find((candidate) => candidate.id === id || candidate.key === id);
        if (team === undefined) throw entityNotFound('Team');
        return views.team(team);
      },
      workflowStates: (args: ListArguments) => views.states(args),
      issueLabels: (args: ListArguments) => views.labels(args),
      users: (args: ListArguments) => views.users(args),
      user: ({ id }: { id: string }) => {
        const user = store.user(id);
        if (user === undefined) throw entityNotFound('User');
        return views.user(user);
      },
      issues: (args: ListArguments) => views.issues(args),
      issue: ({ id }: { id: string }) => {
        const issue = store.issue(id);
        if (issue === undefined) throw entityNotFound('Issue');
        return views.issue(issue);
      },
      comments: (args: ListArguments) => views.comments(args),
      issueCreate: mutations.issueCreate.bind(mutations),
      issueUpdate: mutations.issueUpdate.bind(mutations),
      issueArchive: mutations.issueArchive.bind(mutations),
      issueUnarchive: mutations.issueUnarchive.bind(mutations),
      issueDelete: mutations.issueDelete.bind(mutations),
      commentCreate: mutations.commentCreate.bind(mutations),
      commentUpdate: mutations.commentUpdate.bind(mutations),
      attachmentCreate: mutations.attachmentCreate.bind(mutations),
      issueLabelCreate: mutations.issueLabelCreate.bind(mutations),
    };
  }

  private isKnown(exchange: Exchange): boolean {
    return exchange.headers.authorization === this.views.store.workspace.apiKey;
  }

  private count(at: number): { headers: Record<string, string>; exceeded: boolean } {
    if (at - this.hour.startedAt >= HOUR_MS) this.hour = { startedAt: at, requests: 0 };
    this.hour.requests += 1;
    const limit = this.options.requestsPerHour ?? PUBLISHED_REQUESTS_PER_HOUR;
    const reset = String(this.hour.startedAt + HOUR_MS); // epoch milliseconds, unlike retry-after
    return {
      exceeded: this.options.requestsPerHour !== undefined && this.hour.requests > limit,
      headers: {
        'x-ratelimit-requests-limit': String(limit),
        'x-ratelimit-requests-remaining': String(Math.max(0, limit - this.hour.requests)),
        'x-ratelimit-requests-reset': reset,
        'x-complexity': '12',
        'x-ratelimit-complexity-limit': '3000000',
        'x-ratelimit-complexity-remaining': String(Math.max(0, 3_000_000 - 12 * this.hour.requests)),
        'x-ratelimit-complexity-reset': reset,
      },
    };
  }
}

interface GraphqlRequest {
  readonly document: DocumentNode;
  readonly variables: Json;
  readonly operationName: string | undefined;
}

function requestOf({ body }: Exchange): GraphqlRequest | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isJson(parsed) || typeof parsed['query'] !== 'string') return undefined;
    const { variables, operationName } = parsed;
    return {
      document: parse(parsed['query']),
      variables: isJson(variables) ? variables : {},
      operationName: typeof operationName === 'string' ? operationName : undefined,
    };
  } catch {
    return undefined;
  }
}

function operationIn(document: DocumentNode, name: string | undefined): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return operations.find((operation) => name === undefined || operation.name?.value === name);
}
