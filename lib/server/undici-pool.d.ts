/** Undici's pool by itself: all of undici takes twice the memory, and of the rest nothing is used. */
declare module 'undici/lib/dispatcher/pool.js' {
  // biome-ignore lint/style/noDefaultExport: it is CommonJS, whose `module.exports` is the class.
  export { Pool as default } from 'undici';
}
