import { unsure } from './unsure.js'

/** Node's `child_process`: the launcher starts no other program. */
export const execFileSync = (): never => unsure('another program is needed')
export const spawnSync = (): never => unsure('another program is needed')
export const spawn = (): never => unsure('another program is needed')
