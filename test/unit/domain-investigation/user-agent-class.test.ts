import { USER_AGENT_RULES, userAgentClass } from '../../../domain/investigation/user-agent-class';

describe.each(USER_AGENT_RULES)('a user agent of class $agent', ({ agent, hit, miss }) => {
  it(`is ${JSON.stringify(hit)}`, () => expect(userAgentClass(hit)).toBe(agent));
  it(`is not ${JSON.stringify(miss)}`, () => expect(userAgentClass(miss)).not.toBe(agent));
});
