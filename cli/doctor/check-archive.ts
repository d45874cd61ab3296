import { createS3Client, type ArchiveSettings } from '../../activities/archive/client';
import { probeStore } from '../../activities/archive/probe';
import { failed, note, ok, type Finding } from './finding';

/** Whether the bucket can keep what is promised: the check that every worker makes at its start. */
export async function checkArchive(settings: ArchiveSettings, signal: AbortSignal): Promise<Finding[]> {
  const s3 = createS3Client(settings);
  try {
    const { warnings } = await probeStore(s3, settings, signal);
    return [
      ok('archive', `bucket ${settings.bucket} creates, reads and lists objects`),
      ...warnings.map((warning) => note('archive', warning)),
    ];
  } catch (error) {
    return [failed('archive', error, 'Check archive.bucket, archive.region and the access key.')];
  } finally {
    s3.destroy();
  }
}
