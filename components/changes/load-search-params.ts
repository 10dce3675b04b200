import { createLoader } from 'nuqs/server';
import { changeListParams } from './search-params';

/** Reads the list's address on the server. Apart from the parsers, so that the browser does not load it. */
export const loadChangeListParams = createLoader(changeListParams);
