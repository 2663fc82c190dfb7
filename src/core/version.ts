/** Replaced by the bundler with the version in package.json. */
declare const __VERSION__: string

/** rolecall's version; `source` if it runs unbundled. */
export const VERSION: string = typeof __VERSION__ === 'undefined' ? 'source' : __VERSION__
