import { ensureBundle, ensureS3, ensureTemporal } from '../run-servers';

export default async function setUp(): Promise<void> {
  await Promise.all([ensureS3(), ensureTemporal(), ensureBundle()]);
}
