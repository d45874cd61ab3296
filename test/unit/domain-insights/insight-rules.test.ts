import { LIFECYCLE_STATES, SIGHTINGS, STANDINGS } from '../../../domain/insight';
import { LIFECYCLE_RULES, nextLife } from '../../../domain/insight-lifecycle';
import { LIFECYCLE_CASES, SIGHTING_CASES, TICKET_CASES } from './insight-cases';
import { life, TODAY } from './situations';

describe('the life of an insight', () => {
  it.each(LIFECYCLE_CASES)('$name', ({ actual, expected }) => expect(actual()).toEqual(expected));

  const BOTH = [true, false];
  const situations = [undefined, ...STANDINGS].flatMap((standing) =>
    SIGHTINGS.flatMap((sighting) =>
      BOTH.flatMap((differs) =>
        BOTH.flatMap((wanted) =>
          BOTH.map((includeDismissed) => ({
            standing,
            facts: { sighting, differs, wanted, includeDismissed, at: TODAY },
          })),
        ),
      ),
    ),
  );
  const possible = situations.filter(({ standing, facts: { sighting } }) =>
    standing === undefined ? sighting !== 'absent' && sighting !== 'unseen' : true,
  );

  it('has a rule for all that can be', () => {
    for (const { standing, facts } of possible) {
      const { state } = nextLife(standing && life({ standing }), facts);
      expect([null, ...LIFECYCLE_STATES]).toContain(state);
    }
  });

  it('resolves nothing that nobody looked for, and nothing that is listed as standing', () => {
    const resolved = possible
      .filter(({ standing }) => standing !== 'resolved')
      .filter(({ standing, facts }) => nextLife(standing && life({ standing }), facts).life?.standing === 'resolved')
      .map(({ facts }) => facts.sighting);

    expect(new Set(resolved)).toEqual(new Set(['absent', 'resolved']));
  });

  it('refuses an insight that is neither known nor listed', () => {
    const facts = { sighting: 'absent', differs: false, wanted: true, includeDismissed: true, at: TODAY } as const;

    expect(() => nextLife(undefined, facts)).toThrow(TypeError);
  });

  it('gives each rule a name of its own', () => {
    expect(new Set(LIFECYCLE_RULES.map(({ name }) => name)).size).toBe(LIFECYCLE_RULES.length);
  });
});

describe('what the lists show', () => {
  it.each(SIGHTING_CASES)('$name', ({ actual, expected }) => expect(actual()).toBe(expected));
});

describe('when the tracker hears of an insight', () => {
  it.each(TICKET_CASES)('$name', ({ actual, expected }) => expect(actual()).toBe(expected));
});
