import { realHost } from '../../../src/system/host.js'
import { describeCaller, findCaller } from '../../../src/system/process/calling-program.js'

const asker = findCaller(realHost())
console.log(asker ? describeCaller(asker) : 'nobody')
