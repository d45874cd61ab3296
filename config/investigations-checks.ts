import type { FileParts } from './file-parts';
import { pathText, type Problem } from './problem';
import type { SecretReference } from './secret-reference';
import type { SettingsFile } from './settings-schema';

/** Settings of investigations that contradict or lack one another. */
export function investigationProblems(
  parts: FileParts,
  isRefused: (section: keyof SettingsFile) => boolean,
): Problem[] {
  const { webhooks, investigations, confluence, model, api } = parts;
  const starters = [
    ...(webhooks === undefined ? [] : ['webhooks']),
    ...(investigations?.startFromTokens === undefined ? [] : ['investigations.startFromTokens']),
  ];
  const starter = starters[0];
  return [
    ...(starter === undefined || confluence !== undefined || isRefused('confluence')
      ? []
      : [missing('confluence', starter, 'Say where reports are published.')]),
    ...(starter === undefined || investigations === undefined || investigations.actorKey !== undefined
      ? []
      : [
          missing(
            'investigations.actorKey',
            starter,
            'Any secret of 32 characters or more: `openssl rand -base64 32`.',
          ),
        ]),
    ...(webhooks === undefined || api === undefined || api.bearerKey !== undefined
      ? []
      : [missing('api.bearerKey', 'webhooks', 'Any secret of 32 characters or more: `openssl rand -base64 32`.')]),
    ...(webhooks === undefined ? [] : sharedSecrets(webhooks.senders)),
    ...(webhooks === undefined ? [] : actorTwice(webhooks.senders)),
    ...(model === undefined ? [] : lacksOfModel(model)),
  ];
}

function missing(path: string, because: string, remedy: string): Problem {
  return { path, what: `is missing, and ${because} needs it`, remedy };
}

type Senders = NonNullable<SettingsFile['webhooks']>['senders'];

/** A delivery that one sender has signed could be posted in the name of the other. */
function sharedSecrets(senders: Senders): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(senders).flatMap(([name, { secrets }]) =>
    secrets.flatMap((reference, index) => {
      const path = pathText(['webhooks', 'senders', name, 'secrets', index]);
      const other = first.get(placeOf(reference));
      if (other === undefined) first.set(placeOf(reference), path);
      return other === undefined
        ? []
        : [{ path, what: `names the same place as ${other}`, remedy: 'Give every sender secrets of its own.' }];
    }),
  );
}

function placeOf(reference: SecretReference): string {
  return JSON.stringify(Object.entries(reference));
}

function actorTwice(senders: Senders): Problem[] {
  return Object.entries(senders).flatMap(([name, { mapping }]) => {
    const alone = (['actorEmail', 'actorId', 'actorTokenId', 'actorIp'] as const).find(
      (part) => mapping[part] !== undefined,
    );
    return mapping.actor === undefined || alone === undefined
      ? []
      : [
          {
            path: pathText(['webhooks', 'senders', name, 'mapping', alone]),
            what: 'stands beside actor',
            remedy: 'Keep actor where one value says it all, or the parts where each stands alone.',
          },
        ];
  });
}

function lacksOfModel({ use, baseUrl, apiKey }: NonNullable<SettingsFile['model']>): Problem[] {
  const isLocal = use.startsWith('local:');
  return [
    ...(isLocal && baseUrl === undefined
      ? [
          {
            path: 'model.baseUrl',
            what: 'is missing',
            remedy: 'A local model has no address of its own: http://localhost:11434/v1.',
          },
        ]
      : []),
    ...(!isLocal && apiKey === undefined
      ? [
          {
            path: 'model.apiKey',
            what: 'is missing',
            remedy: `${use.split(':', 1)[0] ?? use} answers nobody without an API key.`,
          },
        ]
      : []),
  ];
}
