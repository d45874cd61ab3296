export { insightsSync } from './insights-sync';
export { investigateAnomaly } from './investigate-anomaly';
export { quotaLedger } from './quota-ledger';
export { tokenWatch } from './token-watch';
