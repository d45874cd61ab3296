import { z } from 'zod';
import { settingsSchema } from './settings-schema';

/** JSON schema of the settings file, for editors. */
export function settingsJsonSchema(): object {
  return { ...z.toJSONSchema(settingsSchema, { target: 'draft-7', io: 'input' }), title: 'Edgewarden settings' };
}
