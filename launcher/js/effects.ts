/*
 * What must not happen twice. Until then the program may still take over: it starts from the
 * beginning. Afterwards this process has to end by itself.
 */

let happened = false

/** Takes down that a request may have reached a server, or that another program has run. */
export const noteEffect = (): void => void (happened = true)

/** True once something has happened that the program must not repeat. */
export const hasEffects = (): boolean => happened
