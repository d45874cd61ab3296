import type { Settings } from '../config/settings';

/** Page of a workflow's newest run in the Temporal UI. */
export function runLink({ ui, temporal }: Settings, workflowId: string): string {
  return `${ui.temporalUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
