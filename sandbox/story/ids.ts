/** Beginnings of the story's ids; two digits make one whole. What a number stands for is told beside the events. */
export const CORP_EVENT = '0199c0de-c0f0-7000-8000-0000000000';
/** Ordinary work that somebody is compared with. */
export const CORP_HISTORY = '0199c0de-c0f1-7000-8000-0000000000';
export const LABS_EVENT = '0199c0de-1ab5-7000-8000-0000000000';
export const CORP_INSIGHT = '1a5e0000-c0f0-4000-8000-0000000000';
export const LABS_INSIGHT = '1a5e0000-1ab5-4000-8000-0000000000';
export const CORP_TOKEN = 'ac0000000000000000000000000000';
export const LABS_TOKEN = '1ab500000000000000000000000000';
export const USER_TOKEN = '05e400000000000000000000000000';
export const SERVICE_TOKEN = '5e4c0000-0000-4000-8000-0000000000';
export const ACCESS_APP = 'a9900000-0000-4000-8000-0000000000';
export const ACCESS_POLICY = 'b0110000-0000-4000-8000-0000000000';
export const ACCESS_GROUP = '96000000-0000-4000-8000-0000000000';
