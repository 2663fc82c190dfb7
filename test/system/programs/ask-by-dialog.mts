/** Prompts in a window and prints the answer. */
import { askByDialog } from '../../../src/system/desktop/dialog.js'
import { realHost } from '../../../src/system/host.js'

console.log(await askByDialog(['rolecall: x', 'Code: '], realHost(), { timeoutMs: 10_000 }))
