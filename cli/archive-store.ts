import { createS3Client, type ArchiveSettings } from '../activities/archive/client';
import { createArchiveStore, type ArchiveStore } from '../activities/archive/store';
import type { Settings } from '../config/settings';

/** The archive's settings with the secrets in them. */
export function resolvedArchive({ accessKeyId, secretAccessKey, ...archive }: Settings['archive']): ArchiveSettings {
  return { ...archive, accessKeyId: accessKeyId?.reveal(), secretAccessKey: secretAccessKey?.reveal() };
}

export function archiveStoreOf(settings: ArchiveSettings): ArchiveStore {
  return createArchiveStore(createS3Client(settings), settings.bucket);
}
