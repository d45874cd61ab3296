import type { Zone } from '../cloudflare/resources';
import { CORP, LABS } from './setting';

export const ZONE = {
  corp: { id: 'd41d8cd98f00b204e9800998ecf8427e', name: 'example.com', accountId: CORP },
  corpDocs: { id: '0cc175b9c0f1b6a831c399e269772661', name: 'example.org', accountId: CORP },
  labs: { id: '92eb5ffee6ae2fec3ad71c777531578f', name: 'example.net', accountId: LABS },
} as const satisfies Readonly<Record<string, Zone>>;

export const ZONES: readonly Zone[] = Object.values(ZONE);
