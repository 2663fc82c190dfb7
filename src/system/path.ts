/** Paths of the machine that rolecall runs on. Every folder but `system` uses these, not `node:path`. */
export { basename, dirname, isAbsolute, join } from 'node:path'
