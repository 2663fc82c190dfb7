/**
 * Whether a failure of this process is what the command ends with, so that others may share it. The
 * launcher leaves some to the program, which may succeed (launcher/js/coordination/is-final.ts).
 */
export const isFinal = (): boolean => true
