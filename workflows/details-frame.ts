/** Last lines of details: the Temporal UI shows them in a frame that is some lines too short, and these are blank. */
export const ROOM_BELOW = ['', '&nbsp;', '', '&nbsp;'] as const;
