/*
 * What must not happen twice. Until then the program may still take over: it starts from the
 * beginning. Afterwards this process has to end by itself.
 */

import { host } from './host.js'

let happened = false

/** Takes down that a request may have reached a server, or that another program has run. */
export function noteEffect(): void {
  happened = true
  host.noteEffect()
}

/** True once something has happened that the program must not repeat. */
export const hasEffects = (): boolean => happened
