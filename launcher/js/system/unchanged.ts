import { unsure } from '../unsure.js'

/*
 * In place of modules of src/system that undo or watch what Node does at its start. The launcher
 * changes no signal and no limit, opens no inspector, and closes its own files on exec.
 */

export const restoringPrefix = (): readonly string[] => []
export const inheritedDescriptors = (): readonly number[] => []
export const closeStrayInspector = (): void => undefined
export const watchForHangUp = (): (() => void) => () => undefined
export const hangUp = (): never => unsure('the terminal is gone')
