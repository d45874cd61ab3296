import type { LinearState, LinearWorkspace, StateType } from '../linear/store';
import { STORY_SETTING } from './setting';

const SEC = STORY_SETTING.linear.teamId;
const OPS = '9a2d3e4f-5c6b-4a79-8987-b6c5d4e3f201';

const STATES: readonly (readonly [name: string, type: StateType, color: string])[] = [
  ['Triage', 'triage', '#f2790f'],
  ['Backlog', 'backlog', '#9a9da4'],
  ['Todo', 'unstarted', '#9a9da4'],
  ['In Progress', 'started', '#f0bf00'],
  ['Done', 'completed', '#5e6ad2'],
  ['Canceled', 'canceled', '#95a2b3'],
];

function statesOf(teamId: string, digit: string): LinearState[] {
  return STATES.map(([name, type, color], position) => ({
    id: `57a7e000-0000-4000-8000-0000000000${digit}${position}`,
    teamId,
    name,
    type,
    color,
    position,
  }));
}

/** Acme's tracker. Two teams have a label of the same name, so that a label found by name alone may be the wrong one. */
export const WORKSPACE: LinearWorkspace = {
  apiKey: STORY_SETTING.linear.apiKey,
  viewerId: '4b5c6d7e-8f90-4a1b-8c2d-3e4f5a6b7c8d',
  teams: [
    { id: SEC, key: 'SEC', name: 'Security' },
    { id: OPS, key: 'OPS', name: 'Operations' },
  ],
  states: [...statesOf(SEC, '1'), ...statesOf(OPS, '2')],
  labels: [
    { id: '1abe1000-0000-4000-8000-000000000001', teamId: OPS, name: 'Token review', color: '#95a2b3' },
    { id: '1abe1000-0000-4000-8000-000000000002', teamId: null, name: 'Cloudflare', color: '#f6821f' },
    { id: '1abe1000-0000-4000-8000-000000000003', teamId: SEC, name: 'Token review', color: '#eb5757' },
    { id: '1abe1000-0000-4000-8000-000000000004', teamId: SEC, name: 'Incident', color: '#9141ac' },
  ],
  users: [
    {
      id: '4b5c6d7e-8f90-4a1b-8c2d-3e4f5a6b7c8d',
      name: 'Edgewarden',
      displayName: 'edgewarden',
      email: 'edgewarden@example.com',
      active: true,
    },
    {
      id: '7d8e9fa0-b1c2-4d3e-8f4a-5b6c7d8e9fa0',
      name: 'Olivia Chen',
      displayName: 'olivia',
      email: 'oncall@example.com',
      active: true,
    },
    {
      id: '8e9fa0b1-c2d3-4e4f-8a5b-6c7d8e9fa0b1',
      name: 'Alice Moreau',
      displayName: 'alice',
      email: 'alice@example.com',
      active: true,
    },
    {
      id: '9fa0b1c2-d3e4-4f5a-8b6c-7d8e9fa0b1c2',
      name: 'Erin Walsh',
      displayName: 'erin',
      email: 'erin@example.com',
      active: false,
    },
  ],
};
