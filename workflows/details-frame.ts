/** Blank lines at the end of details: the Temporal UI shows them in a frame that is some lines too short. */
export const ROOM_BELOW = ['', '\u00a0', '', '\u00a0'] as const;
