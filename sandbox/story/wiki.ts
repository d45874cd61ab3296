import type { ConfluenceSite } from '../confluence/store';
import { STORY_SETTING } from './setting';

const { email, token, accountId, spaceId, spaceKey, parentId } = STORY_SETTING.confluence;
const SEC_HOME = '98400';
const OPS_SPACE = '98306';
const OPS_HOME = '98401';

const page = (...content: readonly object[]): string => JSON.stringify({ version: 1, type: 'doc', content });
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

/** Acme's wiki before the first report. Two spaces, so that a title alone names no page. */
export const WIKI: ConfluenceSite = {
  email,
  token,
  caller: { accountId, name: 'Edgewarden' },
  person: { accountId: '712020:1f2e3d4c-0000-4aaa-8bbb-ccccdddd0002', name: 'Olivia Chen' },
  spaces: [
    { id: spaceId, key: spaceKey, name: 'Security', homepageId: SEC_HOME },
    { id: OPS_SPACE, key: 'OPS', name: 'Operations', homepageId: OPS_HOME },
  ],
  pages: [
    {
      id: SEC_HOME,
      spaceId,
      parentId: null,
      title: 'Security',
      adf: page(paragraph('How we find out what happened, and what we do about it. On call: see the rota.')),
    },
    {
      id: parentId,
      spaceId,
      parentId: SEC_HOME,
      title: 'Investigations',
      adf: page(
        paragraph('One page per anomaly that a detector reported. Pages are written by Edgewarden; add what you find.'),
      ),
    },
    {
      id: OPS_HOME,
      spaceId: OPS_SPACE,
      parentId: null,
      title: 'Operations',
      adf: page(paragraph('Runbooks and rotas.')),
    },
  ],
};
