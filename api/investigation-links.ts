import type { Settings } from '../config/settings';
import { investigationWorkflowId } from '../workflows/ids';

/** Where an investigation is found. */
export interface InvestigationLinks {
  /** In this API. */
  readonly location: (investigation: string) => string;
  readonly temporalUi: (investigation: string, runId: string) => string;
}

/** Links by the settings; without `api.publicUrl` those of the API are paths. */
export function investigationLinks({
  api,
  ui,
  temporal,
}: Pick<Settings, 'api' | 'ui' | 'temporal'>): InvestigationLinks {
  return {
    location: (investigation) => `${api.publicUrl ?? ''}/investigations/${investigation}`,
    temporalUi: (investigation, runId) =>
      `${ui.temporalUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/` +
      `${encodeURIComponent(investigationWorkflowId(investigation))}/${runId}`,
  };
}
