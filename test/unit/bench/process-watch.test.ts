import { bytesOf, cpuMsOf } from '../../../bench/process-watch';

describe('the watch over a process', () => {
  it('reads processor time behind a name with blanks and brackets', () => {
    const stat = `42 (node (worker) 1) S 1 42 42 0 -1 4194304 900 0 3 0 250 75 0 0 20 0 11 0 5000 1000000 2000`;

    expect(cpuMsOf(stat)).toBe(3_250);
  });

  it('reads memory in bytes', () => {
    const status = 'Name:\tnode\nVmPeak:\t  900000 kB\nVmHWM:\t  300000 kB\nVmRSS:\t  200000 kB\n';

    expect(bytesOf(status, 'VmRSS')).toBe(204_800_000);
    expect(bytesOf(status, 'VmHWM')).toBe(307_200_000);
  });

  it('says that a process has ended instead of counting it as empty', () => {
    expect(() => bytesOf('Name:\tnode\nState:\tZ (zombie)\n', 'VmRSS')).toThrow(/ended/);
  });
});
