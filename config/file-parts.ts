import type { z } from 'zod';
import { isSection } from './overrides';
import { settingsSchema, type SettingsFile } from './settings-schema';

/** What can be used of a settings file that is refused as a whole, so that its other problems are found in the same go. */
export type FileParts = Partial<SettingsFile> & Pick<SettingsFile, 'accounts'>;

/** The sections, and one by one the accounts, that the schema accepts. */
export function acceptedParts(document: unknown): FileParts {
  const { accounts, ...sections } = settingsSchema.shape;
  const file = isSection(document) ? document : {};
  const parts = Object.entries(sections).map(([name, schema]) => [name, accepted(schema, file[name])] as const);
  const isRefused = file.insightsSync !== undefined && accepted(sections.insightsSync, file.insightsSync) === undefined;
  const accountParts = Object.entries(isSection(file.accounts) ? file.accounts : {})
    .map(([key, account]) => [key, accepted(accounts.valueType, account)] as const)
    .filter(([, account]) => account !== undefined)
    // What stands in a section that is refused cannot be said to be missing.
    .map(([key, account]) => [key, isRefused ? { ...(account as object), insightsSync: undefined } : account]);
  return {
    ...(Object.fromEntries(parts) as Partial<SettingsFile>),
    accounts: Object.fromEntries(accountParts) as SettingsFile['accounts'],
  };
}

function accepted(schema: z.ZodType, value: unknown): unknown {
  return schema.safeParse(value).data;
}
