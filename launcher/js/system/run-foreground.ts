import { unsure } from '../unsure.js'

/** In place of src/system/process/run-foreground.ts: the launcher has no children. */
export const runForeground = (): never => unsure('the command needs a process of its own')
