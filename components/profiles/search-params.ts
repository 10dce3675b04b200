import { parseAsString } from 'nuqs/server';

/** Whose profile: what is left out may be anything. With `on` it is the process on that pod or host alone. */
const processParams = {
  process: parseAsString,
  service: parseAsString,
  on: parseAsString,
  language: parseAsString,
};

/** What of it is shown. */
export const profileParams = {
  ...processParams,
  event: parseAsString,
  q: parseAsString.withDefault(''),
  /** Key of the frame that fills the picture. */
  frame: parseAsString,
};
