import { linearIssueId } from '../../../activities/linear/ticket-ids';
import { attemptNumber, REPORT_SITE, startLinearRig, type LinearRig } from './linear-rig';

const REPORT = `${REPORT_SITE}/wiki/spaces/SEC/pages/12`;
const TICKET = { account: 'acme', credential: 'token-1', event: 'event-1' };
const INPUT = { ticket: TICKET, report: REPORT, verdict: 'likely_malicious' as const, confidence: 0.87 };

let rig: LinearRig;
beforeEach(async () => {
  rig = await startLinearRig();
});
afterEach(() => rig.close());

const comment = (input = INPUT) => attemptNumber(1).run(rig.activities().commentInvestigation, input);
const comments = () => rig.sandbox.control.comments();
const file = async (event = 'event-1') => rig.file([await rig.judge({ event, credential: 'token-1' })]);

describe('the link of an investigation', () => {
  it('is one comment on the ticket, however often it is put there', async () => {
    await file();
    await comment();
    await comment();
    expect(comments()).toMatchObject([{ issueId: linearIssueId('token-1') }]);
    expect(comments()[0]!.body).toContain(`(${REPORT})`);
  });

  it('stands beside the comment of a further event', async () => {
    await file();
    await file('event-2');
    await comment({ ...INPUT, ticket: { ...TICKET, event: 'event-2' } });
    expect(comments()).toHaveLength(2);
  });

  it('is one comment when the answer to the first try is lost', async () => {
    await file();
    rig.sandbox.control.addFault({ provider: 'linear', operation: 'commentCreate', kind: 'lost-answer' });
    await comment();
    await comment();
    expect(comments()).toHaveLength(1);
  });

  it('waits for a ticket that is not filed yet', async () => {
    await expect(comment()).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
    await file();
    await comment();
    expect(comments()).toHaveLength(1);
  });

  it('is not put on a ticket that was deleted', async () => {
    await file();
    rig.sandbox.control.deleteIssue(linearIssueId('token-1'));
    await expect(comment()).rejects.toMatchObject({ type: 'NotFound' });
  });

  it('is not put on a ticket that somebody else has made under the id', async () => {
    await file();
    rig.sandbox.control.addFault({
      provider: 'linear',
      operation: 'viewer',
      kind: { status: 200, body: JSON.stringify({ data: { viewer: { id: 'another-user' } } }) },
    });
    await expect(comment()).rejects.toMatchObject({ type: 'Conflict' });
    expect(comments()).toEqual([]);
  });

  it('never leads to another site', async () => {
    await file();
    await expect(comment({ ...INPUT, report: 'https://evil.example/wiki' })).rejects.toMatchObject({
      type: 'Misconfigured',
    });
    expect(comments()).toEqual([]);
  });
});
