/**
 * How a process ends: by exiting with a status, or by an act that normally does not return. The act
 * returns the status to exit with if it fails.
 */
export type Ending = number | (() => number)
