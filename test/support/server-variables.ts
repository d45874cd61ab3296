/** How the global set-up hands the servers' addresses to the test processes. */
export const ServerVariable = {
  temporalAddress: 'EDGEWARDEN_TEST_TEMPORAL_ADDRESS',
  workflowBundle: 'EDGEWARDEN_TEST_WORKFLOW_BUNDLE',
  s3Endpoint: 'EDGEWARDEN_TEST_S3_ENDPOINT',
  s3AccessKeyId: 'EDGEWARDEN_TEST_S3_ACCESS_KEY_ID',
  s3SecretAccessKey: 'EDGEWARDEN_TEST_S3_SECRET_ACCESS_KEY',
} as const;

export const TEST_NAMESPACE = 'default';
