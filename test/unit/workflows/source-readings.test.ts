import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { FailureType } from '../../../domain/failure-type';
import type { SourceState } from '../../../domain/investigation/source-state';
import { nothingRead, type SourceOutcome } from '../../../workflows/source-readings';

const outcome = (state: SourceState, type?: FailureType): SourceOutcome => ({
  reading: { source: 'cloudflare', state, events: 0, staged: null, note: `note of ${type ?? state}.` },
  ...(type !== undefined && {
    failure: new ActivityFailure(
      'failed',
      'readActorHistory',
      '1',
      RetryState.NON_RETRYABLE_FAILURE,
      undefined,
      ApplicationFailure.create({ type, message: 'said elsewhere' }),
    ),
  }),
});
const away = outcome('missing', FailureType.Unavailable);
const refused = outcome('missing', FailureType.AuthRejected);

describe('of two sources nothing was read', () => {
  it.each<[string, SourceOutcome, SourceOutcome, boolean]>([
    ['both are away', away, away, true],
    ['one is away and the other one refuses', away, refused, true],
    ['both refuse', refused, refused, false],
    ['the only one that is configured is away', away, outcome('not_configured'), true],
    ['the only one that can be searched is away', away, outcome('not_searchable'), true],
    ['the only one that can be searched refuses', refused, outcome('not_searchable'), false],
    ['one gave nothing and did not say why', outcome('missing'), refused, true],
  ])('where %s', (_case, first, second, isPassing) => {
    expect(nothingRead([first, second])).toMatchObject({ isPassing });
  });

  it('and the reason has the sentence of each that was asked', () => {
    expect(nothingRead([away, refused])?.reason).toBe(
      'No source could be read. note of Unavailable. note of AuthRejected.',
    );
    expect(nothingRead([away, outcome('not_searchable')])?.reason).toBe(
      'No source could be read. note of Unavailable.',
    );
  });
});

it.each<[string, SourceOutcome, SourceOutcome]>([
  ['one was read', outcome('complete'), away],
  ['one was read in part', away, outcome('partial')],
  ['one was read up to its limit', refused, outcome('truncated')],
  ['neither can be searched', outcome('not_searchable'), outcome('not_searchable')],
  ['neither can be searched or is configured', outcome('not_searchable'), outcome('not_configured')],
])('an investigation goes on where %s', (_case, first, second) => {
  expect(nothingRead([first, second])).toBeUndefined();
});
