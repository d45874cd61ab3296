import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  patched,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { FailureType } from '../domain/failure-type';
import { LEDGER_MESSAGE_CHECKS } from '../domain/quota-ledger-checks';
import {
  LEDGER_QUERY,
  LEDGER_UPDATE,
  type LedgerAnswer,
  type LiftPaceMessage,
  type SettleMessage,
  type SetUsedMessage,
} from '../domain/quota-ledger-messages';
import type { QuotaGrant, QuotaLedger, QuotaRequest, QuotaStanding } from '../domain/request-quota';
import { forgetfulLedger, liftPace, opened, reserve, settle, setUsed } from '../domain/request-quota-ledger';
import { quotaStanding } from '../domain/request-quota-standing';
import { restoreLedger } from '../domain/restore-quota-ledger';
import { SEARCH_ATTRIBUTE } from './ids';
import { quotaLedgerDetails } from './quota-ledger-details';

const reserveUpdate = defineUpdate<QuotaGrant, [QuotaRequest]>(LEDGER_UPDATE.reserve);
const settleUpdate = defineUpdate<QuotaStanding, [SettleMessage]>(LEDGER_UPDATE.settle);
const liftPaceUpdate = defineUpdate<QuotaStanding, [LiftPaceMessage]>(LEDGER_UPDATE.liftPace);
const setUsedUpdate = defineUpdate<QuotaStanding, [SetUsedMessage]>(LEDGER_UPDATE.setUsed);
const ledgerQuery = defineQuery<LedgerAnswer>(LEDGER_QUERY);

/** Marks in a history where a run that was reset went on. Never to be changed. */
const AFTER_RESET = 'ledger-after-reset';

/**
 * Counts the requests of one account against its month, for ever. Every update is one step of the rules, without a pause in
 * it: concurrent callers take turns, and a run that ends hands on all that it has said yes to.
 *
 * @param input state of the run before, or what a first run starts with; whatever it is, the ledger opens
 * @param rollAfter updates after which it continues as new, for tests; else when the server suggests it
 */
export async function quotaLedger(input: QuotaLedger, rollAfter = Number.MAX_SAFE_INTEGER): Promise<void> {
  let ledger = restoreLedger(input, Date.now());
  if (workflowInfo().continuedFromExecutionRunId === undefined) ledger = opened(ledger, Date.now());
  let updates = 0;

  const become = (next: QuotaLedger): void => {
    ledger = next;
    updates += 1;
    show(ledger);
  };
  // The ledger that an update meets.
  const known = (): QuotaLedger => (isAfterReset() ? forgetfulLedger(ledger, Date.now()) : ledger);
  const standing = (of = ledger): QuotaStanding => quotaStanding(of, of.terms, Date.now());

  const isReset = wasReset();
  setHandler(ledgerQuery, () => {
    // A query may be answered before the first step after the reset is taken.
    const asked = isReset ? forgetfulLedger(ledger, Date.now()) : ledger;
    return { ...asked, standing: standing(asked) };
  });
  setHandler(
    reserveUpdate,
    (request) => {
      const { ledger: next, grant } = reserve(known(), request, Date.now());
      become(next);
      return grant;
    },
    { validator: accepts('reserve') },
  );
  setHandler(
    settleUpdate,
    ({ outcome, terms }) => {
      become(settle(known(), outcome, terms, Date.now()));
      return standing();
    },
    { validator: accepts('settle') },
  );
  setHandler(
    liftPaceUpdate,
    ({ terms }) => {
      become(liftPace(known(), terms, Date.now()));
      return standing();
    },
    { validator: accepts('liftPace') },
  );
  setHandler(
    setUsedUpdate,
    ({ used, terms }) => {
      // What meets the reset itself may be an old word that the server delivers again.
      become(isAfterReset() ? known() : setUsed(ledger, used, terms, Date.now()));
      return standing();
    },
    { validator: accepts('setUsed') },
  );
  show(ledger);

  await condition(() => isAfterReset() || workflowInfo().continueAsNewSuggested || updates >= rollAfter);
  await condition(allHandlersFinished);
  await continueAsNew<typeof quotaLedger>(known(), rollAfter);
}

/**
 * Whether this run was reset and is past the step that it was reset to. Up to there it must take the steps that stand in
 * its history; the first one after them ends it, and the next run begins with a ledger that knows what it has forgotten.
 */
function isAfterReset(): boolean {
  // Only a run that was reset leaves the mark. Every replay looks for it, since the SDK's replayer knows no id but the first.
  return (wasReset() || workflowInfo().unsafe.isReplaying) && patched(AFTER_RESET);
}

/** The id in the first event is that of the run whose history was taken over. */
function wasReset(): boolean {
  const { originalExecutionRunId, runId } = workflowInfo();
  return originalExecutionRunId !== runId;
}

/** A rejected message leaves no event; a plain error in its stead would stop the ledger. */
function accepts(update: keyof typeof LEDGER_MESSAGE_CHECKS) {
  return (message: unknown): void => {
    const problem = LEDGER_MESSAGE_CHECKS[update](message);
    if (problem !== undefined) {
      throw ApplicationFailure.nonRetryable(`quota ledger, ${update}: ${problem}`, FailureType.Refused);
    }
  };
}

function show(ledger: QuotaLedger): void {
  const nowMs = Date.now();
  setCurrentDetails(quotaLedgerDetails(ledger, nowMs));
  const { used, left, forecast } = quotaStanding(ledger, ledger.terms, nowMs);
  const told = workflowInfo().typedSearchAttributes;
  const changed = [
    { key: SEARCH_ATTRIBUTE.quotaUsed, value: used },
    { key: SEARCH_ATTRIBUTE.quotaLeft, value: left },
    { key: SEARCH_ATTRIBUTE.quotaForecast, value: forecast },
  ].filter(({ key, value }) => told.get(key) !== value);
  if (changed.length > 0) upsertSearchAttributes(changed);
}
