import { z } from 'zod';
import { anomalySchema } from './anomaly-schema';
import {
  acceptedAnswer,
  healthAnswer,
  investigationAnswer,
  investigationsAnswer,
  problemAnswer,
  publishedAnswer,
} from './answers';
import { PROBLEMS, type ProblemCode } from './problem';

const SCHEMAS = {
  Anomaly: anomalySchema,
  PublishedInvestigation: publishedAnswer,
  AcceptedInvestigation: acceptedAnswer,
  Investigation: investigationAnswer,
  Investigations: investigationsAnswer,
  Problem: problemAnswer,
  Health: healthAnswer,
} as const;

const schemaRef = (name: keyof typeof SCHEMAS) => ({ $ref: `#/components/schemas/${name}` });
const answer = (name: keyof typeof SCHEMAS, description: string, headers?: object) => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: { 'application/json': { schema: schemaRef(name) } },
});

const text = { schema: { type: 'string' } };
const LOCATION = { Location: { ...text, description: 'Address of the investigation in this API.' } };
const RETRY_AFTER = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } };
const UNPROVEN = { description: 'Not proven to come from the sender. No body, no detail.' };
const NO_KEY = { description: 'The bearer key is missing or wrong. No body.' };

/** Answers with problems, joined by status. */
function problems(...codes: ProblemCode[]): Record<string, object> {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `${PROBLEMS[code].title} (\`${code}\`).`).join(' '),
        ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
        content: { 'application/problem+json': { schema: schemaRef('Problem') } },
      },
    ]),
  );
}

const header = (name: string, description: string, required = false) => ({
  name,
  in: 'header',
  required,
  description,
  ...text,
});

const PATHS = {
  '/webhooks/anomalies/{sender}': {
    post: {
      operationId: 'reportAnomaly',
      summary: 'Report an anomaly, and wait for its report',
      description:
        'Signed as the settings of the sender say: Standard Webhooks, or GitHub style over the body. A redelivery joins the investigation or gets its report; after a failure it starts it again.',
      parameters: [
        { name: 'sender', in: 'path', required: true, description: 'Name of the sender in the settings.', ...text },
        header(
          'Prefer',
          '`wait=<seconds>`: how long to wait for the report, 10 by default, 60 at most, 0 for not at all.',
        ),
        header('webhook-id', 'Standard Webhooks: id of the delivery.'),
        header('webhook-timestamp', 'Standard Webhooks: Unix seconds, at most five minutes off.'),
        header('webhook-signature', 'Standard Webhooks: `v1,<base64>`, several separated by blanks.'),
        header('X-Hub-Signature-256', 'GitHub style: `sha256=<hex>`.'),
        header('X-GitHub-Delivery', 'GitHub style: only logged, nothing signs it.'),
      ],
      requestBody: {
        required: true,
        description: 'At most 256 KiB. With a mapping in the settings, the payload of the sender instead.',
        content: { 'application/json': { schema: schemaRef('Anomaly') } },
      },
      responses: {
        200: answer('PublishedInvestigation', 'The report is published.', LOCATION),
        202: answer('AcceptedInvestigation', 'Accepted for good; the report is not there yet.', LOCATION),
        401: UNPROVEN,
        ...problems(
          'malformed_body',
          'invalid_anomaly',
          'invalid_request',
          'not_found',
          'method_not_allowed',
          'delivery_conflict',
          'body_too_large',
          'unsupported_media_type',
          'time_out_of_range',
          'rate_limited',
          'internal_error',
          'investigation_failed',
          'temporal_unavailable',
        ),
      },
    },
  },
  '/investigations': {
    get: {
      operationId: 'listInvestigations',
      summary: 'The newest investigations',
      security: [{ bearerKey: [] }],
      parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } }],
      responses: {
        200: answer('Investigations', 'The newest investigations, newest first.'),
        401: NO_KEY,
        ...problems('invalid_request', 'rate_limited', 'internal_error', 'temporal_unavailable'),
      },
    },
  },
  '/investigations/{id}': {
    get: {
      operationId: 'getInvestigation',
      summary: 'One investigation, as far as it is',
      security: [{ bearerKey: [] }],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{24}$' } }],
      responses: {
        200: answer('Investigation', 'The investigation.'),
        401: NO_KEY,
        ...problems('not_found', 'rate_limited', 'internal_error', 'temporal_unavailable'),
      },
    },
  },
  '/healthz': {
    get: {
      operationId: 'healthz',
      summary: 'Whether the process lives',
      responses: { 200: answer('Health', 'It does.') },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readyz',
      summary: 'Whether the process can do its work',
      responses: { 200: answer('Health', 'It can.'), 503: answer('Health', 'It cannot, or is about to stop.') },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: 'Metrics for Prometheus',
      responses: { 200: { description: 'Text format of Prometheus.', content: { 'text/plain': text } } },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      summary: 'This description',
      responses: {
        200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
  },
};

/**
 * Description of the API, as OpenAPI 3.1, from the schemas that check bodies and type answers.
 *
 * @param publicUrl where senders reach the API; absent for addresses relative to this document
 */
export function openApiDocument(publicUrl?: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Edgewarden',
      version: '1',
      description: 'Takes signed anomalies, and answers with the verdict and the report of an investigation.',
    },
    servers: [{ url: publicUrl ?? '/' }],
    paths: PATHS,
    components: {
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, componentOf(name, schema)])),
      securitySchemes: { bearerKey: { type: 'http', scheme: 'bearer' } },
    },
  };
}

/** Without the marks of a document of its own: a reference in it would lead to a place that this document does not have. */
function componentOf(name: string, schema: z.ZodType): object {
  const document = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  const own = document.$defs?.[name] ?? document;
  return Object.fromEntries(Object.entries(own).filter(([member]) => member !== '$schema' && member !== 'id'));
}
