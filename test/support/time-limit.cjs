// Jest reads `testTimeout` of the whole run only; the projects differ in what they wait for.
jest.setTimeout(globalThis.TIME_LIMIT_MS);
