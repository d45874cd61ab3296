import { readFileSync } from 'node:fs';
import { DEMO_SENDER } from '../../../scripts/demo/stage';

it('the anomaly that the README posts by hand is signed as the sender of the demo signs', () => {
  const page = readFileSync('README.md', 'utf8');

  expect(page).toContain(`SECRET=${DEMO_SENDER.secret}\n`);
  expect(page).toContain(`/webhooks/anomalies/${DEMO_SENDER.name} `);
});
