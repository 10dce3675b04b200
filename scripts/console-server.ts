/** The server of the built console, complete in its folder. */
export const serverFile = `${import.meta.dirname}/../.next/standalone/server.js`;

/** Node's own 16 MB for young objects, three times over, would be most of what an idle console holds and never uses. */
const serverFlags = ['--max-semi-space-size=4'];

/** What Node is started with for it. */
export const serverArguments = [...serverFlags, serverFile];
