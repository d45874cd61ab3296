export { insightsSync } from './insights-sync';
export { quotaLedger } from './quota-ledger';
export { tokenWatch } from './token-watch';
