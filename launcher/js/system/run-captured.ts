import { unsure } from '../unsure.js'

/** In place of src/system/process/run-captured.ts: the launcher starts no other program. */
export const runCaptured = (): never => unsure('another program is needed')
