import { createRig, foundEvent, type Rig } from './archive-rig';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(() => rig.s3.destroy());

/** Sizes around those at which a store may answer a write before it has read its body. */
it.each([1_000, 7_000, 9_000, 12_000, 17_000, 45_000, 64_000])(
  'events of %d bytes that stand already are found so, one after the other on the same connections',
  async (size) => {
    const events = Array.from({ length: 24 }, (_, index) =>
      foundEvent(`e${size}-${index}`, { note: 'x'.repeat(size) }),
    );
    await rig.archive(events);
    for (const round of [1, 2]) {
      const { archived, failed } = await rig.archive(events, { run: `again-${round}` });
      expect(failed).toEqual([]);
      expect(new Set(archived.map(({ outcome }) => outcome))).toEqual(new Set(['already there']));
    }
  },
);
