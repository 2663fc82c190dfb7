/** Put in by the bundler from package.json. */
declare const __VERSION__: string

export const VERSION: string = typeof __VERSION__ === 'undefined' ? 'source' : __VERSION__
