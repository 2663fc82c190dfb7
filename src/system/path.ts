/** Functions on this machine's paths. Folders without access to `node:` modules use these. */
export { basename, dirname, isAbsolute, join } from 'node:path'
