import { StartFailure } from '../scripts/servers/start-failure';

/** The value of an option; `1_000` is a thousand. @throws StartFailure when it is less than `least`, or no whole number */
export function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text.trim().replaceAll('_', ''));
  if (Number.isInteger(number) && number >= least) return number;
  throw new StartFailure(`${option} takes whole numbers from ${least} on, not "${text}"`);
}
