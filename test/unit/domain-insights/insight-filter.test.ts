import { insightSeverity, isAtLeast, issueTypeOf, isWanted } from '../../../domain/insight-filter';
import { NO_FILTER } from './situations';

const CRITICAL_LOGIN = { severity: 'critical', issueType: 'weak_authentication' } as const;

describe('severity', () => {
  it.each([
    ['Low', 'low'],
    ['moderate', 'moderate'],
    ['HIGH', 'high'],
    [' Critical ', 'critical'],
  ])('reads %p without regard to case and space', (value, severity) => expect(insightSeverity(value)).toBe(severity));

  it.each(['Severe', '', undefined, null, 4, ['low'], 'constructor'])('ranks %p as high', (value) =>
    expect(insightSeverity(value)).toBe('high'),
  );

  it('ranks low, moderate, high, critical', () => {
    expect(isAtLeast('critical', 'high')).toBe(true);
    expect(isAtLeast('high', 'high')).toBe(true);
    expect(isAtLeast('moderate', 'high')).toBe(false);
    expect(isAtLeast('low', 'moderate')).toBe(false);
  });
});

describe('issue type', () => {
  it('reads a documented one without regard to case', () =>
    expect(issueTypeOf('Weak_Authentication')).toBe('weak_authentication'));
  it('keeps another as received', () => expect(issueTypeOf('Some_Future_Type')).toBe('Some_Future_Type'));
  it.each([undefined, null, 3, {}])('has none for %p', (value) => expect(issueTypeOf(value)).toBeNull());
});

describe('filters', () => {
  it('want everything when they are empty, also what nobody documents', () => {
    expect(isWanted(CRITICAL_LOGIN, NO_FILTER)).toBe(true);
    expect(isWanted({ severity: 'high', issueType: 'some_future_type' }, NO_FILTER)).toBe(true);
    expect(isWanted({ severity: 'high', issueType: null }, NO_FILTER)).toBe(true);
  });

  it('want only the severities that are named', () => {
    expect(isWanted(CRITICAL_LOGIN, { ...NO_FILTER, severity: ['critical'] })).toBe(true);
    expect(isWanted(CRITICAL_LOGIN, { ...NO_FILTER, severity: ['high'] })).toBe(false);
  });

  it('want only the types that are named', () => {
    expect(isWanted(CRITICAL_LOGIN, { ...NO_FILTER, issueType: ['weak_authentication'] })).toBe(true);
    expect(isWanted(CRITICAL_LOGIN, { ...NO_FILTER, issueType: ['email_security'] })).toBe(false);
    expect(isWanted({ severity: 'high', issueType: null }, { ...NO_FILTER, issueType: ['email_security'] })).toBe(
      false,
    );
  });

  it('exclude after they include', () => {
    const severities = { ...NO_FILTER, severity: ['critical', 'high'], excludeSeverity: ['critical'] } as const;
    const types = {
      ...NO_FILTER,
      issueType: ['weak_authentication'],
      excludeIssueType: ['weak_authentication'],
    } as const;

    expect(isWanted(CRITICAL_LOGIN, severities)).toBe(false);
    expect(isWanted({ ...CRITICAL_LOGIN, severity: 'high' }, severities)).toBe(true);
    expect(isWanted(CRITICAL_LOGIN, types)).toBe(false);
  });
});
