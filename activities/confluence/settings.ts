/** Where reports are published, and as whom. */
export interface ConfluenceSettings {
  /** Where requests go: `https://<site>.atlassian.net`, or the gateway `https://api.atlassian.com/ex/confluence/<cloudId>`. */
  readonly apiBase: string;
  /** Where people read: `https://<site>.atlassian.net`. Links lead nowhere else. */
  readonly siteUrl: string;
  /** Address of the account that the token belongs to. */
  readonly email: string;
  /** API token. */
  readonly token: string;
  readonly spaceKey: string;
  /** Id of the page below which reports lie; undefined: at the top of the space. */
  readonly parentId?: string | undefined;
  /** Labels that every report gets beside our own. */
  readonly labels: readonly string[];
}
