import type { Verdict } from '../verdict-order';
import type { PanelType, StatusColor } from './adf';

interface VerdictLook {
  /** As people say it. */
  readonly words: string;
  readonly color: StatusColor;
  readonly panel: PanelType;
}

/** How each verdict shows itself. */
export const VERDICT_LOOK: Readonly<Record<Verdict, VerdictLook>> = {
  benign: { words: 'benign', color: 'green', panel: 'success' },
  misconfiguration: { words: 'misconfiguration', color: 'blue', panel: 'info' },
  inconclusive: { words: 'inconclusive', color: 'yellow', panel: 'warning' },
  likely_malicious: { words: 'likely malicious', color: 'red', panel: 'error' },
};
