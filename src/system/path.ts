/** Functions on this machine's paths. Folders without access to `node:` modules use these. */
export { dirname, join, resolve as absolutePath } from 'node:path'
