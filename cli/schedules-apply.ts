import { loadSettings } from '../config/load-settings';
import { applySchedules } from '../worker/schedules';
import type { Command } from './command';
import { textOptions } from './options';
import { withTemporal } from './with-temporal';

export const schedulesApply: Command = {
  name: 'schedules apply',
  usage: '',
  about: 'Creates and updates the schedules of all accounts. Pause states, notes and watermarks stay as they are.',
  async run(args, { print, env }) {
    textOptions(args, { required: [] });
    const settings = loadSettings({ role: 'cli', env });
    const applied = await withTemporal(settings, (client) => applySchedules(client, settings));
    for (const { id, state, paused } of applied) {
      const remark =
        state === 'unknown'
          ? ': no account in the settings has it; delete it if it is not wanted'
          : paused
            ? ', paused'
            : '';
      print(`${state.padEnd(8)} ${id}${remark}`);
    }
    return applied.some(({ state }) => state === 'unknown') ? 1 : 0;
  },
};
