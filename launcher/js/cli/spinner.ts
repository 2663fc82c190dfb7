import type { withSpinner as original } from '../../../src/cli/ui/spinner.js'

/** In place of src/cli/ui/spinner.ts: this process waits in one system call, so nothing turns. */
export const withSpinner: typeof original = (work) => work
