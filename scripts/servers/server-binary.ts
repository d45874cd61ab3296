import { downloadOfficialCli } from './download-official-cli';

/** A server that development, demo and tests run, and where it comes from. */
export interface ServerBinary {
  /** Name of the executable. */
  readonly name: string;
  /** How messages call it. */
  readonly title: string;
  /** Environment variable with the path of an executable to use. */
  readonly variable: string;
  /** What is fetched or built when nothing usable is found. */
  readonly version: string;
  /** Oldest version on the `PATH` that is used instead. */
  readonly minimum: string;
  /** Where `--version` of a release names its version. */
  readonly versionLine: RegExp;
  /** Go module, as the build information inside a binary from `go install` names it. */
  readonly module: string;
  /** What `go install` builds, without the version. */
  readonly package: string;
  /** Fetches the official binary to a path; rejects when there is no way to it. */
  readonly download?: (version: string, path: string) => Promise<void>;
}

export const TEMPORAL_CLI: ServerBinary = {
  name: 'temporal',
  title: 'Temporal CLI',
  variable: 'EDGEWARDEN_TEMPORAL_CLI',
  version: '1.5.1',
  minimum: '1.5.0',
  versionLine: /temporal version (\d+\.\d+\.\d+)/,
  module: 'github.com/temporalio/cli',
  package: 'github.com/temporalio/cli/cmd/temporal',
  download: downloadOfficialCli,
};

export const VERSITYGW: ServerBinary = {
  name: 'versitygw',
  title: 'VersityGW',
  variable: 'EDGEWARDEN_VERSITYGW',
  version: '1.7.0',
  minimum: '1.7.0',
  versionLine: /Version\s*:\s*v?(\d+\.\d+\.\d+)/,
  module: 'github.com/versity/versitygw',
  package: 'github.com/versity/versitygw/cmd/versitygw',
};
