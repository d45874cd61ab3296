/** The review ticket that an investigation belongs to: its link is put there once the report is published. */
export interface InvestigationTicket {
  /** Key of the account in the settings. */
  readonly account: string;
  /** Identity of the credential: the ticket's. */
  readonly credential: string;
  /** Identity of the event that started the investigation. */
  readonly event: string;
}
