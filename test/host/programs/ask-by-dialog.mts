/** Asks with a window and prints the answer. */
import { askByDialog } from '../../../src/host/dialog.js'
import { realHost } from '../../../src/host/host.js'

console.log(await askByDialog(['rolecall: x', 'Code: '], realHost(), { deadlineMs: 10_000 }))
