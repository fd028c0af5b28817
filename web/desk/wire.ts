/** What the staff API and the socket answer. Optional fields may also be null; unknown fields are ignored. */
export type * from './wire/base';
export type * from './wire/call';
export type * from './wire/conversation';
export type * from './wire/intake';
export type * from './wire/queues';
