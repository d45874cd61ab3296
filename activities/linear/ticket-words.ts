/** How messages speak of one kind of tickets: which settings place them, and what an operator can do about one. */
export interface TicketWords {
  /** Path of the settings that say where the tickets go. */
  readonly settings: 'tokenWatch.tickets' | 'insightsSync.tickets';
  /** Whose ticket it is. */
  readonly owner: string;
  /** Which comment it is. */
  readonly comment: string;
  /** What is safe although no ticket could be filed. */
  readonly kept: string;
  /** The way out when nothing else helps, as the end of a sentence that begins with another way. */
  readonly wayOut: string;
  /** What to do when somebody else has written under an id of ours. */
  readonly lookWho: string;
}

export const TOKEN_TICKETS: TicketWords = {
  settings: 'tokenWatch.tickets',
  owner: 'this credential',
  comment: "this event's comment",
  kept: 'the event stays in the archive',
  wayOut: 'accept the event with a reason',
  lookWho:
    'Review the event by hand and accept it with a reason; unless that is the user Edgewarden had before, find out who wants the event overlooked',
};

export const INSIGHT_TICKETS: TicketWords = {
  settings: 'insightsSync.tickets',
  owner: 'this episode of an insight',
  comment: 'the closing comment',
  kept: 'the insight stays in the records',
  wayOut: 'leave it until the insight is resolved and then delete the ticket: the order ends with it',
  lookWho:
    'Review the insight by hand, and delete that ticket once the insight is resolved: the order ends with it; unless that is the user Edgewarden had before, find out who wants the insight overlooked',
};
