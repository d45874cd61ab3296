import type { LinearTickets } from './client';

/** The settings that say where tickets go. */
export interface DestinationSettings {
  /** Key of the team. */
  readonly team: string;
  /** E-mail address. */
  readonly assignee?: string | undefined;
}

/** Where tickets go, looked up when the first one needs it and then kept for the batch. */
export interface TicketDestination {
  teamId(signal: AbortSignal): Promise<string>;
  /** Labels that do not exist are left out with a warning: losing the ticket would be worse. */
  labelIds(names: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** Undefined with a warning when nobody has the address. */
  assigneeId(signal: AbortSignal): Promise<string | undefined>;
  /** Id of the state in which a ticket of this team is done. */
  completedStateId(teamId: string, signal: AbortSignal): Promise<string>;
  /** Id of the user whose key we have: what others have written is not ours. */
  ownUserId(signal: AbortSignal): Promise<string>;
  warn(warning: string): void;
  /** What an operator should know although the tickets were filed, each once. */
  warnings(): readonly string[];
}

export function createDestination(linear: LinearTickets, { team, assignee }: DestinationSettings): TicketDestination {
  const { words } = linear;
  const found = new Map<string, unknown>();
  const warnings = new Set<string>();

  /** Only what succeeded is kept: the next ticket asks again. */
  async function once<T>(key: string, lookUp: () => Promise<T>): Promise<T> {
    if (!found.has(key)) found.set(key, await lookUp());
    return found.get(key) as T;
  }

  const teamId = (signal: AbortSignal) => once('team', () => linear.teamId(team, signal));
  return {
    teamId,
    labelIds: (names, signal) =>
      once(`labels ${JSON.stringify(names)}`, async () => {
        const { ids, missing } = await linear.labelIds(await teamId(signal), names, signal);
        for (const name of missing) {
          warnings.add(
            `Linear has no label "${name}" that team ${team} may use: create it or take it out of ${words.settings}.labels`,
          );
        }
        return ids;
      }),
    assigneeId: (signal) =>
      once('assignee', async () => {
        if (assignee === undefined) return undefined;
        const id = await linear.userId(assignee, signal);
        if (id === undefined)
          warnings.add(
            `Linear has no active user with the address of ${words.settings}.assignee: tickets go to nobody`,
          );
        return id;
      }),
    completedStateId: (team, signal) => once(`completed ${team}`, () => linear.completedStateId(team, signal)),
    ownUserId: (signal) => once('own user', () => linear.viewerId(signal)),
    warn: (warning) => void warnings.add(warning),
    warnings: () => [...warnings],
  };
}
