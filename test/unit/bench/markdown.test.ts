import { circumstancesLine } from '../../../bench/circumstances';
import { fine, table, whole } from '../../../bench/markdown';
import { wholeNumber } from '../../../bench/whole-number';

it('the figures of a benchmark stand flush right in a table of Markdown', () => {
  expect(
    table([
      ['ms', 'API'],
      ['p50', whole(1_234.4)],
      ['longest', fine(9.94)],
    ]),
  ).toEqual(['| ms      |   API |', '| ------- | ----: |', '| p50     | 1,234 |', '| longest |   9.9 |']);
});

it('a report says on what machine and under what load it was measured', () => {
  const machine = { processor: 'Xeon', cores: 2, memoryGiB: 8, system: 'Linux 6', versions: { Node: '24.1.0' } };
  const load = { before: 0.1, after: 2.5 };

  expect(circumstancesLine({ command: 'npm run bench', at: '2026-11-22T01:02:03.000Z', machine, load })).toBe(
    '`npm run bench`, 2026-11-22. 2 cores (Xeon), 8 GiB, Linux 6; Node 24.1.0. Load average before 0.1, after 2.5.',
  );
});

it('an option takes whole numbers, with underscores between thousands', () => {
  expect(wholeNumber('--events', ' 1_000', 1)).toBe(1_000);
});

it.each(['0', '1.5', 'many', '-3'])('an option that is %s is refused by its name', (text) => {
  expect(() => wholeNumber('--events', text, 1)).toThrow('--events takes whole numbers from 1 on');
});
