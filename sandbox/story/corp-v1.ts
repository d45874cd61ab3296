import type { Json } from '../json';
import { USER_TOKEN } from './ids';
import { ALICE, BOB, MALLORY } from './people';

/** A record of the older log; `when` is written with or without fractions, as the real one does. */
export interface V1Happening {
  readonly clock: string;
  readonly fractions: boolean;
  readonly record: Json;
}

const actor = ({ id, email, ip_address: ip }: Json): Json => ({ id, email, ip, type: 'user' });

function v1(nn: string, clock: string, who: Json, type: string, metadata: Json = {}, fractions = false): V1Happening {
  return {
    clock,
    fractions,
    record: {
      id: `9f3b2a10-5c6d-4e7f-8091-a2b3c4d5e6${nn}`,
      action: { result: true, type },
      actor: actor(who),
      interface: 'UI',
      metadata,
      newValue: '',
      oldValue: '',
      owner: { id: who['id'] },
      resource: { id: who['id'], type: 'account' },
    },
  };
}

const KEY_CHANGE = v1('02', '15:30:00.250', BOB, 'rotate_API_key', {}, true);

/** Acme Corp in the older log: the only one that knows of the Global API key. One id comes twice. */
export const CORP_V1: readonly V1Happening[] = [
  v1('01', '12:03:12.482', MALLORY, 'token_create', { token_name: 'deploy-helper', token_tag: `${USER_TOKEN}16` }),
  KEY_CHANGE,
  KEY_CHANGE,
  v1('03', '15:30:01.000', BOB, 'API_key_created'),
  v1('04', '15:31:30.000', BOB, 'API_key_view'),
  v1('05', '16:00:00.000', ALICE, 'rec_set', { zone_name: 'example.com' }),
];
